//! Values of the database that are kept in memory, and are exact.
//!
//! Only SQLite keeps something: there this process alone writes. A value is kept when it was read
//! in a snapshot that shows exactly one commit, and only while that commit is the last one. It is
//! answered to snapshots of that commit and of later ones, until a commit changes it. So a value
//! that is kept is what the snapshot would have read: it is never older, and never newer.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::bounded::Bounded;
use crate::changes::{Change, Changed, Entity};
use crate::followers::{Epoch, Follower, Lost, Order};

/// So many organizations and users are remembered whose values have changed; at more, all that is
/// kept of the kind is forgotten.
const REMEMBERED: usize = 4096;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum KeptKind {
    /// What a token stands for, by its hash.
    Session,
    /// Users, by organization and id.
    User,
    /// How many users there are by division and state, by organization.
    Totals,
    /// Pages of the listing of users, by organization and what was asked.
    Page,
    /// What users are doing, as it is shown, by organization and user.
    Live,
    /// The groups of users, as they are shown to who sees all, by organization and user.
    Groups,
}

const EVERY: &[KeptKind] = &[
    KeptKind::Session,
    KeptKind::User,
    KeptKind::Totals,
    KeptKind::Page,
    KeptKind::Live,
    KeptKind::Groups,
];

/// What a value hangs on, so that it is known when it is not true any more.
#[derive(Debug, Clone)]
pub(crate) struct DependsOn {
    /// The organization whose rows it was read from.
    pub(crate) organization: Arc<str>,
    /// The user, where a value is not the user itself but hangs on one.
    pub(crate) user: Option<Box<str>>,
}

impl DependsOn {
    /// What hangs on an organization alone.
    pub(crate) fn everybody(organization: &Arc<str>) -> Self {
        Self { organization: organization.clone(), user: None }
    }
}

/// Values of all kinds, within one bound.
pub(crate) struct Kept {
    inner: Mutex<Inner>,
    epoch: Epoch,
}

struct Inner {
    values: Bounded<Value>,
    /// The commit that last changed something of a kind, by organization and user.
    changed: HashMap<KeptKind, Changes>,
}

struct Value {
    row: Arc<dyn Any + Send + Sync>,
    of: DependsOn,
    /// The commit whose state it was read from.
    since: u64,
}

#[derive(Default)]
struct Changes {
    of: HashMap<String, u64>,
    /// Nothing is known of changes before this one.
    since: u64,
}

impl Changes {
    fn note(&mut self, place: String, now: u64) {
        if self.of.len() >= REMEMBERED {
            self.of.clear();
            self.since = now;
        }
        self.of.insert(place, now);
    }

    /// Is what was read from the state of this commit still true?
    fn leave(&self, value: &Value) -> bool {
        let since = value.since;
        let is_later = |place: &str| self.of.get(place).is_none_or(|changed| *changed < since);
        let user = value.of.user.as_deref();
        let user = user.map(|user| place(&value.of.organization, user));
        (self.since == 0 || self.since < since)
            && is_later(&value.of.organization)
            && user.is_none_or(|user| is_later(&user))
    }
}

/// The key of what belongs to one entity of an organization.
pub(crate) fn place(organization: &str, id: &str) -> String {
    [organization, "/", id].concat()
}

fn key(kind: KeptKind, key: &str) -> String {
    let kind = match kind {
        KeptKind::Session => "session ",
        KeptKind::User => "user ",
        KeptKind::Totals => "totals ",
        KeptKind::Page => "page ",
        KeptKind::Live => "live ",
        KeptKind::Groups => "groups ",
    };
    [kind, key].concat()
}

impl Kept {
    /// Keeps nothing yet, and at most so many bytes.
    pub(crate) fn new(epoch: Epoch, most: usize) -> Self {
        let inner = Inner { values: Bounded::new(most), changed: HashMap::new() };
        Self { inner: Mutex::new(inner), epoch }
    }

    /// What a snapshot that shows this commit would read, if it is kept.
    pub(crate) fn get<T: Any + Send + Sync>(
        &self,
        shows: u64,
        kind: KeptKind,
        id: &str,
    ) -> Option<Arc<T>> {
        let key = key(kind, id);
        let mut inner = self.inner();
        let Inner { values, changed } = &mut *inner;
        let value = values.get(&key)?;
        let is_true =
            value.since <= shows && changed.get(&kind).is_none_or(|changes| changes.leave(value));
        is_true.then(|| value.row.clone())?.downcast().ok()
    }

