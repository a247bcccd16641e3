//! `callroster simulate --live`: agents at work now, on a server, through its API.
//!
//! Each agent is a task that sends what its shifts say when it is due. So whatever follows changes of
//! users (notifications, search, analytics) sees them as those of any other program.

use std::{
    collections::HashMap,
    io::IsTerminal as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use api::{
    CallrosterInteractionEvent, GetUsers, InteractionAction, InteractionMediaType, Operation,
    PatchUserPresencesPurecloud, PostCallrosterUserInteractions, PresenceDefinition,
    PutUserRoutingstatus, RoutingStatus, RoutingStatusValue, User, UserPresence, WireEnum as _,
};
use indicatif::{ProgressBar, ProgressStyle};
use sdk::{Client, Error};
use serde_json::json;
use server::local::Shifts;
use store::presence::{
    SystemPresence,
    machine::{Conversation, Event},
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, interval, sleep_until},
};

use crate::{
    api_command::{client, told},
    failure::Failure,
    output::Choice,
    stop::Stop,
};

/// Requests at once.
const AT_ONCE: usize = 32;
/// How long to wait for a server that does not answer now.
const PAUSE: Duration = Duration::from_secs(1);

/// What is played, and where.
pub(super) struct Live {
    pub(super) agents: usize,
    pub(super) seed: u64,
    /// How many times faster than the clock.
    pub(super) speed: u32,
    pub(super) server: String,
    pub(super) ca: Option<std::path::PathBuf>,
    pub(super) choice: Choice,
}

impl Live {
    /// Plays until it is asked to stop; then everybody hangs up and goes.
    pub(super) async fn run(self) -> Result<(), Failure> {
        let mut stop = Stop::listen()?;
        let client = client(&self.server, self.ca.as_deref())?;
        let users = users(&client, self.agents).await?;
        if users.is_empty() {
            return Err(Failure::said(
                "there are no active users; make some with `callroster seed`",
            ));
        }
        let agents = users.len();
        let (end, ended) = watch::channel(false);
        let stage = Arc::new(Stage::new(client, self.speed, ended));
        let mut tasks = JoinSet::new();
        for user in users {
            let shifts = Shifts::new(self.seed, &user);
            let agent = Agent { stage: stage.clone(), user, conversations: HashMap::new() };
            tasks.spawn(agent.work(shifts));
        }
        let bar = bar(agents, &self.server)?;
        let failed = tokio::select! {
            () = stop.asked() => None,
            failed = first_failure(&mut tasks) => Some(failed),
            never = show(&bar, &stage) => match never {},
        };
        // Who waits for it is gone only when all have ended.
        let _ = end.send(true);
        let ending = async { while tasks.join_next().await.is_some() {} };
        tokio::select! {
            () = ending => {}
            // Who asks again does not want to wait.
            () = stop.asked() => {}
        }
        bar.finish_and_clear();
        if let Some(failure) = failed {
            return Err(failure);
        }
        let [changes, refused] = stage.counted();
        self.choice.show(&json!({ "agents": agents, "changes": changes, "refused": refused }))
    }
}

/// The ids of the first active users.
async fn users(client: &Client, most: usize) -> Result<Vec<String>, Failure> {
    let mut listing = client.list::<User>(GetUsers::new().page_size(100_u32));
    let mut users = Vec::new();
    while users.len() < most {
        let Some(user) = listing.try_next().await.map_err(|error| told(&error))? else { break };
        users.extend(user.id);
    }
    Ok(users)
}

/// Waits until an agent cannot go on; the others are refused in the same way.
async fn first_failure(tasks: &mut JoinSet<Result<(), Failure>>) -> Failure {
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => return failure,
            Err(error) => return Failure::said(error),
        }
    }
    Failure::said("the users are gone")
}

fn bar(agents: usize, server: &str) -> Result<ProgressBar, Failure> {
    let style = ProgressStyle::with_template("{spinner} {msg}").map_err(Failure::said)?;
    let bar = ProgressBar::new_spinner().with_style(style);
    if std::io::stderr().is_terminal() {
        bar.enable_steady_tick(Duration::from_millis(100));
    }
    bar.set_message(format!("{agents} agents on {server}"));
    Ok(bar)
}

/// Shows how it goes, for as long as it does.
async fn show(bar: &ProgressBar, stage: &Stage) -> std::convert::Infallible {
    let mut ticks = interval(PAUSE);
    loop {
        ticks.tick().await;
        let [changes, refused] = stage.counted();
        let more = if refused > 0 { format!(", {refused} refused") } else { String::new() };
        bar.set_message(format!("{changes} changes{more}; Ctrl-C ends it"));
    }
}

/// The server, and what was done there.
struct Stage {
    client: Client,
    began: Instant,
    speed: u32,
    /// Becomes true when it is time to end.
    ended: watch::Receiver<bool>,
    permits: Semaphore,
    changes: AtomicU64,
    refused: AtomicU64,
}

/// What became of a change.
enum Sent<T> {
    Done(T),
    /// It does not fit what the user does, whom somebody else has changed.
    Refused,
    /// The user is gone, or the server is when it is time to end.
    Gone,
}

impl Stage {
    fn new(client: Client, speed: u32, ended: watch::Receiver<bool>) -> Self {
        Self {
            client,
            began: Instant::now(),
            speed,
            ended,
            permits: Semaphore::new(AT_ONCE),
            changes: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }
    }

    fn counted(&self) -> [u64; 2] {
        [&self.changes, &self.refused].map(|count| count.load(Ordering::Relaxed))
    }

