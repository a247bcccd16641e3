//! What a user does, and what may follow: presence, routing status, joined queues and conversations
//! as one state machine. It does no I/O and knows no clock; whatever changes a user's state asks it.
//!
//! The routing status follows from the rest:
//!
//! | presence | missed an alert | conversations | routing status |
//! |---|---|---|---|
//! | not On Queue | – | any | `OFF_QUEUE` |
//! | On Queue | yes | any | `NOT_RESPONDING` |
//! | On Queue | no | at least one from a queue, or after-call work | `INTERACTING` |
//! | On Queue | no | others alone | `COMMUNICATING` |
//! | On Queue | no | none | `IDLE` |
//!
//! Which event is possible in which routing status:
//!
//! | event | `OFF_QUEUE` | `IDLE` | `INTERACTING` | `COMMUNICATING` | `NOT_RESPONDING` |
//! |---|---|---|---|---|---|
//! | a presence is chosen | any | any | any | any | any; another one forgets the missed alert |
//! | a presence other than On Queue is chosen | stays | `OFF_QUEUE` | `OFF_QUEUE` | `OFF_QUEUE` | `OFF_QUEUE` |
//! | the same status is asked for | stays | stays | stays | stays | stays |
//! | `IDLE` is asked for | – | stays | – | – | what follows from the conversations |
//! | another status is asked for | – | – | – | – | – |
//! | a conversation from a queue starts | – | `INTERACTING` | stays | `INTERACTING` | – |
//! | another conversation starts | stays | `COMMUNICATING` | stays | stays | stays |
//! | after-call work begins, a conversation ends | stays | stays | follows | follows | stays |
//! | an alert is missed | – | `NOT_RESPONDING` | – | – | – |
//! | a status is reported from outside | `OFF_QUEUE` alone | all but `OFF_QUEUE` | so too | so too | so too |
//! | a queue is joined or left | stays | stays | stays | stays | stays |
//! | the user leaves | `OFF_QUEUE` | `OFF_QUEUE` | `OFF_QUEUE` | `OFF_QUEUE` | `OFF_QUEUE` |
//!
//! A dash is a [`Forbidden`] event, which changes nothing. A conversation that names a queue needs
//! the user to have joined it. A status that was reported from outside stays until one of the other
//! events makes it follow from the rest again.
//!
//! Time never runs backwards in a state: an event that comes with an earlier time than the interval
//! it would end takes place at the beginning of that interval.

use std::collections::BTreeSet;

use api::{DateTime, RoutingStatusValue as Routing};

use super::system::{PURECLOUD, SystemPresence};

/// The most conversations that a user has at once.
pub const MOST_CONVERSATIONS: usize = 100;

/// What a user does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// The presence.
    pub presence: Presence,
    /// The routing status.
    pub routing: Routing,
    /// Since when it is that.
    pub routing_since: DateTime,
    /// The ids of the queues that the user has joined.
    pub queues: BTreeSet<String>,
    /// When the user last joined or left a queue.
    pub queues_changed_at: Option<DateTime>,
    /// The conversations that go on.
    pub conversations: Vec<Conversation>,
}

/// What a user says about being there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The id of the definition.
    pub definition: String,
    /// The built-in presence that it belongs to.
    pub system: SystemPresence,
    /// What the user says about it.
    pub message: Option<String>,
    /// The id of the source that reports it.
    pub source: String,
    /// Since when the definition is that.
    pub since: DateTime,
    /// When anything of it last changed.
    pub modified_at: DateTime,
}

/// A conversation of a user.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// What it goes over, by its name in summaries, such as `call`.
    pub media: String,
    /// Did routing offer it?
    pub routed: bool,
    /// The queue that offered it, if it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Is it over, and is the user at work after it?
    #[serde(default)]
    pub after_call: bool,
}

