//! Gives connected channels what they are subscribed to.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use api::{DataAvailabilityResponse, DateTime, Topic as _, UserDetailsAvailabilityTopic};
use axum::extract::ws::Utf8Bytes;
use gate::{random, refusal::Result, shared::Shared};
use resources::rules::notifications::{Verdict, judge, singles};
use store::{
    Told,
    notifications::{
        self,
        channels::{self, Open},
    },
    organizations,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::{
    hub::{Heard, Line, Queue},
    messages,
};

/// Takes what was heard from the queue until the server stops.
///
/// Up to when the data of jobs is complete follows from the time alone, so nothing is committed that
/// would tell it: it is told here, now and then, to those who are subscribed to it.
pub(crate) async fn dispatch(
    shared: Arc<Shared>,
    mut queue: Queue,
    availability: Duration,
    stop: CancellationToken,
) {
    let mut board = Board::default();
    let mut ticks = interval(availability);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let heard = tokio::select! {
            () = stop.cancelled() => break,
            heard = queue.next() => heard,
            _ = ticks.tick() => {
                board.tell_availability(&shared).await;
                continue;
            }
        };
        let Some(heard) = heard else { break };
        match heard {
            Heard::Told(organization, told) => board.tell(&organization, &told),
            Heard::Channel(organization, channel) => {
                if let Some(line) = board.line(&organization, &channel) {
                    board.subscribe(&shared, &line).await;
                }
            }
            Heard::Access(organization) => {
                for line in board.lines(Some(&organization)) {
                    board.subscribe(&shared, &line).await;
                }
            }
            Heard::Lost(organization) => {
                for line in board.lines(organization.as_deref()) {
                    line.end.cancel();
                }
            }
            Heard::Connected(line, ready) => {
                board.connect(&line);
                board.subscribe(&shared, &line).await;
                // Whoever waits may be gone.
                let _ = ready.send(());
            }
            Heard::Ended(line) => board.end(&line),
        }
    }
    for line in board.lines(None) {
        line.end.cancel();
    }
}

/// The channels that are connected, and what each of them hears.
#[derive(Default)]
struct Board {
    organizations: HashMap<Arc<str>, Organization>,
}

#[derive(Default)]
struct Organization {
    /// By the id of the channel.
    lines: HashMap<String, (Arc<Line>, Vec<Arc<str>>)>,
    /// Who hears a topic.
    hear: HashMap<Arc<str>, Vec<Arc<Line>>>,
    /// Up to when the data of jobs was complete when it was last told.
    available: Option<DateTime>,
}

impl Board {
    fn line(&self, organization: &str, channel: &str) -> Option<Arc<Line>> {
        let (line, _) = self.organizations.get(organization)?.lines.get(channel)?;
        Some(line.clone())
    }

    /// The lines of one organization, or of all.
    fn lines(&self, organization: Option<&str>) -> Vec<Arc<Line>> {
        let of = |(id, one): (&Arc<str>, &Organization)| {
            let wanted = organization.is_none_or(|wanted| wanted == &**id);
            let lines = one.lines.values().filter(move |_| wanted);
            lines.map(|(line, _)| line.clone()).collect::<Vec<_>>()
        };
        self.organizations.iter().flat_map(of).collect()
    }

    /// A channel has one connection: a second one takes the place of the first.
    fn connect(&mut self, line: &Arc<Line>) {
        let organization = self.organizations.entry(line.organization.clone()).or_default();
        organization.silence(&line.channel);
        let before = organization.lines.insert(line.channel.clone(), (line.clone(), Vec::new()));
        if let Some((before, _)) = before {
            before.end.cancel();
        }
    }

    fn end(&mut self, line: &Arc<Line>) {
        let Some(organization) = self.organizations.get_mut(&line.organization) else { return };
        let known = organization.lines.get(&line.channel);
        if known.is_some_and(|(known, _)| Arc::ptr_eq(known, line)) {
            organization.silence(&line.channel);
            organization.lines.remove(&line.channel);
            if organization.lines.is_empty() {
                self.organizations.remove(&line.organization);
            }
        }
    }