    /// Keeps what was read in a snapshot that shows this commit, if it still is the last one.
    pub(crate) fn put<T: Any + Send + Sync>(
        &self,
        shows: u64,
        (kind, id, of): (KeptKind, &str, DependsOn),
        (value, bytes): (Arc<T>, usize),
    ) {
        let key = key(kind, id);
        let mut inner = self.inner();
        // Asked while it is locked: a commit that begins now is heard after this, and changes it.
        if self.epoch.settled() == Some(shows) {
            inner.values.put(&key, Value { row: value, of, since: shows }, bytes);
        }
    }

    /// Counts the commits.
    pub(crate) fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget_all(&self) {
        self.inner().values.clear();
    }
}

impl Inner {
    fn hear(&mut self, change: &Change, now: u64) {
        let organization = &*change.organization;
        match &change.what {
            Changed::User { id, .. } => {
                let place = place(organization, id);
                self.values.remove(&key(KeptKind::User, &place));
                // A new user is doing something.
                self.values.remove(&key(KeptKind::Live, &place));
                // Its state decides whether its tokens count, and is counted.
                self.note(KeptKind::Session, place, now);
                self.note_all(&[KeptKind::Totals, KeptKind::Page], organization, now);
            }
            Changed::Live { user } => {
                self.values.remove(&key(KeptKind::Live, &place(organization, user)));
            }
            Changed::Entity { kind, .. }
            | Changed::Members { kind, .. }
            | Changed::Many { kind } => {
                self.note_all(changed_by(*kind), organization, now);
            }
            // A session has the version of the permissions, and the client's state.
            Changed::Access { .. } | Changed::Tokens(_) => {
                self.note(KeptKind::Session, organization.into(), now);
            }
            Changed::OrganizationGone => self.note_all(EVERY, organization, now),
            Changed::QueueMember { .. } | Changed::Due(_) | Changed::Told(_) => {}
        }
    }

    fn note_all(&mut self, kinds: &[KeptKind], organization: &str, now: u64) {
        for kind in kinds {
            self.note(*kind, organization.into(), now);
        }
    }

    fn note(&mut self, kind: KeptKind, place: String, now: u64) {
        self.changed.entry(kind).or_default().note(place, now);
    }
}

/// What hangs on entities of a kind.
fn changed_by(kind: Entity) -> &'static [KeptKind] {
    match kind {
        Entity::User => EVERY,
        // A user has the name of its division.
        Entity::Division => &[KeptKind::User, KeptKind::Totals, KeptKind::Page],
        // A session has the organization's clock, and the client's state and scopes.
        Entity::Organization | Entity::Client => &[KeptKind::Session],
        Entity::Group => &[KeptKind::Groups],
        Entity::Abilities
        | Entity::AttributeSchema
        | Entity::CallForwarding
        | Entity::Channel
        | Entity::CustomAttributes
        | Entity::Geolocation
        | Entity::Location
        | Entity::OutOfOffice
        | Entity::Presence
        | Entity::Queue
        | Entity::Role
        | Entity::RoutingLanguage
        | Entity::RoutingSkill
        | Entity::SkillGroup
        | Entity::Station
        | Entity::Team
        | Entity::Trust
        | Entity::WrapupCode => &[],
    }
}

