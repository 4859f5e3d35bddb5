//! Writes a journal of ten years, about 44,000 events, for benchmarks and for trying the program out. Its content is the
//! same on each run.
//!
//! `cargo run --release --example ten_years -- FILE [LAST_EVENING]`

use std::path::Path;

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use uuid::{NoContext, Timestamp, Uuid};
use winddown::event::{
    EveningDate, Event, EventId, ExerciseDone, IronTest, NightEntry, Rating, SessionDone, StepId,
    What,
};
use winddown::journal::Journal;
use winddown::plan::{Config, Plan};

/// The number of evenings: ten years.
const EVENINGS: u64 = 3652;
/// Index of the evening on which the plan changes for the last time, six weeks before the end.
const LATELY: u64 = EVENINGS - 42;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        bail!(
            "say where to write it: cargo run --release --example ten_years -- FILE [LAST_EVENING]"
        );
    };
    let last = arguments.next().unwrap_or_else(|| "2026-11-23".to_owned());
    let last: EveningDate = last
        .parse()
        .with_context(|| format!("`{last}` is no date such as 2026-11-23"))?;
    let path = Path::new(&file);
    if path.exists() {
        bail!("{file} already exists and was left as it is");
    }
    let events = life(last);
    Journal::open(path, "ten-years")?.import(&events)?;
    println!(
        "{} events of {EVENINGS} evenings up to {last} in {file}",
        events.len()
    );
    Ok(())
}

/// Ten years of events, simulated with a fixed seed.
pub fn life(last: EveningDate) -> Vec<Event> {
    let mut teller = Teller {
        chance: LinearCongruential(0x5eed_1e95),
        restless: 0,
        bathed: false,
        events: Vec::new(),
    };
    let plan = Config::built_in().plan;
    let first = last.days_before(EVENINGS - 1);
    for (n, evening) in (0..).zip(first.through(last)) {
        teller.evening(n, evening, &plan);
    }
    teller.events
}

/// A linear congruential generator with the constants of Knuth's MMIX: the same numbers on every machine.
struct LinearCongruential(u64);

impl LinearCongruential {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A number from 0 to `below - 1`.
    fn below(&mut self, below: u64) -> i64 {
        i64::try_from(self.next() % below).unwrap_or(0)
    }

