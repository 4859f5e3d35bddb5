//! Onset and sleep on the page.

use super::*;
use crate::event::{BodyPart, NightEntry, Onset};

fn slept() -> What {
    What::woke(NightEntry {
        into_bed: Some("2026-11-20T21:00:00Z".parse().unwrap()),
        asleep_after_min: Some(30),
        awakenings: Some(2),
        awake_min: Some(40),
        up: Some("2026-11-21T06:00:00Z".parse().unwrap()),
        ..NightEntry::default()
    })
}

fn a_night() -> Vec<Event> {
    let onset = What::Onset(Onset::Began {
        places: vec![BodyPart::Legs],
        sat_min: Some(15),
    });
    let coffee = What::Caffeine {
        mg: 63.0,
        drink: None,
        over: None,
    };
    events(&[
        ("2026-11-20", "14:00", coffee),
        ("2026-11-20", "19:30", onset),
        ("2026-11-20", "22:30", What::lights_out()),
        ("2026-11-20", "06:30", slept()),
    ])
}

#[test]
fn the_onset_is_the_first_sentence_and_the_first_row() {
    let html = Look::default().read(&a_night());
    let first = words(all(&html, ".says li")[0]);
    assert_eq!(
        first,
        "Symptoms begin at 19:30 (1 day); too few days to say whether this changes."
    );
    let row = words(all(&html, ".figures tbody tr")[0]);
    assert!(row.starts_with("Symptoms begin"), "{row}");
}

#[test]
fn sleep_time_is_the_night_without_the_minutes_awake_and_efficiency_its_share_of_the_time_in_bed() {
    let html = Look::default().read(&a_night());
    let text = body(&html);
    // 22:30 to 06:30 is 480 min; 30 until asleep and 40 awake leave 410 of the 540 between 22:00 and 07:00.
    assert!(text.contains("6 h 50, 76 %"), "{text}");
    assert!(text.contains("Time in bed19 h"), "{text}");
}

#[test]
fn the_hours_of_a_night_show_when_symptoms_began() {
    let html = Look::default().read(&a_night());
    let signs: Vec<String> = all(&html, "#hours ~ figure text.hour")
        .into_iter()
        .map(words)
        .collect();
    assert_eq!(signs, ["c", "▼"]);
}
