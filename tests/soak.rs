//! Four hundred evenings of reminders through the pure scheduler, with all that can happen to a computer: it sleeps,
//! its clock is set, it travels, its programs die and start again, its desktop hangs, and an open window sends beside
//! the agent. What had a chance is said once, and nothing is said twice.
//!
//! Time is made up, and each run of evenings follows from its number, so what fails fails again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use uuid::Uuid;
use winddown::evening::{Entry, Evening, Timeline};
use winddown::event::{EveningDate, Event, EventId, NightEntry, StepId, What};
use winddown::journal::CLAIM_LIFETIME;
use winddown::plan::{DueRule, Plan, Reminders, Schedule, Step, StepKind, WeekdaySet};
use winddown::remind::{Announcement, AnnouncementKind, Topic, due};
use winddown::span::Span;

#[path = "soak/fates.rs"]
mod fates;
#[path = "soak/owed.rs"]
mod owed;
#[path = "soak/senders.rs"]
mod senders;

const RUNS: u64 = 40;
const EVENINGS: i64 = 10;

/// Who is awake for this long while something is to be said has no excuse: half a minute until the next look, as long
/// again for the claim of a dead sender, and a little.
const CHANCE: TimeDelta = TimeDelta::seconds(70);

/// The longest that a busy computer keeps somebody waiting who is to wake.
const WAKES_LATE: TimeDelta = TimeDelta::milliseconds(50);

/// A small generator of numbers (splitmix64), the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
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

fn settings(dice: &mut Dice) -> Reminders {
    Reminders {
        enabled: true,
        lead: dice.of(&[Span::ZERO, Span::ZERO, Span::minutes(10)]),
        repeat: dice.of(&[None, None, Some(Span::minutes(10))]),
        late_after: dice.of(&[Span::minutes(5), Span::minutes(30), Span::minutes(60)]),
        past_bedtime: true,
        morning: true,
        weekly: false,
    }
}

/// What was said, as whoever reads it tells one from another. Less than a second is no other time.
type Told = (EveningDate, Topic, AnnouncementKind, DateTime<Utc>);

fn told(evening: EveningDate, announcement: &Announcement) -> Told {
    (
        evening,
        announcement.topic.clone(),
        announcement.kind,
        announcement.waits_until.trunc_subsecs(0),
    )
}

/// As the journal keeps it.
struct Claim {
    owner: u64,
    at: DateTime<Utc>,
    is_sent: bool,
    has_failed: bool,
}

/// What is on its way to the desktop.
struct Flight {
    evening: EveningDate,
    announcements: Vec<Announcement>,
    /// When it was sent, in the count of `turns`.
    turn: u64,
    /// When the desktop has answered, or is given up.
    lands: DateTime<Utc>,
    is_taken: bool,
}

/// The agent, or an open window.
#[derive(Default)]
struct Sender {
    /// Which run of it; none while it does not run.
    owner: Option<u64>,
    looks: DateTime<Utc>,
    flights: Vec<Flight>,
    starts: DateTime<Utc>,
}

struct World {
    dice: Dice,
    plan: Plan,
    settings: Reminders,
    zone: Tz,
    /// The time that passes, whatever the clocks show.
    now: DateTime<Utc>,
    /// How far the computer's clock is off.
    skew: TimeDelta,
    hung_until: DateTime<Utc>,
    senders: [Sender; 2],
    owners: u64,
    events: BTreeMap<EveningDate, Vec<Event>>,
    written: u128,
    claims: BTreeMap<String, Claim>,
    /// What had been claimed by a process that runs when those who look now began to: they see nothing newer.
    on_their_way: BTreeSet<String>,
    said: BTreeSet<Told>,
    /// When, in the count of `turns`, each kind was last sent for some time.
    said_in: BTreeMap<(EveningDate, Topic, AnnouncementKind), u64>,
    /// How often something happened that moves times: what was said for another one may be said again.
    turns: u64,
    /// How long each thing was there to be said, while somebody was there to say it.
    chances: BTreeMap<Told, TimeDelta>,
    had_chance: usize,
    history: Vec<String>,
}

/// An evening as it stands, for the one who looks.
struct Night {
    evening: Evening,
    events: Vec<Event>,
}

impl World {
    fn new(run: u64) -> Self {
        let mut dice = Dice(run);
        let zone = dice.of(&TZ_VARIANTS);
        // Into a clock change, for many zones and some of the runs.
        let months = [(2026, 3, 25), (2026, 10, 20), (2026, 11, 1), (2027, 4, 1)];
        let (year, month, day) = dice.of(&months);
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let noon = date.and_time(time(12, 0));
        let now = zone.from_local_datetime(&noon).earliest().unwrap().to_utc();
        let settings = settings(&mut dice);
        let mut world = Self {
            dice,
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
            on_their_way: BTreeSet::new(),
            said: BTreeSet::new(),
            said_in: BTreeMap::new(),
            turns: 0,
            chances: BTreeMap::new(),
            had_chance: 0,
            history: Vec::new(),
        };
        for sender in &mut world.senders {
            sender.starts = now;
        }
        // Somebody's first evening is behind them.
        let first = EveningDate(date).previous();
        world.write(
            first,
            What::Woke {
                night: NightEntry::default(),
            },
        );
        world
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
        self.hear(TimeDelta::milliseconds(1500));
    }

    /// All who run look again within that time.
    fn hear(&mut self, within: TimeDelta) {
        for n in 0..self.senders.len() {
            let at = self.now + self.dice.up_to(within);
            let sender = &mut self.senders[n];
            sender.looks = sender.looks.min(at);
        }
    }

    /// What happened may have moved everything: the chances begin anew.
    fn unsettle(&mut self) {
        self.chances.clear();
        // The system tells of most of it at once; what it does not tell is found within half a minute.
        let within = self
            .dice
            .of(&[TimeDelta::milliseconds(5), TimeDelta::seconds(30)]);
        self.hear(within);
    }

    /// The next instant at which anything happens by itself.
    fn next(&self) -> DateTime<Utc> {
        let of = |sender: &Sender| match sender.owner {
            Some(_) => sender
                .flights
                .iter()
                .map(|flight| flight.lands)
                .fold(sender.looks, DateTime::min),
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

    /// Plays until `until`.
    fn play(&mut self, until: DateTime<Utc>) {
        while self.next() < until {
            self.pass(self.next());
            self.see_claims();
            for n in 0..self.senders.len() {
                if self.senders[n].owner.is_none() {
                    if self.senders[n].starts <= self.now {
                        self.owners += 1;
                        self.senders[n].owner = Some(self.owners);
                        self.senders[n].looks = self.now;
                    }
                    continue;
                }
                self.land(n);
                if self.senders[n].looks <= self.now {
                    self.look(n);
                }
            }
        }
        self.pass(until);
    }
}

#[test]
fn in_four_hundred_evenings_everything_is_announced_once() {
    let (mut said, mut had_chance) = (0, 0);
    for run in 0..RUNS {
        let mut world = World::new(run);
        let played =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.play_evenings()));
        assert!(played.is_ok(), "in run {run}");
        said += world.said.len();
        had_chance += world.had_chance;
    }
    // Otherwise nothing was tried.
    assert!(
        said > 3000 && had_chance > 2500,
        "{said} said, {had_chance} had a chance"
    );
}