/// What happens to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A presence is chosen.
    Choose {
        /// The id of the definition.
        definition: String,
        /// The built-in presence that it belongs to.
        system: SystemPresence,
        /// What is said about it.
        message: Option<String>,
        /// The source that it is chosen through.
        source: String,
    },
    /// A routing status is asked for.
    Ask(Routing),
    /// A routing status is reported by a system outside.
    Report(Routing),
    /// A conversation starts.
    Start(Conversation),
    /// After-call work begins, in the conversation with this id.
    AfterCall(String),
    /// The conversation with this id ends, or the work after it.
    End(String),
    /// An alert is missed.
    Miss,
    /// The queues that the user has joined are these from now on.
    Queues(BTreeSet<String>),
    /// The user becomes inactive or is deleted.
    Leave,
}

/// Why an event is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The table has a dash.
    #[error("{what} is not possible while the routing status is {status}")]
    Transition {
        /// What was to happen.
        what: &'static str,
        /// The status.
        status: Routing,
    },
    /// No such conversation goes on.
    #[error("the user has no conversation with the id [{0}]")]
    NoConversation(String),
    /// It goes on already.
    #[error("the conversation [{0}] has started already")]
    Started(String),
    /// After-call work is for conversations from queues, once.
    #[error("after-call work cannot begin in the conversation [{0}]")]
    NoAfterCall(String),
    /// The user has not joined the queue.
    #[error("the user has not joined the queue [{0}]")]
    NotJoined(String),
    /// The user has as many conversations as one may have.
    #[error("the user has {MOST_CONVERSATIONS} conversations, which is the most")]
    TooMany,
}

/// What an event changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says for itself whether a part is new")]
pub struct Step {
    /// The state after it.
    pub live: Live,
    /// Something of the presence is new, be it the message.
    pub presence: bool,
    /// The definition is new: an interval ends and another begins.
    pub definition: bool,
    /// The routing status is new.
    pub routing: bool,
    /// Queues were joined or left.
    pub queues: bool,
    /// Conversations came, went or went on.
    pub conversations: bool,
}

impl Step {
    /// Did anything change?
    pub const fn changes(&self) -> bool {
        self.presence || self.routing || self.queues || self.conversations
    }
}

impl Live {
    /// Of a new user: offline and off queue.
    pub fn new(now: DateTime) -> Self {
        let offline = SystemPresence::Offline;
        Self {
            presence: Presence {
                definition: offline.id().to_owned(),
                system: offline,
                message: None,
                source: PURECLOUD.to_owned(),
                since: now,
                modified_at: now,
            },
            routing: Routing::OffQueue,
            routing_since: now,
            queues: BTreeSet::new(),
            queues_changed_at: None,
            conversations: Vec::new(),
        }
    }

    /// Is the user on queue?
    pub fn is_on_queue(&self) -> bool {
        self.presence.system == SystemPresence::OnQueue
    }

    /// The routing status that follows from presence and conversations.
    fn follows(&self) -> Routing {
        if !self.is_on_queue() {
            Routing::OffQueue
        } else if self.conversations.iter().any(|it| it.routed) {
            Routing::Interacting
        } else if self.conversations.is_empty() {
            Routing::Idle
        } else {
            Routing::Communicating
        }
    }

    /// The state after an event at this time, and what is new in it.
    pub fn after(&self, event: Event, now: DateTime) -> Result<Step, Forbidden> {
        let mut live = self.clone();
        let routing = match event {
            Event::Choose { definition, system, message, source } => {
                live.choose((definition, system), message, source, now);
                let other = live.presence.definition != self.presence.definition;
                let moved = live.is_on_queue() != self.is_on_queue();
                let back = other && self.routing == Routing::NotResponding;
                if moved || back { live.follows() } else { live.routing.clone() }
            }
            Event::Ask(status) => live.asked(status)?,
            Event::Report(status) => live.reported(status)?,
            Event::Start(conversation) => live.start(conversation)?,
            Event::AfterCall(id) => live.after_call(&id)?,
            Event::End(id) => live.end(&id)?,
            Event::Miss if live.routing == Routing::Idle => Routing::NotResponding,
            Event::Miss => return Err(live.forbidden("missing an alert")),
            Event::Queues(queues) => {
                if queues != live.queues {
                    live.queues = queues;
                    live.queues_changed_at = Some(now);
                }
                live.routing.clone()
            }
            Event::Leave => {
                let offline = SystemPresence::Offline;
                let source = live.presence.source.clone();
                live.choose((offline.id().to_owned(), offline), None, source, now);
                live.conversations.clear();
                Routing::OffQueue
            }
        };
        if routing != live.routing {
            live.routing = routing;
            live.routing_since = live.routing_since.max(now);
        }
        Ok(Step {
            presence: live.presence != self.presence,
            definition: live.presence.definition != self.presence.definition,
            routing: live.routing != self.routing,
            queues: live.queues != self.queues,
            conversations: live.conversations != self.conversations,
            live,
        })
    }