    fn happens(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

struct Teller {
    chance: LinearCongruential,
    /// How much worse than usual the legs are, in tenths of a point. It carries over from one night to the next.
    restless: i64,
    /// Whether the bath was taken this evening.
    bathed: bool,
    events: Vec<Event>,
}

impl Teller {
    fn evening(&mut self, n: u64, evening: EveningDate, plan: &Plan) {
        let at = |time: &str| moment(evening, time);
        match n {
            0 => self.record(
                evening,
                at("12:00"),
                What::Plan(with_bedtime(plan, 22, 0).to_record()),
            ),
            900 => self.record(
                evening,
                at("12:00"),
                What::Plan(with_bedtime(plan, 23, 0).to_record()),
            ),
            2200 => self.record(
                evening,
                at("12:00"),
                What::Plan(without_massage(plan).to_record()),
            ),
            LATELY => self.record(evening, at("12:00"), What::Plan(plan.to_record())),
            _ => {}
        }
        self.at_the_doctors(n, evening);
        // A week of flu or travel, three times a year.
        if n % 120 < 6 {
            let why = Some(if n % 240 < 120 { "ill" } else { "travel" }.to_owned());
            return self.record(evening, at("18:00"), What::Excused { why });
        }
        // Some evenings are forgotten altogether, more of them in the beginning.
        if self.chance.happens(if n < 400 { 12 } else { 4 }) {
            return;
        }
        self.day(n, evening);
        self.drinks(evening);
        self.step(evening, "13:25", "last-caffeine", 90, 10);
        if self.chance.happens(35) {
            let until = at("20:55");
            self.record(
                evening,
                at("20:45"),
                What::Snoozed {
                    step: StepId::from("warm-bath"),
                    until,
                },
            );
        }
        self.bathed = self.step(evening, "20:50", "warm-bath", 55, 40);
        if !(2200..LATELY).contains(&n) {
            self.step(evening, "21:20", "massage", 45, 25);
        }
        if self.chance.happens(85) {
            let session = What::Session {
                step: Some(StepId::from("stretch")),
                session: session(),
            };
            self.late(evening, "22:04", 15, session);
            self.late(evening, "22:05", 15, What::done(StepId::from("stretch")));
        }
        self.step(evening, "22:16", "screens-away", 80, 20);
        if self.chance.happens(10) {
            let note = What::Note {
                text: "restless until two".to_owned(),
            };
            self.record(evening, at("22:20"), note);
        }
        if self.chance.happens(2) {
            self.late(evening, "22:25", 3, What::woke(NightEntry::default()));
            let wrong = self.events.last().map(|event| event.id);
            if let Some(event) = wrong {
                self.late(evening, "22:29", 1, What::Revoked { event });
            }
        }
        self.night(n, evening);
    }

    /// Coffee and tea, most of it early enough.
    fn drinks(&mut self, evening: EveningDate) {
        let drinks = [
            ("07:05", "espresso", 63.0, 45),
            ("07:40", "filter coffee", 107.0, 75),
            ("08:30", "black tea", 47.0, 60),
            ("10:20", "espresso", 63.0, 75),
            ("11:40", "cola", 34.0, 40),
            ("12:50", "black tea", 47.0, 70),
            ("15:10", "green tea", 28.0, 6),
        ];
        for (time, name, mg, percent) in drinks {
            if self.chance.happens(percent) {
                self.late(
                    evening,
                    time,
                    20,
                    What::Caffeine {
                        mg,
                        drink: Some(name.to_owned()),
                        over: None,
                    },
                );
            }
        }
    }

    /// Records a blood test twice a year and the self-check once a year.
    fn at_the_doctors(&mut self, n: u64, evening: EveningDate) {
        if n % 183 == 30 {
            // Ferritin is low at first and rises over the years.
            let ferritin = 22 + (n / 60).cast_signed() + self.chance.below(9);
            let iron = IronTest {
                ferritin: Some(ferritin as f64),
                tsat: (n % 366 == 30).then(|| (15 + ferritin / 8) as f64),
                tested: evening.0,
            };
            self.late(evening, "17:30", 60, What::Iron { iron });
        }
        if n % 365 == 20 {
            let signs = [true, true, true, n < 1500];
            self.late(evening, "18:40", 60, What::SelfCheck { signs });
        }
        if n % 410 == 60 || n == EVENINGS - 58 {
            self.factor(evening, "medicine-change", 100);
        }
    }

    /// Records factors of the day.
    fn day(&mut self, n: u64, evening: EveningDate) {
        let weekend = matches!(evening.weekday(), Weekday::Fri | Weekday::Sat);
        self.factor(evening, "alcohol", if weekend { 35 } else { 7 });
        self.factor(evening, "exercise-light", 30);
        self.factor(evening, "stress", if is_bad_week(n) { 60 } else { 10 });
    }

    fn factor(&mut self, evening: EveningDate, name: &str, percent: u64) {
        if self.chance.happens(percent) {
            let name = name.to_owned();
            let about =
                (name == "medicine-change").then(|| "a little more of the tablet".to_owned());
            let factor = What::Factor {
                name,
                amount: None,
                about,
            };
            self.late(evening, "18:00", 90, factor);
        }
    }

    /// Records lights-out, the rating of the legs, and waking.
    fn night(&mut self, n: u64, evening: EveningDate) {
        let weekend = matches!(evening.weekday(), Weekday::Fri | Weekday::Sat);
        let legs = self.legs(n, evening);
        let late = legs.max(2).unsigned_abs() * if weekend { 13 } else { 8 };
        self.late(evening, "22:31", late, What::lights_out());
        if self.chance.happens(90) {
            let minutes = (legs * 6 + self.chance.below(15)).unsigned_abs();
            let awake = (legs / 3 + self.chance.below(3) - 1).max(0).unsigned_abs();
            let told = self.chance.happens(80);
            let up = moment(evening, "06:40") + TimeDelta::minutes(self.chance.below(25) + 16);
            let night = NightEntry {
                asleep_after_min: u16::try_from(minutes).ok().filter(|_| told),
                awakenings: u8::try_from(awake).ok().filter(|_| told),
                up: told.then_some(up),
                quality: u8::try_from(5 - (legs / 2).clamp(0, 4))
                    .ok()
                    .filter(|_| told),
                ..NightEntry::default()
            };
            self.late(evening, "06:25", 30, What::woke(night));
        }
        for (time, legs) in [("22:10", legs), ("06:40", legs + self.chance.below(3) - 1)] {
            if self.chance.happens(85) {
                let rating = Rating::try_from(legs.clamp(0, 10)).unwrap_or(Rating::CALM);
                let words = ["crawling", "tingling", "aching"];
                let feels = words.iter().filter(|_| self.chance.happens(40));
                let feels = feels.map(|word| (*word).to_owned()).collect();
                self.late(
                    evening,
                    time,
                    15,
                    What::Legs {
                        rating,
                        feels,
                        places: vec![],
                        about: None,
                    },
                );
            }
        }
    }

    /// Calmer over the years and after the bath, worse in winter and in bad weeks.
    fn legs(&mut self, n: u64, evening: EveningDate) -> i64 {
        self.restless = self.restless * 4 / 10 + self.chance.below(31) - 15;
        let month = evening.0.format("%m").to_string();
        let winter = matches!(month.as_str(), "11" | "12" | "01");
        let years = i64::try_from(n / 100).unwrap_or(0);
        let tenths = 58 - years + if winter { 10 } else { 0 } + if is_bad_week(n) { 20 } else { 0 }
            - if self.bathed { 8 } else { 0 }
            + self.restless;
        (tenths + 5).div_euclid(10).clamp(0, 10)
    }

    /// Records a step as done on `percent` of evenings, and as skipped on some of the others. Returns whether it was done.
    fn step(
        &mut self,
        evening: EveningDate,
        time: &str,
        step: &str,
        percent: u64,
        spread: u64,
    ) -> bool {
        let step = StepId::from(step);
        let done = self.chance.happens(percent);
        if done {
            self.late(evening, time, spread, What::done(step));
        } else if self.chance.happens(75) {
            self.late(evening, time, spread, What::Skipped { step, why: None });
        }
        done
    }

    /// Records an event up to `spread` minutes after a time of day.
    fn late(&mut self, evening: EveningDate, time: &str, spread: u64, what: What) {
        let minutes = self.chance.below(spread);
        self.record(
            evening,
            moment(evening, time) + TimeDelta::minutes(minutes),
            what,
        );
    }

    fn record(&mut self, evening: EveningDate, at: DateTime<Utc>, what: What) {
        // The id is made from the instant and the number of the event, so it is the same on each run.
        let millis = at.timestamp_millis().unsigned_abs();
        let number = self.events.len() as u64;
        let id = Uuid::new_v7(Timestamp::from_unix(NoContext, millis / 1000, 0));
        let id = (id.as_u128() >> 80 << 80) | 0x7000_8000_0000_0000_0000 | u128::from(number);
        let event = Event {
            id: EventId(Uuid::from_u128(id)),
            at,
            offset_min: offset_min(evening),
            evening,
            what,
            device: "ten-years".to_owned(),
            origin: None,
            action: None,
        };
        self.events.push(event);
    }
}

/// The offset of Central Europe in minutes: UTC+2 from the last Sunday of March to the last Sunday of October, else UTC+1.
fn offset_min(evening: EveningDate) -> i32 {
    let last_sunday = |month: u32| {
        let year = evening.0.format("%Y").to_string().parse().unwrap_or(2026);
        let end = NaiveDate::from_ymd_opt(year, month, 31).unwrap_or(evening.0);
        let back = i64::from(EveningDate(end).weekday().days_since(Weekday::Sun));
        end - TimeDelta::days(back)
    };
    let summer = last_sunday(3) <= evening.0 && evening.0 < last_sunday(10);
    if summer { 120 } else { 60 }
}

/// The instant of a local time on the evening's date; before 06:00, on the morning after.
fn moment(evening: EveningDate, time: &str) -> DateTime<Utc> {
    let time: NaiveTime = format!("{time}:00").parse().unwrap_or_default();
    let morning = time < NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default();
    let date = if morning { evening.next() } else { evening };
    (date.0.and_time(time) - TimeDelta::minutes(offset_min(evening).into())).and_utc()
}

/// Whether the evening is in a bad week, which is one in nine.
fn is_bad_week(n: u64) -> bool {
    n / 7 % 9 == 4
}

fn without_massage(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.steps.retain(|step| step.id.0 != "massage");
    plan
}

fn with_bedtime(plan: &Plan, hour: u32, minute: u32) -> Plan {
    let bedtime = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(plan.bedtime);
    Plan {
        bedtime,
        ..plan.clone()
    }
}

fn session() -> SessionDone {
    let exercise = |id: &str, planned_secs: u32| ExerciseDone {
        exercise: id.to_owned(),
        held_secs: planned_secs,
        planned_secs,
    };
    SessionDone {
        routine: "restless-legs".to_owned(),
        exercises: vec![
            exercise("calf-wall", 80),
            exercise("hamstring-towel", 80),
            exercise("slow-breathing", 120),
        ],
    }
}
