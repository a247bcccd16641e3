//! What an expansion is: data that is read for all users at once, and written for each of them.

use api::UserExpand;
use gate::{context::Context, refusal::Result};
use store::{BoxFuture, users::StoredUser};

use super::object::Object;

/// A row of the table of expansions.
pub(super) struct Expansion {
    names: &'static [UserExpand],
    source: Source,
}

/// Where the values come from.
enum Source {
    /// From data that is read for all users at once.
    Read(for<'c> fn(&'c mut Context, &'c Batch<'c>) -> BoxFuture<'c, Result<Writer>>),
    /// From the stored user.
    Stored(Write),
}

type Write = fn(&mut Object, &StoredUser, &[&UserExpand]) -> Result<()>;
/// Adds the expansion to the object of one user.
type Writer = Box<dyn Fn(&mut Object, &StoredUser, &[&UserExpand]) -> Result<()> + Send + Sync>;

/// The data of an expansion. Only [`read`](Self::read) can reach the database, and it has all users
/// at once: so the number of statements does not depend on the number of users.
pub(super) trait ExpansionData: Sized + Send + Sync + 'static {
    /// Reads what is shown of these users, of whom there is at least one.
    fn read(context: &mut Context, batch: &Batch<'_>) -> impl Future<Output = Result<Self>> + Send;

    /// Adds to a user what was asked for: one or several of the names of the row.
    fn write(&self, object: &mut Object, user: &StoredUser, asked: &[&UserExpand]) -> Result<()>;
}

/// Users that are shown together.
pub(super) struct Batch<'u> {
    pub(super) users: &'u [&'u StoredUser],
    pub(super) ids: Vec<String>,
    /// The schemas of the custom attributes that are wanted; none are all.
    pub(super) schemas: &'u [String],
}

impl Expansion {
    /// One whose data is read for all users at once.
    pub(super) const fn read<D: ExpansionData>(names: &'static [UserExpand]) -> Self {
        let source = Source::Read(|context, batch| {
            Box::pin(async move {
                let data = D::read(context, batch).await?;
                let write: Writer =
                    Box::new(move |object, user, asked| data.write(object, user, asked));
                Ok(write)
            })
        });
        Self { names, source }
    }

    /// One that needs the stored user alone.
    pub(super) const fn stored(names: &'static [UserExpand], write: Write) -> Self {
        Self { names, source: Source::Stored(write) }
    }

    /// Those of its names that are asked for, each once.
    fn asked(&self, expand: &[UserExpand]) -> Vec<&'static UserExpand> {
        self.names.iter().filter(|name| expand.contains(name)).collect()
    }
}

/// The expansions that were asked for, with their data.
pub(super) struct Expanded(Vec<(Writer, Vec<&'static UserExpand>)>);

impl Expanded {
    /// Reads what is asked for, one expansion after another.
    pub(super) async fn read(
        context: &mut Context,
        (users, schemas): (&[&StoredUser], &[String]),
        (table, expand): (&'static [Expansion], &[UserExpand]),
    ) -> Result<Self> {
        let mut expanded = Vec::new();
        if users.is_empty() || expand.is_empty() {
            return Ok(Self(expanded));
        }
        let ids = users.iter().map(|user| user.id.clone()).collect();
        let batch = Batch { users, ids, schemas };
        for expansion in table {
            let asked = expansion.asked(expand);
            if asked.is_empty() {
                continue;
            }
            let write: Writer = match expansion.source {
                Source::Read(read) => read(context, &batch).await?,
                Source::Stored(write) => Box::new(write),
            };
            expanded.push((write, asked));
        }
        Ok(Self(expanded))
    }

    /// Adds them to the object of one user.
    pub(super) fn write(&self, object: &mut Object, user: &StoredUser) -> Result<()> {
        self.0.iter().try_for_each(|(write, asked)| write(object, user, asked))
    }

    /// How many values each user has more.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|(_, asked)| asked.len()).sum()
    }
}
