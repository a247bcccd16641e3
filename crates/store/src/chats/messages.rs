//! Messages of chats.

use api::{ChatType, DateTime};

use super::kind;
use crate::{Query, Result, Row, Tx, args, documents::to_json, from_json};

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its id.
    pub id: String,
    /// The id of its chat.
    pub chat: String,
    /// The kind of its chat.
    pub chat_type: ChatType,
    /// Its place in the chat.
    pub number: i64,
    /// Who sent it.
    pub user: String,
    /// The id of the message with which its thread begins.
    pub thread: String,
    /// The text.
    pub body: String,
    /// Whom it mentions.
    pub mentions: Vec<String>,
    /// When it was sent.
    pub sent_at: DateTime,
}

const COLUMNS: &str = "m.id, m.chat_id, c.chat_type, m.number, m.user_id, m.thread_id, m.body, m.mentions, \
                       m.sent_at";
const FROM: &str = "FROM chat_messages m \
                    JOIN chats c ON c.organization_id = m.organization_id AND c.id = m.chat_id";

fn read(row: &Row<'_>) -> Result<StoredMessage> {
    Ok(StoredMessage {
        id: row.get(0)?,
        chat: row.get(1)?,
        chat_type: kind(row.str(2)?),
        number: row.get(3)?,
        user: row.get(4)?,
        thread: row.get(5)?,
        body: row.get(6)?,
        mentions: from_json(row.str(7)?)?,
        sent_at: DateTime::from_milliseconds(row.get(8)?),
    })
}

/// Sends a message: it is the last of its chat, which moves to the front of listings. Its number is
/// the next one of the chat.
pub async fn insert(tx: &mut Tx, message: &StoredMessage) -> Result<()> {
    let organization = &*tx.organization();
    let StoredMessage { id, chat, user, thread, body, mentions, sent_at, .. } = message;
    let sent = sent_at.milliseconds();
    let sql = "UPDATE chats SET messages = messages + 1, moved_at = $3 \
               WHERE organization_id = $1 AND id = $2 RETURNING messages";
    let number = tx.one(sql, &args![organization, chat, sent], |row| row.get::<i64>(0)).await?;
    let sql = "INSERT INTO chat_messages (organization_id, id, chat_id, number, user_id, thread_id, body, \
               mentions, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let mentions = to_json(mentions)?;
    let args = args![organization, id, chat, number, user, thread, body, mentions, sent];
    tx.run(sql, &args).await.map(drop)
}

/// A message of a chat in which the user takes part.
pub async fn find(tx: &mut Tx, id: &str, user: &str) -> Result<Option<StoredMessage>> {
    let organization = &*tx.organization();
    let sql = format!(
        "SELECT {COLUMNS} {FROM} JOIN chat_participants p \
         ON p.organization_id = m.organization_id AND p.chat_id = m.chat_id \
         WHERE m.organization_id = $1 AND m.id = $2 AND p.user_id = $3 AND p.closed_at IS NULL"
    );
    tx.one(&sql, &args![organization, id, user], read).await
}

/// Which of these messages are of a chat.
pub async fn of_chat(tx: &mut Tx, chat: &str, ids: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM chat_messages \
               WHERE organization_id = $1 AND chat_id = $2 AND id = ANY($3)";
    tx.all(sql, &args![organization, chat, ids], |row| row.get(0)).await
}

/// A message, or a time, from which messages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The message with this number.
    Number(i64),
    /// This time.
    Time(DateTime),
}

impl Mark {
    const fn column(self) -> &'static str {
        match self {
            Self::Number(_) => "m.number",
            Self::Time(_) => "m.sent_at",
        }
    }

    const fn value(self) -> i64 {
        match self {
            Self::Number(number) => number,
            Self::Time(at) => at.milliseconds(),
        }
    }
}

/// Messages of a chat, the newest first: those next after a mark, or else the last ones, and before
/// another mark.
pub async fn part(
    tx: &mut Tx,
    chat: &str,
    (after, before): (Option<Mark>, Option<Mark>),
    limit: i64,
) -> Result<Vec<StoredMessage>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE m.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("m.chat_id = $", args![chat]);
    if let Some(after) = after {
        query.and(&format!("{} > $", after.column()), args![after.value()]);
    }
    if let Some(before) = before {
        query.and(&format!("{} < $", before.column()), args![before.value()]);
    }
    let direction = if after.is_some() { "ASC" } else { "DESC" };
    query.push(&format!(" ORDER BY m.number {direction} LIMIT $"), args![limit]);
    let (sql, values) = query.finish();
    let mut found = crate::all_within(tx, (&sql, &values), &[6, 7], read).await?;
    if after.is_some() {
        found.reverse();
    }
    Ok(found)
}