    /// Reads what a channel is subscribed to, of what its owner may hear; it ends when it is gone.
    async fn subscribe(&mut self, shared: &Shared, line: &Arc<Line>) {
        let topics = match permitted(shared, line).await {
            Ok(Some(topics)) => topics,
            Ok(None) => return line.end.cancel(),
            Err(refusal) => {
                warn!(reason = refusal.for_log(), "a channel ends because it cannot be read");
                return line.end.cancel();
            }
        };
        let organization = self.organizations.entry(line.organization.clone()).or_default();
        organization.silence(&line.channel);
        let mut heard = Vec::with_capacity(topics.len());
        for topic in topics {
            let known = organization.hear.get_key_value(&*topic).map(|(known, _)| known.clone());
            let topic: Arc<str> = known.unwrap_or_else(|| topic.into());
            organization.hear.entry(topic.clone()).or_default().push(line.clone());
            heard.push(topic);
        }
        if let Some((_, topics)) = organization.lines.get_mut(&line.channel) {
            *topics = heard;
        }
    }

    /// Tells up to when the data of jobs is complete, where somebody wants to know and it is new.
    async fn tell_availability(&mut self, shared: &Shared) {
        let topic = UserDetailsAvailabilityTopic {};
        let name = topic.name();
        let wanted = self.organizations.iter().filter(|(_, it)| it.hear.contains_key(&*name));
        let wanted: Vec<Arc<str>> = wanted.map(|(id, _)| id.clone()).collect();
        for id in wanted {
            let available = match available(shared, &id).await {
                Ok(available) => available,
                // The next time is soon enough.
                Err(error) => {
                    debug!(%error, "it is not known up to when data is complete");
                    continue;
                }
            };
            let Some(organization) = self.organizations.get_mut(&id) else { continue };
            if available.is_none() || organization.available == available {
                continue;
            }
            organization.available = available;
            let body = DataAvailabilityResponse { data_availability_date: available };
            match notifications::told(&topic, &body) {
                Ok(told) => self.tell(&id, &[told]),
                Err(error) => warn!(%error, "up to when data is complete cannot be told"),
            }
        }
    }

    fn tell(&self, organization: &str, told: &[Told]) {
        let Some(organization) = self.organizations.get(organization) else { return };
        for told in told {
            let Some(lines) = organization.hear.get(&*told.topic) else { continue };
            match messages::event(told, &random::name()) {
                Ok(message) => lines.iter().for_each(|line| send(line, &message)),
                Err(error) => warn!(%error, topic = told.topic, "an event is no JSON"),
            }
        }
    }
}

/// Up to when the data of an organization's jobs is complete: jobs read what everybody reads.
async fn available(shared: &Shared, organization: &str) -> store::Result<Option<DateTime>> {
    let mut tx = shared.db.snapshot().await?;
    let found = organizations::find(&mut tx, organization).await?;
    Ok(found.map(|found| found.clock.at(shared.clock.now())))
}

/// A client that does not read what it asked for is cut off: nothing is remembered for it without
/// bound.
fn send(line: &Line, message: &Utf8Bytes) {
    if !line.offer(message) {
        debug!(organization = &*line.organization, "a channel reads too slowly and is cut off");
        line.end.cancel();
    }
}

impl Organization {
    /// The channel hears nothing any more.
    fn silence(&mut self, channel: &str) {
        let Some((_, topics)) = self.lines.get_mut(channel) else { return };
        for topic in std::mem::take(topics) {
            if let Some(lines) = self.hear.get_mut(&topic) {
                lines.retain(|line| line.channel != channel);
                if lines.is_empty() {
                    self.hear.remove(&topic);
                }
            }
        }
    }
}

/// The single topics that a channel hears; none if it is gone or its owner may not listen any more.
async fn permitted(shared: &Shared, line: &Line) -> Result<Option<HashSet<String>>> {
    let mut tx = shared.db.snapshot().await?;
    let now = shared.clock.now();
    let Some(Open { channel, clock, access_version, organization }) =
        channels::open(&mut tx, &line.channel, now).await?
    else {
        return Ok(None);
    };
    let Some(subject) = line.owner.subject() else { return Ok(None) };
    if channel.expires_at <= clock.at(now) {
        return Ok(None);
    }
    tx.enter(&organization);
    let topics = channels::topics(&mut tx, &line.channel).await?;
    let authority = shared.authorities.of(&mut tx, subject, access_version).await?;
    let verdicts = judge(&mut tx, (&line.owner, &authority), &topics).await?;
    let heard = topics.iter().zip(verdicts);
    let heard = heard.filter(|(_, verdict)| matches!(verdict, Verdict::Permitted));
    Ok(Some(heard.flat_map(|(topic, _)| singles(topic)).collect()))
}
