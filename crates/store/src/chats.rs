//! Chats: rooms, and those of two users, with their participants.

pub mod messages;

use api::{ChatType, DateTime};

use crate::{Query, Result, Row, Tx, args};

/// A chat as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChat {
    /// Its id: the chat address of a room.
    pub id: String,
    /// Its kind.
    pub chat_type: ChatType,
    /// What it is talking about; empty between two users.
    pub subject: String,
    /// What it is for; empty if nobody said.
    pub description: String,
    /// When it was made.
    pub created_at: DateTime,
    /// When the last message was sent, or when it was made.
    pub moved_at: DateTime,
    /// How many messages were sent.
    pub messages: i64,
    /// The ids of messages that are pinned to it.
    pub pinned: Vec<String>,
}

/// A chat as one of its participants sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChat {
    /// The chat.
    pub chat: StoredChat,
    /// Since when it is closed for this participant, if it is.
    pub closed_at: Option<DateTime>,
    /// The other user, of a chat of two.
    pub other: Option<String>,
    /// Is the other user a favorite of this one?
    pub favorite: bool,
}

impl StoredChat {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            chat_type: kind(row.str(1)?),
            subject: row.get(2)?,
            description: row.get(3)?,
            created_at: DateTime::from_milliseconds(row.get(4)?),
            moved_at: DateTime::from_milliseconds(row.get(5)?),
            messages: row.get(6)?,
            pinned: crate::from_json(row.str(7)?)?,
        })
    }
}

fn kind(stored: &str) -> ChatType {
    use api::WireEnum as _;
    ChatType::from_wire(stored)
}

const COLUMNS: &str =
    "c.id, c.chat_type, c.subject, c.description, c.created_at, c.moved_at, c.messages, c.pinned";
/// The same as a participant knows it: what came after it was closed for them is not theirs.
const KNOWN: &str = "c.id, c.chat_type, COALESCE(p.left_subject, c.subject), \
                     COALESCE(p.left_description, c.description), c.created_at, \
                     COALESCE(p.left_moved_at, c.moved_at), COALESCE(p.left_messages, c.messages), \
                     CASE WHEN p.closed_at IS NULL THEN c.pinned ELSE '[]' END";
/// When a chat moved last, as far as a participant knows.
const KNOWN_MOVED: &str = "COALESCE(p.left_moved_at, c.moved_at)";

/// The id of the chat of two users, whoever of them is named first.
pub fn of_two(one: &str, other: &str) -> String {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    format!("{first}/{second}")
}

/// Adds a chat; `false` when there is one with its id.
pub async fn insert(tx: &mut Tx, chat: &StoredChat) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredChat { id, chat_type, subject, description, created_at, moved_at, messages, .. } =
        chat;
    let sql = "INSERT INTO chats (organization_id, id, chat_type, subject, description, created_at, moved_at, \
               messages) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let (created, moved) = (created_at.milliseconds(), moved_at.milliseconds());
    let kind = chat_type.to_string();
    let args = args![organization, id, kind, subject, description, created, moved, *messages];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Stores what is said of a room, and what is pinned to it.
pub async fn save(tx: &mut Tx, chat: &StoredChat) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE chats SET subject = $3, description = $4, pinned = $5 \
               WHERE organization_id = $1 AND id = $2";
    let pinned = crate::documents::to_json(&chat.pinned)?;
    let args = args![organization, &chat.id, &chat.subject, &chat.description, pinned];
    tx.run(sql, &args).await.map(drop)
}

/// Lets these users look after a room in which they take part, and no others.
pub async fn set_owners(tx: &mut Tx, chat: &str, owners: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE chat_participants SET is_owner = (user_id = ANY($3)) \
               WHERE organization_id = $1 AND chat_id = $2 AND closed_at IS NULL";
    tx.run(sql, &args![organization, chat, owners]).await.map(drop)
}

/// Lets a user take part in a chat, again perhaps; `false` when they do already.
pub async fn join(
    tx: &mut Tx,
    chat: &str,
    (user, is_owner): (&str, bool),
    now: DateTime,
) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO chat_participants (organization_id, chat_id, user_id, is_owner, closed_at, joined_at) \
               VALUES ($1, $2, $3, $4, NULL, $5) ON CONFLICT (organization_id, chat_id, user_id) \
               DO UPDATE SET closed_at = NULL, left_moved_at = NULL, left_messages = NULL, \
               left_subject = NULL, left_description = NULL, joined_at = excluded.joined_at \
               WHERE chat_participants.closed_at IS NOT NULL";
    let args = args![organization, chat, user, is_owner, now.milliseconds()];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Closes chats for a participant, who keeps what they were until then.
const CLOSE: &str = "UPDATE chat_participants SET closed_at = $2, is_owner = FALSE, \
                     left_moved_at = c.moved_at, left_messages = c.messages, \
                     left_subject = c.subject, left_description = c.description FROM chats c \
                     WHERE chat_participants.organization_id = $1 \
                     AND c.organization_id = chat_participants.organization_id \
                     AND c.id = chat_participants.chat_id AND chat_participants.closed_at IS NULL \
                     AND chat_participants.user_id = $3";

