//! Writes a journal of ten years, about 44,000 events, the same each time: for measuring and for trying out.
//!
//! `cargo run --release --example ten_years -- FILE [LAST_EVENING]`

use std::path::Path;

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use uuid::{NoContext, Timestamp, Uuid};
use winddown::event::{
    EveningDate, Event, EventId, ExerciseDone, NightTold, SessionDone, StepId, What,
};
use winddown::journal::Journal;
use winddown::plan::{Config, Plan};

/// How many evenings: ten years of them.
const EVENINGS: u64 = 3652;

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
        bail!("{file} is there already and was left as it is");
    }
    let events = life(last);
    Journal::open(path, "ten-years")?.take_in(&events)?;
    println!(
        "{} events of {EVENINGS} evenings up to {last} in {file}",
        events.len()
    );
    Ok(())
}

/// Ten years of evenings, made up with a fixed seed.
pub fn life(last: EveningDate) -> Vec<Event> {
    let mut teller = Teller {
        chance: Chance(0x5eed_1e95),
        events: Vec::new(),
    };
    let plan = Config::built_in().plan;
    let first = last.days_before(EVENINGS - 1);
    for (n, evening) in (0..).zip(first.through(last)) {
        teller.evening(n, evening, &plan);
    }
    teller.events
}

/// A plain linear congruential generator: the same numbers on every machine. [Knuth, MMIX]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A number from 0 to `below`, without it.
    fn below(&mut self, below: u64) -> i64 {
        i64::try_from(self.next() % below).unwrap_or(0)
    }

    fn happens(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

struct Teller {
    chance: Chance,
    events: Vec<Event>,
}

impl Teller {
    fn evening(&mut self, n: u64, evening: EveningDate, plan: &Plan) {
        let at = |time: &str| moment(evening, time);
        match n {
            0 => self.tell(
                evening,
                at("12:00"),
                What::Plan(with_bedtime(plan, 22, 0).to_record()),
            ),
            900 => self.tell(
                evening,
                at("12:00"),
                What::Plan(with_bedtime(plan, 23, 0).to_record()),
            ),
            2200 => self.tell(evening, at("12:00"), What::Plan(plan.to_record())),
            _ => {}
        }
        // A week of flu or travel, three times a year.
        if n % 120 < 6 {
            let why = Some(if n % 240 < 120 { "ill" } else { "travel" }.to_owned());
            return self.tell(evening, at("18:00"), What::Excused { why });
        }
        // Some evenings are forgotten altogether, more of them in the beginning.
        if self.chance.happens(if n < 400 { 12 } else { 4 }) {
            return;
        }
        self.drinks(evening);
        self.step(evening, "13:25", "last-caffeine", 90, 10);
        if self.chance.happens(35) {
            let until = at("20:55");
            self.tell(
                evening,
                at("20:45"),
                What::Snoozed {
                    step: StepId::from("warm-bath"),
                    until,
                },
            );
        }
        self.step(evening, "20:50", "warm-bath", 55, 40);
        self.step(evening, "21:20", "massage", 45, 25);
        if self.chance.happens(85) {
            let session = What::Session {
                step: Some(StepId::from("stretch")),
                session: session(),
            };
            self.late(evening, "22:04", 15, session);
            self.late(
                evening,
                "22:05",
                15,
                What::Done {
                    step: StepId::from("stretch"),
                },
            );
        }
        self.step(evening, "22:16", "screens-away", 80, 20);
        if self.chance.happens(10) {
            let note = What::Note {
                text: "restless until two".to_owned(),
            };
            self.tell(evening, at("22:20"), note);
        }
        if self.chance.happens(2) {
            self.late(
                evening,
                "22:25",
                3,
                What::Woke {
                    night: NightTold::default(),
                },
            );
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
                    },
                );
            }
        }
    }

    /// Lights out, how the legs were, and the morning.
    fn night(&mut self, n: u64, evening: EveningDate) {
        self.late(evening, "22:31", 45, What::LightsOut);
        if self.chance.happens(90) {
            self.late(
                evening,
                "06:25",
                30,
                What::Woke {
                    night: NightTold::default(),
                },
            );
        }
        for time in ["22:10", "06:40"] {
            if !self.chance.happens(85) {
                continue;
            }
            // Calmer over the years, worse in winter.
            let winter = i64::from(matches!(
                evening.0.format("%m").to_string().as_str(),
                "11" | "12" | "01"
            ));
            let base = 6 - i64::try_from(n / 900).unwrap_or(0) + winter;
            let rating = u8::try_from((base + self.chance.below(4) - 1).clamp(0, 10)).unwrap_or(0);
            self.late(
                evening,
                time,
                15,
                What::Legs {
                    rating,
                    feels: vec!["crawling".to_owned()],
                },
            );
        }
    }

    /// A step that is done on so many evenings in a hundred, skipped on some of the others.
    fn step(&mut self, evening: EveningDate, time: &str, step: &str, percent: u64, spread: u64) {
        let step = StepId::from(step);
        if self.chance.happens(percent) {
            self.late(evening, time, spread, What::Done { step });
        } else if self.chance.happens(75) {
            self.late(evening, time, spread, What::Skipped { step, why: None });
        }
    }

    /// Tells of something up to `spread` minutes after a time.
    fn late(&mut self, evening: EveningDate, time: &str, spread: u64, what: What) {
        let minutes = self.chance.below(spread);
        self.tell(
            evening,
            moment(evening, time) + TimeDelta::minutes(minutes),
            what,
        );
    }

    fn tell(&mut self, evening: EveningDate, at: DateTime<Utc>, what: What) {
        // An id made from the moment and the number of the event is the same each time.
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
        };
        self.events.push(event);
    }
}

/// Central Europe: two hours ahead from the last Sunday of March to the last Sunday of October.
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

/// The moment at which a clock there shows a time: on the evening's date, or, before six, on the morning after.
fn moment(evening: EveningDate, time: &str) -> DateTime<Utc> {
    let time: NaiveTime = format!("{time}:00").parse().unwrap_or_default();
    let morning = time < NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default();
    let date = if morning { evening.next() } else { evening };
    (date.0.and_time(time) - TimeDelta::minutes(offset_min(evening).into())).and_utc()
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
