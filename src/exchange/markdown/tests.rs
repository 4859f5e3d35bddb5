use uuid::Uuid;

use super::*;
use crate::evening::Evening;
use crate::event::{EventId, Rating};
use crate::plan::Config;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-11-{text}:00Z").parse().unwrap()
}

fn events(entries: Vec<(&str, What)>) -> Vec<Event> {
    let entries = entries.into_iter().enumerate();
    entries
        .map(|(n, (time, what))| Event {
            id: EventId(Uuid::from_u128(n as u128 + 1)),
            at: at(time),
            offset_min: 0,
            evening: "2026-11-24".parse().unwrap(),
            what,
            device: "test".to_owned(),
            origin: None,
            action: None,
        })
        .collect()
}

fn section(events: &[Event], now: &str) -> String {
    let mut plan = Config::built_in().plan;
    plan.steps
        .retain(|step| ["warm-bath", "stretch"].contains(&step.id.0.as_str()));
    let evening = Evening::on("2026-11-24".parse().unwrap(), &plan, &Utc);
    let timeline = Timeline::new(evening, &plan, events, at(now), &Utc);
    EveningNotes {
        timeline: &timeline,
        plan: &plan,
        events,
        zone: &Utc,
        clock: ClockFormat::TwentyFourHour,
        now: at(now),
    }
    .text()
}

#[test]
fn an_evening_has_its_steps_its_entries_and_its_notes() {
    let text = "slept *badly*\n# not a heading <b>".to_owned();
    let legs = What::Legs {
        rating: Rating::try_from(4).unwrap(),
        feels: vec!["crawling".to_owned()],
        places: vec![],
        about: None,
    };
    let events = events(vec![
        ("24T20:58", What::done("warm-bath".into())),
        ("24T22:41", What::lights_out()),
        ("24T21:00", legs),
        ("24T21:05", What::Note { text }),
    ]);
    assert_eq!(
        section(&events, "25T12:00"),
        "## Evening of 2026-11-24, Tuesday\n\
         \n\
         Not kept: 1 of 2 steps.\n\
         \n\
         - [x] Warm bath, done 20:58\n\
         - [ ] Leg stretches, not done\n\
         \n\
         - 21:00 legs 4 of 10: crawling\n\
         - 22:41 lights out\n\
         \n\
         > slept \\*badly\\*\n\
         > \\# not a heading \\<b\\>\n"
    );
}

#[test]
fn an_evening_that_is_found_in_the_notes_is_the_one_of_its_heading() {
    let notes = format!(
        "# Mine\n\n{}\n## Evening of yesterday\nthe ## Evening of 2026-11-20\n## Evening of 2026-11-2",
        section(&[], "24T20:00")
    );
    assert_eq!(evenings_in(&notes), ["2026-11-24".parse().unwrap()]);
    assert!(notes.contains("0 of 2 steps so far."), "{notes}");
}