/// Closes a chat for a user; `false` when they do not take part. A room without an owner belongs to
/// whoever takes part the longest.
pub async fn leave(tx: &mut Tx, chat: &str, user: &str, now: DateTime) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = format!("{CLOSE} AND chat_participants.chat_id = $4");
    let args = args![organization, now.milliseconds(), user, chat];
    let left = tx.run(&sql, &args).await? > 0;
    hand_over(tx, user).await?;
    Ok(left)
}

/// Closes every chat of a user. Rooms without an owner belong to those who take part the longest.
pub async fn leave_all(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    tx.run(CLOSE, &args![organization, now.milliseconds(), user]).await?;
    hand_over(tx, user).await
}

/// Gives the rooms of a user that nobody looks after to whoever takes part the longest.
async fn hand_over(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE chat_participants SET is_owner = TRUE WHERE organization_id = $1 \
               AND closed_at IS NULL AND chat_id IN (\
                   SELECT l.chat_id FROM chat_participants l \
                   JOIN chats c ON c.organization_id = l.organization_id AND c.id = l.chat_id \
                   WHERE l.organization_id = $1 AND l.user_id = $2 AND c.chat_type <> 'oneOnOne') \
               AND NOT EXISTS (SELECT 1 FROM chat_participants o WHERE o.organization_id = $1 \
                   AND o.chat_id = chat_participants.chat_id AND o.is_owner) \
               AND user_id = (SELECT p.user_id FROM chat_participants p WHERE p.organization_id = $1 \
                   AND p.chat_id = chat_participants.chat_id AND p.closed_at IS NULL \
                   ORDER BY p.joined_at, p.user_id LIMIT 1)";
    tx.run(sql, &args![organization, user]).await.map(drop)
}

/// A chat in which the user takes part.
pub async fn find(tx: &mut Tx, id: &str, user: &str) -> Result<Option<StoredChat>> {
    let organization = &*tx.organization();
    let sql = format!(
        "SELECT {COLUMNS} FROM chats c JOIN chat_participants p \
         ON p.organization_id = c.organization_id AND p.chat_id = c.id \
         WHERE c.organization_id = $1 AND c.id = $2 AND p.user_id = $3 AND p.closed_at IS NULL"
    );
    tx.one(&sql, &args![organization, id, user], StoredChat::read).await
}

/// Everybody who takes part in a chat, by id, and who of them look after it.
pub async fn participants(tx: &mut Tx, chat: &str) -> Result<Vec<(String, bool)>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, is_owner FROM chat_participants \
               WHERE organization_id = $1 AND chat_id = $2 AND closed_at IS NULL ORDER BY user_id";
    tx.all(sql, &args![organization, chat], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Who looks after these chats, by chat and then by id.
pub async fn owners(tx: &mut Tx, chats: &[String]) -> Result<Vec<(String, String)>> {
    let organization = &*tx.organization();
    let sql = "SELECT chat_id, user_id FROM chat_participants WHERE organization_id = $1 \
               AND chat_id = ANY($2) AND is_owner ORDER BY chat_id, user_id";
    tx.all(sql, &args![organization, chats], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Which chats of a user are listed.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The user.
    pub user: &'a str,
    /// Leave out those that are closed for the user.
    pub only_open: bool,
    /// When the chat moved after which it goes on, and that chat's id.
    pub after: Option<(i64, &'a str)>,
    /// How many at most.
    pub limit: i64,
}

/// A part of the chats of a user, the one with the latest message first.
pub async fn of_user(tx: &mut Tx, wanted: Wanted<'_>) -> Result<Vec<OwnChat>> {
    let sql = format!(
        "SELECT {KNOWN}, p.closed_at, o.user_id, f.favorite_id IS NOT NULL \
         FROM chat_participants p \
         JOIN chats c ON c.organization_id = p.organization_id AND c.id = p.chat_id \
         LEFT JOIN chat_participants o ON o.organization_id = p.organization_id \
             AND o.chat_id = p.chat_id AND o.user_id <> p.user_id AND c.chat_type = 'oneOnOne' \
         LEFT JOIN favorites f ON f.organization_id = p.organization_id \
             AND f.user_id = p.user_id AND f.favorite_id = o.user_id \
         WHERE p.organization_id = $"
    );
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("p.user_id = $", args![wanted.user]);
    if wanted.only_open {
        query.and("p.closed_at IS NULL", args![]);
    }
    if let Some((moved, id)) = wanted.after {
        query.and(&format!("({KNOWN_MOVED}, c.id) < ($, $)"), args![moved, id]);
    }
    let order = format!(" ORDER BY {KNOWN_MOVED} DESC, c.id DESC LIMIT $");
    query.push(&order, args![wanted.limit]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| {
        Ok(OwnChat {
            chat: StoredChat::read(row)?,
            closed_at: row.get::<Option<i64>>(8)?.map(DateTime::from_milliseconds),
            other: row.get(9)?,
            favorite: row.get(10)?,
        })
    })
    .await
}