impl Follower for Kept {
    fn name(&self) -> &'static str {
        "kept rows"
    }

    fn hear(&self, changes: &[Change]) {
        let now = self.epoch.now();
        let mut inner = self.inner();
        for change in changes {
            inner.hear(change, now);
        }
    }

    fn lost(&self, _: Option<&str>, _: Lost) {
        self.forget_all();
    }

    fn order(&self) -> Order {
        Order::Keyed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(user: Option<&str>) -> DependsOn {
        DependsOn { organization: "o".into(), user: user.map(Into::into) }
    }

    fn commit(kept: &Kept, changes: &[Changed]) {
        kept.epoch.begin();
        let at = crate::ServerTime::from_milliseconds(0);
        let changes: Vec<_> =
            changes.iter().map(|what| Change::read(("o", None), what.clone(), at)).collect();
        kept.hear(&changes);
        kept.epoch.settle();
    }

    fn change(id: &str) -> Changed {
        Changed::User { id: id.to_owned(), version: 2 }
    }

    fn kept() -> (Kept, Epoch) {
        let epoch = Epoch::default();
        (Kept::new(epoch.clone(), 1 << 20), epoch)
    }

    fn put(kept: &Kept, shows: u64, id: &str) {
        kept.put(shows, (KeptKind::User, &format!("o/{id}"), of(None)), (Arc::new(shows), 8));
    }

    fn get(kept: &Kept, shows: u64, id: &str) -> Option<u64> {
        kept.get::<u64>(shows, KeptKind::User, &format!("o/{id}")).map(|value| *value)
    }

    #[test]
    fn a_value_is_true_from_the_commit_in_which_it_was_read_to_the_one_that_changes_it() {
        let (kept, epoch) = kept();
        commit(&kept, &[]);
        let first = epoch.settled().unwrap();
        put(&kept, first, "a");
        commit(&kept, &[change("b")]);
        let second = epoch.settled().unwrap();
        put(&kept, second, "b");
        assert_eq!((get(&kept, first, "a"), get(&kept, second, "a")), (Some(first), Some(first)));
        assert_eq!((get(&kept, first, "b"), get(&kept, second, "b")), (None, Some(second)));
        commit(&kept, &[change("a")]);
        assert_eq!((get(&kept, second, "a"), get(&kept, second, "b")), (None, Some(second)));
    }

    #[test]
    fn what_was_read_before_a_commit_is_not_kept_after_it_nor_while_it_is_under_way() {
        let (kept, epoch) = kept();
        let before = epoch.settled().unwrap();
        epoch.begin();
        put(&kept, before, "a");
        epoch.settle();
        put(&kept, before, "b");
        let after = epoch.settled().unwrap();
        assert_eq!((get(&kept, after, "a"), get(&kept, after, "b")), (None, None));
    }

    #[test]
    fn a_session_hangs_on_its_user_and_on_its_organization() {
        let session = |kept: &Kept, user| {
            let shows = kept.epoch.settled().unwrap();
            kept.put(shows, (KeptKind::Session, "hash", of(user)), (Arc::new(()), 8));
        };
        let is_kept = |kept: &Kept| {
            kept.get::<()>(kept.epoch.settled().unwrap(), KeptKind::Session, "hash").is_some()
        };
        let client = Changed::Entity { kind: Entity::Client, id: "c".to_owned() };
        for (what, user, stays) in [
            (change("u"), Some("u"), false),
            (change("v"), Some("u"), true),
            (change("u"), None, true),
            (Changed::Tokens(crate::Subject::Everybody), None, false),
            (Changed::Access { version: 2 }, None, false),
            (client, None, false),
            (Changed::Many { kind: Entity::User }, Some("u"), false),
            (Changed::Many { kind: Entity::Organization }, None, false),
            (Changed::Many { kind: Entity::Group }, Some("u"), true),
            (Changed::OrganizationGone, None, false),
        ] {
            let (kept, _) = kept();
            session(&kept, user);
            commit(&kept, std::slice::from_ref(&what));
            assert_eq!(is_kept(&kept), stays, "{what:?} {user:?}");
            session(&kept, user);
            assert!(is_kept(&kept), "what is read after the change is kept");
        }
    }

    #[test]
    fn more_changes_than_are_remembered_forget_what_they_may_have_changed() {
        let (kept, epoch) = kept();
        let shows = epoch.settled().unwrap();
        kept.put(shows, (KeptKind::Session, "hash", of(Some("u"))), (Arc::new(()), 8));
        commit(&kept, &[change("u")]);
        for number in 0..REMEMBERED {
            commit(&kept, &[change(&number.to_string())]);
        }
        let shows = epoch.settled().unwrap();
        assert!(kept.get::<()>(shows, KeptKind::Session, "hash").is_none());
    }

    #[test]
    fn after_a_loss_nothing_is_kept() {
        let (kept, epoch) = kept();
        let shows = epoch.settled().unwrap();
        put(&kept, shows, "a");
        kept.lost(None, Lost::CommitUnknown);
        assert_eq!(get(&kept, shows, "a"), None);
    }
}