    /// When something is due.
    fn due(&self, milliseconds: i64) -> Instant {
        let milliseconds = u64::try_from(milliseconds).unwrap_or_default();
        self.began + Duration::from_millis(milliseconds) / self.speed
    }

    /// Waits until it is time to end, but not longer than until then. Is it?
    async fn ends_before(&self, then: Instant) -> bool {
        let mut ended = self.ended.clone();
        tokio::select! {
            () = sleep_until(then) => false,
            // Nobody could say so any more: that is an end, too.
            _ = ended.wait_for(|ended| *ended) => true,
        }
    }

    /// Sends a change; again and again while the server is not there or has too much to do, until it
    /// is time to end.
    async fn send<O: Operation>(&self, operation: O) -> Result<Sent<O::Response>, Failure> {
        loop {
            let permit = self.permits.acquire().await.map_err(Failure::said)?;
            let sent = self.client.send(operation.clone()).await;
            drop(permit);
            let error = match sent {
                Ok(answer) => {
                    self.changes.fetch_add(1, Ordering::Relaxed);
                    return Ok(Sent::Done(answer));
                }
                Err(error) => error,
            };
            match error.status() {
                Some(404) => return Ok(Sent::Gone),
                Some(400 | 409) => {
                    self.refused.fetch_add(1, Ordering::Relaxed);
                    return Ok(Sent::Refused);
                }
                Some(429 | 500..) => {}
                None if matches!(error, Error::Transport { .. }) => {}
                _ => return Err(told(&error)),
            }
            let pause = error.retry_after().unwrap_or(PAUSE);
            if self.ends_before(Instant::now() + pause).await {
                return Ok(Sent::Gone);
            }
        }
    }
}

/// A user at work.
struct Agent {
    stage: Arc<Stage>,
    user: String,
    /// The server's ids of the conversations that go on, by ours.
    conversations: HashMap<String, String>,
}

impl Agent {
    /// Does what the shifts say, until it is time to end or the user is gone.
    async fn work(mut self, shifts: Shifts) -> Result<(), Failure> {
        for (after, event) in shifts {
            if self.stage.ends_before(self.stage.due(after)).await {
                break;
            }
            if !self.happen(event).await? {
                return Ok(());
            }
        }
        self.leave().await
    }

    /// Hangs up and goes.
    async fn leave(mut self) -> Result<(), Failure> {
        let ids: Vec<_> = self.conversations.keys().cloned().collect();
        for id in ids {
            if !self.happen(Event::End(id)).await? {
                return Ok(());
            }
        }
        self.choose(SystemPresence::Offline.id().to_owned()).await.map(drop)
    }

    /// Sends what happens. Is the user still there?
    async fn happen(&mut self, event: Event) -> Result<bool, Failure> {
        match event {
            Event::Choose { definition, .. } => self.choose(definition).await,
            Event::Ask(status) => self.ask(status).await,
            Event::Start(conversation) => self.start(conversation).await,
            Event::AfterCall(id) => match self.conversations.get(&id).cloned() {
                Some(known) => self.play(InteractionAction::Wrapup, Some(known)).await,
                None => Ok(true),
            },
            Event::End(id) => match self.conversations.remove(&id) {
                Some(known) => self.play(InteractionAction::End, Some(known)).await,
                None => Ok(true),
            },
            Event::Miss => self.play(InteractionAction::Miss, None).await,
            // Shifts have no others.
            Event::Report(_) | Event::Queues(_) | Event::Leave => Ok(true),
        }
    }

    async fn choose(&self, definition: String) -> Result<bool, Failure> {
        let definition =
            PresenceDefinition { id: Some(definition), ..PresenceDefinition::default() };
        let body =
            UserPresence { presence_definition: Some(definition), ..UserPresence::default() };
        let chosen = PatchUserPresencesPurecloud { user_id: self.user.clone(), body };
        Ok(is_there(&self.stage.send(chosen).await?))
    }

    async fn ask(&self, status: RoutingStatusValue) -> Result<bool, Failure> {
        let body = RoutingStatus { status: Some(status), ..RoutingStatus::default() };
        let asked = PutUserRoutingstatus { user_id: self.user.clone(), body };
        Ok(is_there(&self.stage.send(asked).await?))
    }

    async fn start(&mut self, conversation: Conversation) -> Result<bool, Failure> {
        let body = CallrosterInteractionEvent {
            action: InteractionAction::Start,
            conversation_id: None,
            media_type: Some(InteractionMediaType::from_wire(&conversation.media)),
            routed: Some(conversation.routed),
            queue_id: conversation.queue,
        };
        let sent = self.send_interaction(body).await?;
        let is_there = is_there(&sent);
        if let Sent::Done(played) = sent
            && let Some(id) = played.conversation_id
        {
            self.conversations.insert(conversation.id, id);
        }
        Ok(is_there)
    }

    async fn play(&self, action: InteractionAction, id: Option<String>) -> Result<bool, Failure> {
        let body = CallrosterInteractionEvent {
            action,
            conversation_id: id,
            media_type: None,
            routed: None,
            queue_id: None,
        };
        Ok(is_there(&self.send_interaction(body).await?))
    }

    async fn send_interaction(
        &self,
        body: CallrosterInteractionEvent,
    ) -> Result<Sent<api::CallrosterInteraction>, Failure> {
        let user_id = self.user.clone();
        self.stage.send(PostCallrosterUserInteractions { user_id, body }).await
    }
}

const fn is_there<T>(sent: &Sent<T>) -> bool {
    !matches!(sent, Sent::Gone)
}
