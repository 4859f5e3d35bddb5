//! Simulates 400 evenings of reminders with the pure scheduler, and incidents that can happen to a computer: it sleeps,
//! its clock is set, it travels, its programs are killed and restarted, its desktop hangs, and an open window sends
//! reminders beside the agent. Every announcement that could be sent is sent, and none is sent twice.
//!
//! Time is simulated, and each run is determined by its number, so a failure can be repeated.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use uuid::Uuid;
use winddown::claims::CLAIM_LIFETIME;
use winddown::evening::{Entry, Evening, Timeline};
use winddown::event::{EveningDate, Event, EventId, NightEntry, StepId, What};
use winddown::plan::{DueRule, Plan, Reminders, Schedule, Step, StepKind, WeekdaySet};
use winddown::remind::{Announcement, AnnouncementKind, Topic, due};
use winddown::span::Span;
use winddown::split_mix::SplitMix64;

#[path = "soak/expectations.rs"]
mod expectations;
#[path = "soak/incidents.rs"]
mod incidents;
#[path = "soak/senders.rs"]
mod senders;

const RUNS: u64 = 40;
const EVENINGS: i64 = 10;

/// An announcement must have been sent after it was open for this long while a sender was running: 30 s until the next
/// look, 30 s until the claim of a dead sender expires, and a margin.
const MAX_DELAY: TimeDelta = TimeDelta::seconds(70);

/// The longest delay with which a busy computer wakes a sender.
const MAX_WAKE_DELAY: TimeDelta = TimeDelta::milliseconds(50);

