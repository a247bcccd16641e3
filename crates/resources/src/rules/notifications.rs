//! Subscriptions: which topics there are, who may hear them, and how they are added.

use std::collections::{BTreeSet, HashMap};

use api::{ChannelTopic, ChannelTopicState, DateTime, TopicEntry, TopicRule, topics};
use axum::http::StatusCode;
use gate::{
    access::Authority,
    refusal::{Refusal, Result},
};
use store::{
    Tx,
    notifications::channels::{self, Owner},
    users,
};

/// How long a channel lives, in seconds.
pub const LIFE_SECONDS: i64 = 24 * 60 * 60;
/// The most topics of a channel.
pub const MOST_TOPICS: usize = 1_000;
/// A topic's name has fewer characters.
const NAME: usize = 200;

/// What is asked of a channel.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// The topics.
    pub topics: Vec<String>,
    /// Do they take the place of those before?
    pub replaces: bool,
    /// Are topics left out that cannot be subscribed to?
    pub ignores_errors: bool,
}

/// Who asks, for which channel, and when.
pub struct Subscriber<'a> {
    /// Whose channel it is.
    pub owner: &'a Owner,
    /// What they hold.
    pub authority: &'a Authority,
    /// The channel.
    pub channel: &'a str,
    /// When, by the organization's clock.
    pub now: DateTime,
}

/// Subscribes a channel, whose time begins anew; what it is subscribed to.
pub async fn subscribe(
    tx: &mut Tx,
    who: &Subscriber<'_>,
    asked: Subscription,
) -> Result<Vec<ChannelTopic>> {
    let verdicts = judge(tx, (who.owner, who.authority), &asked.topics).await?;
    let mut wanted =
        if asked.replaces { Vec::new() } else { channels::topics(tx, who.channel).await? };
    let mut known: BTreeSet<String> = wanted.iter().cloned().collect();
    let mut answered = Vec::new();
    for (topic, verdict) in asked.topics.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Permitted => {
                if known.insert(topic.clone()) {
                    wanted.push(topic.clone());
                }
                answered.push(ChannelTopic {
                    state: Some(ChannelTopicState::Permitted),
                    ..shown(who.channel, topic)
                });
            }
            Verdict::Rejected(rejected) if asked.ignores_errors => {
                let permissions = rejected.permissions.iter().map(|it| (*it).to_owned());
                answered.push(ChannelTopic {
                    state: Some(ChannelTopicState::Rejected),
                    rejection_reason: Some(rejected.reason),
                    missing_permissions: Some(permissions.collect()),
                    ..shown(who.channel, topic)
                });
            }
            Verdict::Rejected(rejected) => return Err(rejected.refusal(&topic)),
        }
    }
    if wanted.len() > MOST_TOPICS {
        let allowed = format!("at most {MOST_TOPICS} topics in a channel");
        return Err(Refusal::invalid_value("body", wanted.len().to_string(), allowed));
    }
    channels::set_topics(tx, who.channel, &wanted).await?;
    channels::extend(tx, who.channel, who.now.plus_seconds(LIFE_SECONDS), who.now).await?;
    if asked.ignores_errors {
        return Ok(answered);
    }
    Ok(wanted.into_iter().map(|topic| shown(who.channel, topic)).collect())
}

/// A topic of a channel, as it is shown.
pub fn shown(channel: &str, topic: String) -> ChannelTopic {
    ChannelTopic {
        self_uri: Some(format!("/api/v2/notifications/channels/{channel}/subscriptions/{topic}")),
        id: Some(topic),
        ..ChannelTopic::default()
    }
}

/// Whether a topic can be subscribed to.
pub enum Verdict {
    /// It can.
    Permitted,
    /// It cannot.
    Rejected(Rejected),
}

/// Why a topic cannot be subscribed to.
pub struct Rejected {
    reason: String,
    permissions: &'static [&'static str],
    is_unknown: bool,
}

