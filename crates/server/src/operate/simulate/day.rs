//! One working day: sign-in, time on queue with its conversations, breaks, a meal, sign-out.

use api::{DateTime, RoutingStatusValue};
use store::presence::{
    PURECLOUD, SystemPresence,
    machine::{Conversation, Event},
};

use super::chance::between;
use gate::random::Random;

const MINUTE: i64 = 60_000;

/// What conversations go over, calls most often, and how long they usually take, in seconds.
const MEDIA: [(&str, i64, i64); 6] = [
    ("call", 40, 320),
    ("call", 40, 320),
    ("call", 60, 540),
    ("call", 20, 150),
    ("chat", 120, 600),
    ("email", 180, 700),
];

/// What happens goes there, with its time.
pub(super) type Stage<'a> = &'a mut dyn FnMut(Event, DateTime);

/// A day that is played.
pub(super) struct Day<'a> {
    stage: Stage<'a>,
    random: Random,
    /// How long conversations take, in hundredths of what is usual.
    pace: i64,
    now: DateTime,
    conversations: u32,
}

impl<'a> Day<'a> {
    pub(super) fn new(stage: Stage<'a>, random: Random, pace: i64) -> Self {
        let now = DateTime::from_milliseconds(0);
        Self { stage, random, pace, now, conversations: 0 }
    }

    /// Plays a shift of about eight and a half hours.
    pub(super) fn work(mut self, sign_in: DateTime) {
        self.now = sign_in;
        self.choose(SystemPresence::Available);
        self.pass(MINUTE, 6 * MINUTE);
        for (off_queue, after, least, most) in self.plan() {
            self.on_queue(sign_in.plus_milliseconds(after * MINUTE));
            self.choose(off_queue);
            self.pass(least * MINUTE, most * MINUTE);
        }
        self.on_queue(sign_in.plus_milliseconds(505 * MINUTE));
        self.choose(SystemPresence::Available);
        self.pass(MINUTE, 8 * MINUTE);
        self.choose(SystemPresence::Offline);
    }

    /// What interrupts time on queue: how many minutes after sign-in, and how long, in minutes.
    fn plan(&mut self) -> Vec<(SystemPresence, i64, i64, i64)> {
        let mut plan = vec![
            (SystemPresence::Break, between(&mut self.random, 95, 130), 10, 19),
            (SystemPresence::Meal, between(&mut self.random, 215, 270), 28, 52),
        ];
        match self.random.below(10) {
            0 | 1 => plan.push((SystemPresence::Meeting, 335, 15, 60)),
            2 => plan.push((SystemPresence::Training, 330, 40, 90)),
            _ => {}
        }
        plan.push((SystemPresence::Break, between(&mut self.random, 425, 450), 10, 19));
        plan
    }

    /// Takes what the queues offer until a time; what goes on then is finished first.
    fn on_queue(&mut self, until: DateTime) {
        if self.now >= until {
            return;
        }
        self.choose(SystemPresence::OnQueue);
        loop {
            // Short waits are more frequent than long ones.
            let longest = between(&mut self.random, 10_000, 4 * MINUTE);
            let wait = between(&mut self.random, 1_000, longest);
            if self.now.plus_milliseconds(wait) >= until {
                // What went on last may have taken until after it.
                self.pass(1_000, 20_000);
                self.now = self.now.max(until);
                return;
            }
            self.now = self.now.plus_milliseconds(wait);
            match self.random.below(100) {
                0..=2 => self.miss(),
                3..=5 => self.talk_to_colleague(),
                6 => self.step_away(),
                _ => self.serve_customer(),
            }
        }
    }

    /// An alert is not answered, and after a while the agent is back.
    fn miss(&mut self) {
        self.happen(Event::Miss);
        self.pass(8_000, 3 * MINUTE);
        self.happen(Event::Ask(RoutingStatusValue::Idle));
    }

    fn talk_to_colleague(&mut self) {
        let id = self.start("call", false);
        self.pass(20_000, 5 * MINUTE);
        self.happen(Event::End(id));
    }

    fn step_away(&mut self) {
        self.choose(SystemPresence::Away);
        self.pass(2 * MINUTE, 8 * MINUTE);
        self.choose(SystemPresence::OnQueue);
    }

    /// A conversation from a queue with the work after it.
    fn serve_customer(&mut self) {
        let (media, least, most) = MEDIA[self.random.below(MEDIA.len())];
        let id = self.start(media, true);
        let (least, most) = (least * 10 * self.pace, most * 10 * self.pace);
        self.pass(least, most);
        // Some take much longer.
        if self.random.below(12) == 0 {
            self.pass(least, 3 * most);
        }
        self.happen(Event::AfterCall(id.clone()));
        self.pass(5_000, 90_000);
        self.happen(Event::End(id));
    }

    fn start(&mut self, media: &str, routed: bool) -> String {
        self.conversations += 1;
        let id = self.conversations.to_string();
        let media = media.to_owned();
        self.happen(Event::Start(Conversation {
            id: id.clone(),
            media,
            routed,
            queue: None,
            after_call: false,
        }));
        id
    }

    fn choose(&mut self, system: SystemPresence) {
        self.happen(Event::Choose {
            definition: system.id().to_owned(),
            system,
            message: None,
            source: PURECLOUD.to_owned(),
        });
    }

    /// Lets time pass, in milliseconds.
    fn pass(&mut self, least: i64, most: i64) {
        self.now = self.now.plus_milliseconds(between(&mut self.random, least, most));
    }

    fn happen(&mut self, event: Event) {
        (self.stage)(event, self.now);
    }
}