    fn choose(
        &mut self,
        (definition, system): (String, SystemPresence),
        message: Option<String>,
        source: String,
        now: DateTime,
    ) {
        let presence = &mut self.presence;
        let other = presence.definition != definition;
        if !other && presence.message == message && presence.source == source {
            return;
        }
        if other {
            (presence.definition, presence.system) = (definition, system);
            presence.since = presence.since.max(now);
        }
        (presence.message, presence.source) = (message, source);
        presence.modified_at = presence.modified_at.max(now);
    }

    fn forbidden(&self, what: &'static str) -> Forbidden {
        Forbidden::Transition { what, status: self.routing.clone() }
    }

    fn asked(&self, status: Routing) -> Result<Routing, Forbidden> {
        if status == self.routing {
            return Ok(status);
        }
        let comes_back = self.routing == Routing::NotResponding && status == Routing::Idle;
        if comes_back { Ok(self.follows()) } else { Err(self.forbidden("this status")) }
    }

    fn reported(&self, status: Routing) -> Result<Routing, Forbidden> {
        let fits = match status {
            Routing::OffQueue => !self.is_on_queue(),
            Routing::Idle
            | Routing::Interacting
            | Routing::NotResponding
            | Routing::Communicating => self.is_on_queue(),
            Routing::Other(_) => false,
        };
        if fits { Ok(status) } else { Err(self.forbidden("this status")) }
    }

    /// The status when conversations have changed: a missed alert is not forgotten by that.
    fn with_conversations(&self) -> Routing {
        match self.routing {
            Routing::OffQueue | Routing::NotResponding => self.routing.clone(),
            _ => self.follows(),
        }
    }

    fn start(&mut self, conversation: Conversation) -> Result<Routing, Forbidden> {
        if self.conversations.iter().any(|known| known.id == conversation.id) {
            return Err(Forbidden::Started(conversation.id));
        }
        if self.conversations.len() >= MOST_CONVERSATIONS {
            return Err(Forbidden::TooMany);
        }
        if conversation.routed {
            if matches!(self.routing, Routing::OffQueue | Routing::NotResponding) {
                return Err(self.forbidden("a conversation from a queue"));
            }
            if let Some(queue) = conversation.queue.as_ref().filter(|it| !self.queues.contains(*it))
            {
                return Err(Forbidden::NotJoined(queue.clone()));
            }
        }
        self.conversations.push(conversation);
        Ok(self.with_conversations())
    }

    fn after_call(&mut self, id: &str) -> Result<Routing, Forbidden> {
        let found = self.conversations.iter_mut().find(|known| known.id == id);
        let found = found.ok_or_else(|| Forbidden::NoConversation(id.to_owned()))?;
        if found.after_call || !found.routed {
            return Err(Forbidden::NoAfterCall(id.to_owned()));
        }
        found.after_call = true;
        Ok(self.with_conversations())
    }

    fn end(&mut self, id: &str) -> Result<Routing, Forbidden> {
        let place = self.conversations.iter().position(|known| known.id == id);
        let place = place.ok_or_else(|| Forbidden::NoConversation(id.to_owned()))?;
        self.conversations.remove(place);
        Ok(self.with_conversations())
    }
}

#[cfg(test)]
mod tests;
