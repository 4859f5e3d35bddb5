//! Events with hostile text wherever there is text.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use winddown::event::{
    EveningDate, Event, EventId, ExerciseDone, NightEntry, Rating, SessionDone, StepId, What,
};

/// Sequences that set a title, colour text and clear the screen, as bytes of seven and of eight bits, then a break, a
/// turned direction, and characters that show nothing.
pub const HOSTILE: &str = "a\x1b]0;title\x07\x1b[31m\x1b[2Jb\u{9b}31m\u{9d}0;t\u{9c}c\nFORGED\r\u{202e}d\u{2066}e\u{7f}\u{8}\
                       \u{200b}\u{feff}\u{200f}\u{fdd0}f\0";

/// Events of all kinds on twelve evenings before `now` and on that of `now`, with hostile text wherever there is text.
pub fn hostile_events(now: DateTime<Utc>, offset_min: i32) -> Vec<Event> {
    let text = || HOSTILE.to_owned();
    let step = || StepId(text());
    let mut events = Vec::new();
    for days_ago in 0..=12_i64 {
        let at = now - TimeDelta::days(days_ago) - TimeDelta::hours(1);
        let local = at + TimeDelta::minutes(offset_min.into());
        let night = What::woke(NightEntry::default());
        let whats = [
            What::done(step()),
            What::Skipped {
                step: step(),
                why: Some(text()),
            },
            What::Snoozed {
                step: step(),
                until: now,
            },
            What::Legs {
                rating: Rating::try_from(days_ago % 10).unwrap(),
                feels: vec![text(), text()],
                places: vec![],
                about: None,
            },
            What::Caffeine {
                mg: 80.0,
                drink: Some(text()),
                over: None,
            },
            What::Factor {
                name: text(),
                amount: Some(3),
                about: Some(text()),
            },
            What::Factor {
                name: "medicine-change".to_owned(),
                amount: None,
                about: Some(text()),
            },
            What::Note { text: text() },
            What::Session {
                step: Some(step()),
                session: SessionDone {
                    routine: text(),
                    exercises: vec![ExerciseDone {
                        exercise: text(),
                        held_secs: 10,
                        planned_secs: 20,
                    }],
                },
            },
            What::Other {
                kind: text(),
                step: Some(step()),
                data: serde_json::json!({ HOSTILE: HOSTILE }),
            },
            What::Plan(serde_json::json!({ "steps": [{ "id": HOSTILE, "title": HOSTILE }] })),
            if days_ago == 4 {
                What::Excused { why: Some(text()) }
            } else {
                What::lights_out()
            },
            if days_ago > 0 {
                night
            } else {
                What::lights_out()
            },
        ];
        for (n, what) in (0..).zip(whats) {
            let written = uuid::Timestamp::from_unix(
                uuid::NoContext,
                at.timestamp().unsigned_abs(),
                n * 1_000_000,
            );
            events.push(Event {
                id: EventId(Uuid::new_v7(written)),
                at,
                offset_min,
                evening: EveningDate(local.date_naive()),
                what,
                device: text(),
                origin: None,
                action: None,
            });
        }
    }
    events
}
