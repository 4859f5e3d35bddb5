//! Histories of evenings, as events that a stage imports at once.

#![allow(dead_code, reason = "each test file uses its own part")]

use chrono::TimeDelta;
use uuid::Uuid;
use winddown::event::{EveningDate, Event, EventId, NightEntry, Rating, What};
use winddown::plan::Config;

/// Builds a history of evenings.
pub struct History(pub Vec<Event>);

impl History {
    /// Adds an event `minutes` after noon of the evening's date.
    pub fn record(&mut self, evening: EveningDate, minutes: i64, what: What) {
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
    pub fn evening(&mut self, evening: EveningDate, n: i64) {
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
                places: vec![],
                about: None,
            },
        );
    }
}

/// Parses the date of an evening.
pub fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// A history of the evenings in these spans. The bedtime of the plan changes on the 41st evening of each.
pub fn evenings(spans: &[(&str, &str)]) -> Vec<Event> {
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
