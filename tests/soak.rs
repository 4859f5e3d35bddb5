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
use winddown::event::{EveningDate, Event, EventId, NightTold, StepId, What};
use winddown::journal::CLAIM_HOLDS;
use winddown::plan::{Plan, Reminders, Schedule, Step, StepKind, WeekdaySet, When};
use winddown::remind::{Part, Saying, Topic, due};
use winddown::span::Span;

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
    let minutes = |minutes| When::BeforeBed(Span::minutes(minutes));
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
            step("walk", StepKind::Check, When::At(time(19, 30))),
            step("bath", StepKind::Check, minutes(90)),
            step("tea", StepKind::Check, minutes(90)),
            step("stretch", StepKind::Check, When::After("tea".into())),
            step("late", StepKind::Check, When::At(time(2, 30))),
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
type Told = (EveningDate, Topic, Saying, DateTime<Utc>);

fn told(evening: EveningDate, part: &Part) -> Told {
    (
        evening,
        part.topic.clone(),
        part.saying,
        part.waits_until.trunc_subsecs(0),
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
    parts: Vec<Part>,
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

/// What happens to the computer and its user.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Sleep(TimeDelta),
    SetClock(TimeDelta),
    Travel,
    Die(usize),
    HangDesktop(TimeDelta),
    Done,
    Snooze,
    MoveBedtime(TimeDelta),
    LightsOut,
    Woke,
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
    /// When, in the count of `turns`, each saying was last sent for some time.
    said_in: BTreeMap<(EveningDate, Topic, Saying), u64>,
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
                night: NightTold::default(),
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
        Timeline::of(night.evening, &self.plan, &night.events, wall, &self.zone)
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

    /// As the desk does it: claims what is due, and sends what it could claim.
    fn look(&mut self, n: usize) {
        // Of two who wake together the first to claim may have read the clock last.
        let wall = self.wall() + self.dice.up_to(WAKES_LATE);
        let owner = self.senders[n].owner.expect("it runs");
        let mut again = self.nights(wall)[1].evening.ends;
        for night in self.nights(wall) {
            let evening = night.evening.date;
            let is_said = |key: &str| {
                let is_sent = self.claims.get(key).is_some_and(|claim| claim.is_sent);
                let mut out = self.senders[n]
                    .flights
                    .iter()
                    .flat_map(|flight| &flight.parts);
                is_sent || out.any(|part| part.key(evening) == key)
            };
            let timeline = self.timeline(&night, wall);
            let found = due(&timeline, is_said, wall, &self.settings);
            again = found
                .next
                .iter()
                .map(|part| part.at)
                .fold(again, DateTime::min);
            let mut ours = Vec::new();
            for part in found.parts {
                let key = part.key(evening);
                if self.claim(&key, owner, wall) {
                    ours.push(part);
                } else {
                    let runs_out = self.claims[&key].at + CLAIM_HOLDS;
                    again = again.min(if runs_out > wall {
                        runs_out
                    } else {
                        wall + CLAIM_HOLDS
                    });
                }
            }
            if !ours.is_empty() {
                self.send(n, evening, ours, wall);
            }
        }
        // Half a minute at the most; where nothing happened until then there is nothing to be found.
        self.senders[n].looks = self.now + (again - wall).max(TimeDelta::zero());
    }

    /// The rule of the desk, which leaves what it saw on its way to a process that runs, and of the journal.
    fn claim(&mut self, key: &str, owner: u64, wall: DateTime<Utc>) -> bool {
        if let Some(claim) = self.claims.get(key) {
            let is_held = (claim.at - wall).abs() < CLAIM_HOLDS;
            let is_on_its_way = claim.owner != owner && self.on_their_way.contains(key);
            if claim.is_sent || is_held || is_on_its_way {
                return false;
            }
        }
        let claim = Claim {
            owner,
            at: wall,
            is_sent: false,
            has_failed: false,
        };
        self.claims.insert(key.to_owned(), claim);
        true
    }

    fn see_claims(&mut self) {
        let runs = |owner| self.senders.iter().any(|one| one.owner == Some(owner));
        let is_on_its_way =
            |claim: &Claim| !claim.is_sent && !claim.has_failed && runs(claim.owner);
        let claims = self.claims.iter().filter(|(_, claim)| is_on_its_way(claim));
        self.on_their_way = claims.map(|(key, _)| key.clone()).collect();
    }

    fn send(&mut self, n: usize, evening: EveningDate, parts: Vec<Part>, wall: DateTime<Utc>) {
        let takes = self.dice.of(&[20, 20, 20, 60, 300, 1900]);
        let is_taken = self.now >= self.hung_until;
        let takes = TimeDelta::milliseconds(if is_taken { takes } else { 2000 });
        for part in &parts {
            let late = wall - part.at;
            assert!(late >= TimeDelta::zero(), "said too early: {part:?}");
        }
        self.senders[n].flights.push(Flight {
            evening,
            parts,
            turn: self.turns,
            lands: self.now + takes,
            is_taken,
        });
    }

    /// The desktop has shown what was sent, or was given up.
    fn land(&mut self, n: usize) {
        let now = self.now;
        let flights = std::mem::take(&mut self.senders[n].flights);
        let (landed, flying) = flights.into_iter().partition(|flight| flight.lands <= now);
        self.senders[n].flights = flying;
        let landed: Vec<Flight> = landed;
        for flight in landed {
            for part in &flight.parts {
                let told = told(flight.evening, part);
                let claim = self.claims.get_mut(&part.key(flight.evening));
                let claim = claim.expect("it was claimed");
                if !flight.is_taken {
                    claim.has_failed = true;
                    self.chances.remove(&told);
                    continue;
                }
                claim.is_sent = true;
                self.is_told(&told, flight.turn);
            }
            self.hear(TimeDelta::milliseconds(1500));
        }
    }

    fn is_told(&mut self, told: &Told, turn: u64) {
        let (evening, topic, saying, _) = told.clone();
        self.history.push(format!("{} told {told:?}", self.wall()));
        assert!(
            self.said.insert(told.clone()),
            "said twice: {told:?}\n{}",
            self.end_of_history()
        );
        let before = self.said_in.insert((evening, topic.clone(), saying), turn);
        if let Some(before) = before {
            assert!(
                matches!(topic, Topic::Step(_)),
                "said again: {told:?}\n{}",
                self.end_of_history()
            );
            assert!(
                before != turn,
                "said again for no reason: {told:?}\n{}",
                self.end_of_history()
            );
        }
    }

    fn is_said(&self, told: &Told) -> bool {
        let (evening, topic, saying, _) = told;
        match topic {
            Topic::Step(_) => self.said.contains(told),
            // Once an evening, whatever moves.
            Topic::StillUp | Topic::Morning => {
                self.said_in
                    .contains_key(&(*evening, topic.clone(), *saying))
            }
        }
    }

    fn end_of_history(&self) -> String {
        let from = self.history.len().saturating_sub(25);
        self.history[from..].join("\n")
    }

    /// Lets time pass until `until`, and counts who had a chance to be said meanwhile.
    fn pass(&mut self, until: DateTime<Utc>) {
        let somebody_runs = self.senders.iter().any(|sender| sender.owner.is_some());
        if somebody_runs && self.now >= self.hung_until {
            let (from, to) = (self.wall(), until + self.skew);
            let mut open = BTreeMap::new();
            for night in self.nights(from) {
                for (told, begins, ends) in self.sayable(&night, from) {
                    let span = ends.min(to) - begins.max(from);
                    if span > TimeDelta::zero() {
                        open.insert(told, span);
                    }
                }
            }
            self.chances.retain(|told, _| open.contains_key(told));
            for (told, span) in open {
                let chance = self.chances.entry(told).or_default();
                let had_it_before = *chance >= CHANCE;
                *chance += span;
                self.had_chance += usize::from(!had_it_before && *chance >= CHANCE);
            }
        } else {
            self.chances.clear();
        }
        self.now = until;
        for (told, chance) in &self.chances {
            let is_said = *chance < CHANCE || self.is_said(told);
            assert!(
                is_said,
                "never said: {told:?}, at {}\n{}",
                self.wall(),
                self.end_of_history()
            );
        }
    }

    /// What there is to be said of an evening as it stands, from when until when: told anew here, in other words than
    /// the scheduler's.
    fn sayable(
        &self,
        night: &Night,
        wall: DateTime<Utc>,
    ) -> Vec<(Told, DateTime<Utc>, DateTime<Utc>)> {
        let (evening, timeline) = (night.evening, self.timeline(night, wall));
        let late = self.settings.late_after.delta();
        let mut all = Vec::new();
        let mut say = |topic: &Topic, saying, at, until, of: DateTime<Utc>| {
            all.push((
                (evening.date, topic.clone(), saying, of.trunc_subsecs(0)),
                at,
                until,
            ));
        };
        let open = |entry: &&Entry<'_>| timeline.lights_out.is_none() && !entry.status.is_settled();
        for entry in timeline.entries.iter().filter(open) {
            let (topic, of) = (Topic::Step(entry.step.id.clone()), entry.waits_until());
            let lead = self.settings.lead.delta();
            // An evening's end leaves nothing to be done.
            let last = |until: DateTime<Utc>| until.min(evening.ends);
            if lead > TimeDelta::zero() && entry.due == of {
                say(
                    &topic,
                    Saying::Ahead,
                    of - lead,
                    last(of.min(of - lead + late)),
                    of,
                );
            }
            let every = self.settings.repeat.map(Span::delta);
            let next = |at: DateTime<Utc>| every.map_or(at + late, |every| at + late.min(every));
            say(&topic, Saying::Due, of, last(next(of)), of);
            for n in 1..=every.map_or(0, |_| 3) {
                let at = of + every.unwrap() * n;
                let until = if n == 3 { at + late } else { next(at) };
                say(&topic, Saying::Again(n), at, last(until), of);
            }
        }
        if timeline.woke.is_none() {
            let bed = timeline
                .entries
                .iter()
                .find(|entry| entry.step.id == StepId::from("bed"));
            let bed = bed.unwrap().waits_until();
            if self.settings.repeat.is_none() && timeline.lights_out.is_none() {
                let at = bed + TimeDelta::minutes(30);
                say(&Topic::StillUp, Saying::Due, at, at + late, bed);
            }
            let at = evening.ends;
            say(
                &Topic::Morning,
                Saying::Due,
                at,
                at + TimeDelta::hours(4),
                at,
            );
        }
        all
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

    fn befall(&mut self, fate: Fate) {
        self.history
            .push(format!("{} {} {fate:?}", self.wall(), self.zone));
        match fate {
            Fate::Sleep(long) => {
                let wakes = self.now + long;
                for sender in &mut self.senders {
                    sender.looks = sender.looks.max(wakes);
                    sender.starts = sender.starts.max(wakes);
                    for flight in &mut sender.flights {
                        flight.lands = flight.lands.max(wakes);
                    }
                }
                self.now = wakes;
                self.unsettle();
            }
            Fate::SetClock(by) => {
                self.skew += by;
                self.unsettle();
            }
            Fate::Travel => {
                self.zone = self.dice.of(&TZ_VARIANTS);
                self.turns += 1;
                self.unsettle();
            }
            Fate::Die(n) => {
                let sender = &mut self.senders[n];
                sender.owner = None;
                // It dies before the desktop has shown what was on its way.
                sender.flights.clear();
                let minutes = self.dice.of(&[0, 0, 1, 20, 300]);
                self.senders[n].starts = self.now + TimeDelta::minutes(minutes);
                self.chances.clear();
            }
            Fate::HangDesktop(long) => {
                self.hung_until = self.now + long;
                self.chances.clear();
            }
            Fate::Done | Fate::Snooze => self.answer(fate),
            Fate::MoveBedtime(by) => {
                let evening = self.nights(self.wall())[1].evening;
                self.turns += 1;
                let to = evening.bedtime + by;
                self.write(evening.date, What::BedtimeMoved { to });
            }
            Fate::LightsOut => {
                let evening = self.nights(self.wall())[1].evening.date;
                self.write(evening, What::LightsOut);
            }
            Fate::Woke => {
                let evening = self.nights(self.wall())[0].evening.date;
                self.write(
                    evening,
                    What::Woke {
                        night: NightTold::default(),
                    },
                );
            }
        }
    }

    /// The user does a step of tonight, or puts it off.
    fn answer(&mut self, fate: Fate) {
        let evening = self.nights(self.wall())[1].evening.date;
        let n = self.dice.below(self.plan.steps.len() as u64) as usize;
        let step = self.plan.steps[n].id.clone();
        // What comes after a step that is done moves, too.
        self.turns += 1;
        if matches!(fate, Fate::Done) {
            return self.write(evening, What::Done { step });
        }
        let until = self.wall() + TimeDelta::minutes(10);
        self.write(evening, What::Snoozed { step, until });
    }

    /// Something that may happen, more often than in life.
    fn fate(&mut self) -> Fate {
        let seconds = [1, 10, 40, 400, 4000, 30_000];
        match self.dice.below(16) {
            0..=2 => Fate::Sleep(TimeDelta::seconds(self.dice.of(&seconds))),
            3..=5 => {
                let by = self
                    .dice
                    .of(&[300, 1_000, 5_000, 31_000, 600_000, 3_600_000]);
                let sign = self.dice.of(&[-1, 1]);
                Fate::SetClock(TimeDelta::milliseconds(by * sign))
            }
            6 => Fate::Travel,
            7..=9 => Fate::Die(self.dice.below(2) as usize),
            10 => Fate::HangDesktop(TimeDelta::seconds(self.dice.of(&seconds[..4]))),
            11 => Fate::Done,
            12 => Fate::Snooze,
            13 => Fate::MoveBedtime(TimeDelta::minutes(self.dice.of(&[-40, -1, 1, 40]))),
            14 => Fate::LightsOut,
            _ => Fate::Woke,
        }
    }

    /// When it happens: half of it when it does most harm, just about the time at which something is due.
    fn when(&mut self, day: DateTime<Utc>) -> DateTime<Utc> {
        if self.dice.one_in(2) {
            return day + self.dice.up_to(TimeDelta::hours(24));
        }
        let wall = day + self.skew;
        let [_, tonight] = self.nights(wall);
        let timeline = self.timeline(&tonight, wall);
        let dues: Vec<_> = timeline.entries.iter().map(Entry::waits_until).collect();
        let about = self.dice.of(&dues) - self.skew;
        let within = self
            .dice
            .of(&[TimeDelta::seconds(3), TimeDelta::minutes(12)]);
        about + self.dice.up_to(within) - within / 4
    }

    fn play_evenings(&mut self) {
        for _ in 0..EVENINGS {
            let day = self.now;
            let count = self.dice.of(&[0, 2, 4, 8, 16]);
            let mut times: Vec<_> = (0..count).map(|_| self.when(day)).collect();
            times.sort();
            for at in times {
                if at > self.now {
                    self.play(at);
                }
                let fate = self.fate();
                self.befall(fate);
            }
            self.play(self.now.max(day + TimeDelta::hours(24)));
        }
    }
}

#[test]
fn in_four_hundred_evenings_everything_is_said_once() {
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