impl Rejected {
    fn unknown() -> Self {
        let reason = "The subscription topic is not valid.".to_owned();
        Self { reason, permissions: &[], is_unknown: true }
    }

    fn refusal(self, topic: &str) -> Refusal {
        if self.is_unknown {
            let template = "The subscription topic is not valid: [{topic}].";
            return Refusal::new(StatusCode::BAD_REQUEST, "notification.invalid.topic", template)
                .with("topic", topic);
        }
        if self.permissions.is_empty() {
            let template = "The topic [{topic}] can only be subscribed to by the user it names.";
            return Refusal::new(StatusCode::FORBIDDEN, "not.authorized", template)
                .with("topic", topic);
        }
        Refusal::missing_any_permissions(self.permissions).because(format!("of the topic {topic}"))
    }
}

/// Which of these names can be subscribed to. The users that they name are read at once.
pub async fn judge(
    tx: &mut Tx,
    (owner, authority): (&Owner, &Authority),
    names: &[String],
) -> Result<Vec<Verdict>> {
    let parsed: Vec<Option<Vec<Named>>> = names.iter().map(|name| named(name)).collect();
    let ids = parsed.iter().flatten().flatten().filter(|one| one.is_of_a_user);
    let ids: BTreeSet<String> = ids.filter_map(|one| one.id.clone()).collect();
    let places = users::places(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let verdicts = parsed.into_iter().map(|parts| {
        let Some(parts) = parts else { return Verdict::Rejected(Rejected::unknown()) };
        for part in &parts {
            if !may_hear(part, owner, authority, &places) {
                let permissions = part.entry.meta.rule.permissions();
                let reason = match permissions {
                    [] => "Only the user that the topic names may subscribe.".to_owned(),
                    _ => format!("At least one of these is needed: {}.", permissions.join(", ")),
                };
                return Verdict::Rejected(Rejected { reason, permissions, is_unknown: false });
            }
        }
        Verdict::Permitted
    });
    Ok(verdicts.collect())
}

/// A single topic.
struct Named {
    entry: &'static TopicEntry,
    id: Option<String>,
    is_of_a_user: bool,
}

/// The single topics behind a name, which may stand for several; none if one of them is unknown.
fn named(name: &str) -> Option<Vec<Named>> {
    if name.len() >= NAME {
        return None;
    }
    singles(name).iter().map(|single| one(single)).collect()
}

/// The names of the single topics behind a name: `a.{id}?b&c` stands for `a.{id}.b` and `a.{id}.c`.
pub fn singles(name: &str) -> Vec<String> {
    match name.split_once('?') {
        Some((prefix, ends)) => ends.split('&').map(|end| format!("{prefix}.{end}")).collect(),
        None => vec![name.to_owned()],
    }
}

fn one(name: &str) -> Option<Named> {
    topics().find_map(|entry| {
        let values = entry.meta.values(name)?;
        Some(Named {
            entry,
            id: values.first().map(|id| id.to_lowercase()),
            is_of_a_user: entry.meta.template.starts_with("v2.users."),
        })
    })
}

/// May the owner hear this? A permission counts in the division of the user that the topic names;
/// elsewhere it is enough in any division.
fn may_hear(
    one: &Named,
    owner: &Owner,
    authority: &Authority,
    places: &HashMap<String, String>,
) -> bool {
    let own = one.is_of_a_user && one.id.is_some() && one.id == owner.user;
    let division = one.id.as_ref().and_then(|id| places.get(id));
    let holds = |permission: &&str| match division {
        Some(division) if one.is_of_a_user => authority.reaches(permission, division),
        _ if one.is_of_a_user => authority.reaches(permission, "*"),
        _ => authority.divisions_with(permission) != store::Visible::Some(Vec::new()),
    };
    match one.entry.meta.rule {
        TopicRule::SignedIn => true,
        TopicRule::Own => own,
        TopicRule::OwnOr(permissions) => own || permissions.iter().any(holds),
        TopicRule::Any(permissions) => permissions.iter().any(holds),
    }
}
