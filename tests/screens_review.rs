//! The review: its pictures, and what keys do, as *journal before, keys, screen and journal after*.

#[path = "screens_review/charts.rs"]
mod charts;
#[path = "screens_review/edge_cases.rs"]
mod edge_cases;
#[path = "screens_review/keys.rs"]
mod keys;
#[path = "screens_review/onset.rs"]
mod onset;
#[path = "screens_review/recent_weeks.rs"]
mod recent_weeks;
#[path = "support/stage.rs"]
mod stage;
#[path = "screens_review/week_summary.rs"]
mod week_summary;

use chrono::TimeDelta;
use stage::Stage;
use uuid::Uuid;
use winddown::evening::{Action, DiaryEntry};
use winddown::event::{EveningDate, Event, EventId, NightEntry, Rating, What};
use winddown::plan::Config;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

const NOW: &str = "2026-11-24T21:38";

/// Builds a history of evenings.
struct History(Vec<Event>);

impl History {
    /// Adds an event `minutes` after noon of the evening's date.
    fn record(&mut self, evening: EveningDate, minutes: i64, what: What) {
        let noon = evening.0.and_hms_opt(11, 0, 0).unwrap().and_utc();
        self.0.push(Event {
            id: EventId(Uuid::from_u128(self.0.len() as u128 + 1)),
            at: noon + TimeDelta::minutes(minutes),
            offset_min: 60,
            evening,
            what,
            device: "test".to_owned(),
            origin: None,
            action: None,
        });
    }

    /// Adds the events of an evening, varied by `n`.
    fn evening(&mut self, evening: EveningDate, n: i64) {
        if n % 13 == 5 {
            return self.record(evening, 360, What::Excused { why: None });
        }
        if n % 17 == 3 {
            return;
        }
        let drink = Some("coffee".to_owned());
        self.record(
            evening,
            n % 5 * 60 - 180,
            What::Caffeine {
                mg: 107.0,
                drink,
                over: None,
            },
        );
        for (step, minutes) in [
            ("last-caffeine", 90),
            ("warm-bath", 530),
            ("massage", 560),
            ("stretch", 595),
            ("screens-away", 615),
        ] {
            if step == "massage" || n % 4 != 1 {
                let step = step.into();
                self.record(evening, minutes + n % 7 * 3, What::done(step));
            }
        }
        if n % 29 == 11 {
            let name = "medicine-change".to_owned();
            let (amount, about) = (None, None);
            self.record(
                evening,
                400,
                What::Factor {
                    name,
                    amount,
                    about,
                },
            );
        }
        // Lights-out is before midnight on some nights, after it on others.
        self.record(evening, 600 + n * 37 % 160, What::lights_out());
        let night = NightEntry::default();
        self.record(evening, 1110 + n % 40, What::woke(night));
        let rating = Rating::try_from((6 - n / 25 + n % 3).clamp(0, 10)).unwrap();
        let feels = vec![];
        self.record(
            evening,
            1115,
            What::Legs {
                rating,
                feels,
                about: None,
            },
        );
    }
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// A history of the evenings in these spans. The bedtime of the plan changes on the 41st evening of each.
fn evenings(spans: &[(&str, &str)]) -> Vec<Event> {
    let mut history = History(vec![]);
    let plan = Config::built_in().plan.to_record();
    history.record(date(spans[0].0), 0, What::Plan(plan));
    for (from, to) in spans {
        for (n, evening) in (0..).zip(date(from).through(date(to))) {
            if n == 40 {
                let mut plan = Config::built_in().plan;
                plan.bedtime = "23:00:00".parse().unwrap();
                history.record(evening, 0, What::Plan(plan.to_record()));
            }
            history.evening(evening, n);
        }
    }
    history.0
}

/// A history of three months.
fn three_months() -> Stage {
    Stage::with_events(NOW, &evenings(&[("2026-08-24", "2026-11-23")])).keys("Tab")
}

fn legs(rating: i64) -> Action {
    let feels = vec![];
    let rating = Rating::try_from(rating).unwrap();
    let entry = DiaryEntry::Legs {
        rating,
        feels,
        about: None,
    };
    Action::Record { entry, at: None }
}