/// Random choices, the same on every machine.
struct Random(SplitMix64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64() % limit
    }

    fn one_in(&mut self, open_for: u64) -> bool {
        self.below(open_for) == 0
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    fn up_to(&mut self, most: TimeDelta) -> TimeDelta {
        TimeDelta::milliseconds(self.below(most.num_milliseconds() as u64 + 1) as i64)
    }
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn plan() -> Plan {
    let step = |id: &str, kind, when| Step {
        id: id.into(),
        title: id.into(),
        kind,
        when,
        days: WeekdaySet::EVERY_DAY,
        optional: false,
        advice: None,
    };
    let minutes = |minutes| DueRule::BeforeBed(Span::minutes(minutes));
    Plan {
        trials: vec![],
        bedtime: time(23, 0),
        wake: time(6, 30),
        schedules: vec![Schedule {
            days: [Weekday::Fri, Weekday::Sat].into_iter().collect(),
            bedtime: Some(time(23, 59)),
            wake: Some(time(8, 0)),
        }],
        steps: vec![
            step("walk", StepKind::Check, DueRule::At(time(19, 30))),
            step("bath", StepKind::Check, minutes(90)),
            step("tea", StepKind::Check, minutes(90)),
            step("stretch", StepKind::Check, DueRule::After("tea".into())),
            step("late", StepKind::Check, DueRule::At(time(2, 30))),
            step("bed", StepKind::Bedtime, minutes(0)),
        ],
    }
}

fn settings(random: &mut Random) -> Reminders {
    Reminders {
        private: false,
        enabled: true,
        lead: random.one_of(&[Span::ZERO, Span::ZERO, Span::minutes(10)]),
        repeat: random.one_of(&[None, None, Some(Span::minutes(10))]),
        late_after: random.one_of(&[Span::minutes(5), Span::minutes(30), Span::minutes(60)]),
        past_bedtime: true,
        morning: true,
        weekly: false,
    }
}

/// Identifies an announcement to the user: evening, topic, kind, and the due time to the second.
type AnnouncementKey = (EveningDate, Topic, AnnouncementKind, DateTime<Utc>);

fn key_of(evening: EveningDate, announcement: &Announcement) -> AnnouncementKey {
    (
        evening,
        announcement.topic.clone(),
        announcement.kind,
        announcement.waits_until.trunc_subsecs(0),
    )
}

/// A claim, as the journal stores it.
struct Claim {
    owner: u64,
    at: DateTime<Utc>,
    is_sent: bool,
    has_failed: bool,
}

/// A request to the desktop that is not answered yet.
struct Delivery {
    evening: EveningDate,
    announcements: Vec<Announcement>,
    /// The value of [`Simulation::reschedulings`] when it was sent.
    reschedulings: u64,
    /// When the desktop answers, or the sender stops waiting.
    ends: DateTime<Utc>,
    is_accepted: bool,
}

/// The agent, or an open window.
#[derive(Default)]
struct Sender {
    /// Identifies the process; none while it is not running.
    owner: Option<u64>,
    next_look: DateTime<Utc>,
    deliveries: Vec<Delivery>,
    starts: DateTime<Utc>,
}

struct Simulation {
    random: Random,
    plan: Plan,
    settings: Reminders,
    zone: Tz,
    /// The true time, independent of the computer's clock.
    now: DateTime<Utc>,
    /// How far the computer's clock is ahead of the true time.
    skew: TimeDelta,
    hung_until: DateTime<Utc>,
    senders: [Sender; 2],
    owners: u64,
    events: BTreeMap<EveningDate, Vec<Event>>,
    written: u128,
    claims: BTreeMap<String, Claim>,
    /// The keys claimed by running processes and not sent yet, when the current looks began.
    being_sent: BTreeSet<String>,
    sent: BTreeSet<AnnouncementKey>,
    /// For each kind of announcement, the value of `reschedulings` when it was last sent.
    last_sent: BTreeMap<(EveningDate, Topic, AnnouncementKind), u64>,
    /// The number of incidents that moved due times. After each, an announcement may be sent again for its new time.
    reschedulings: u64,
    /// How long each announcement has been open while a sender was running.
    open_for: BTreeMap<AnnouncementKey, TimeDelta>,
    /// The number of announcements that had to be sent, because they were open for [`MAX_DELAY`].
    required: usize,
    history: Vec<String>,
}

/// An evening with its events.
struct Night {
    evening: Evening,
    events: Vec<Event>,
}

impl Simulation {
    fn new(run: u64) -> Self {
        let mut random = Random(SplitMix64::new(run));
        let zone = random.one_of(&TZ_VARIANTS);
        // Some of these dates are close to a clock change in many zones.
        let starts = [(2026, 3, 25), (2026, 10, 20), (2026, 11, 1), (2027, 4, 1)];
        let (year, month, day) = random.one_of(&starts);
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let noon = date.and_time(time(12, 0));
        let now = zone.from_local_datetime(&noon).earliest().unwrap().to_utc();
        let settings = settings(&mut random);
        let mut simulation = Self {
            random,
            plan: plan(),
            settings,
            zone,
            now,
            skew: TimeDelta::zero(),
            hung_until: now,
            senders: [Sender::default(), Sender::default()],
            owners: 0,
            events: BTreeMap::new(),
            written: 0,
            claims: BTreeMap::new(),
            being_sent: BTreeSet::new(),
            sent: BTreeSet::new(),
            last_sent: BTreeMap::new(),
            reschedulings: 0,
            open_for: BTreeMap::new(),
            required: 0,
            history: Vec::new(),
        };
        for sender in &mut simulation.senders {
            sender.starts = now;
        }
        // An event on the evening before, so that this is not the user's first evening.
        let first = EveningDate(date).previous();
        simulation.write(first, What::woke(NightEntry::default()));
        simulation
    }

    fn wall(&self) -> DateTime<Utc> {
        self.now + self.skew
    }

    fn nights(&self, wall: DateTime<Utc>) -> [Night; 2] {
        let tonight = Evening::at(wall, &self.plan, &self.zone);
        let before = Evening::on(tonight.date.previous(), &self.plan, &self.zone);
        [before, tonight].map(|evening| Night {
            evening,
            events: self.events.get(&evening.date).cloned().unwrap_or_default(),
        })
    }

    fn timeline(&self, night: &Night, wall: DateTime<Utc>) -> Timeline<'_> {
        Timeline::new(night.evening, &self.plan, &night.events, wall, &self.zone)
    }

    fn write(&mut self, evening: EveningDate, what: What) {
        self.written += 1;
        let event = Event {
            id: EventId(Uuid::from_u128(self.written)),
            at: self.wall(),
            offset_min: 0,
            evening,
            what,
            device: "soak".to_owned(),
            origin: None,
            action: None,
        };
        self.events.entry(evening).or_default().push(event);
        self.wake_senders(TimeDelta::milliseconds(1500));
    }

    /// Makes all senders look again within that time.
    fn wake_senders(&mut self, within: TimeDelta) {
        for n in 0..self.senders.len() {
            let at = self.now + self.random.up_to(within);
            let sender = &mut self.senders[n];
            sender.next_look = sender.next_look.min(at);
        }
    }

    /// Restarts the measurement of open announcements, after an incident that may have changed all of them.
    fn restart_measurement(&mut self) {
        self.open_for.clear();
        // The system reports most incidents at once; the others are noticed within 30 s.
        let within = self
            .random
            .one_of(&[TimeDelta::milliseconds(5), TimeDelta::seconds(30)]);
        self.wake_senders(within);
    }

    /// The next instant at which a sender does something or the desktop recovers.
    fn next(&self) -> DateTime<Utc> {
        let of = |sender: &Sender| match sender.owner {
            Some(_) => sender
                .deliveries
                .iter()
                .map(|delivery| delivery.ends)
                .fold(sender.next_look, DateTime::min),
            None => sender.starts,
        };
        let [one, other] = &self.senders;
        let next = of(one).min(of(other)).max(self.now);
        if self.hung_until > self.now {
            next.min(self.hung_until)
        } else {
            next
        }
    }

    /// Runs the simulation until `until`.
    fn run_until(&mut self, until: DateTime<Utc>) {
        while self.next() < until {
            self.advance_to(self.next());
            self.note_claims();
            for n in 0..self.senders.len() {
                if self.senders[n].owner.is_none() {
                    if self.senders[n].starts <= self.now {
                        self.owners += 1;
                        self.senders[n].owner = Some(self.owners);
                        self.senders[n].next_look = self.now;
                    }
                    continue;
                }
                self.finish_deliveries(n);
                if self.senders[n].next_look <= self.now {
                    self.look(n);
                }
            }
        }
        self.advance_to(until);
    }
}

#[test]
fn in_four_hundred_evenings_everything_is_announced_once() {
    let (mut sent, mut required) = (0, 0);
    for run in 0..RUNS {
        let mut simulation = Simulation::new(run);
        let result =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| simulation.run_evenings()));
        assert!(result.is_ok(), "in run {run}");
        sent += simulation.sent.len();
        required += simulation.required;
    }
    // Fewer would mean that the simulation does not test anything.
    assert!(
        sent > 3000 && required > 2500,
        "{sent} sent, {required} required"
    );
}
