//! None today, on the page and on a cutoff.

use winddown::evening::{Action, DiaryEntry};
use winddown::event::Substance;

use super::{Stage, cutoff, lights_out, two_coffees};

#[test]
fn one_key_on_the_page_records_none_today_and_u_takes_it_back() {
    let stage = Stage::at("2026-11-24T20:00").keys("c 0");
    assert_eq!(stage.journal(), ["none_today 20:00"]);
    let screen = stage.screen();
    assert!(
        screen.contains("No caffeine today.") && !screen.contains("0 none"),
        "{screen}"
    );
    let stage = stage.keys("u");
    let screen = stage.screen();
    assert!(screen.contains("No caffeine so far."), "{screen}");
    assert!(screen.contains("0 none"), "{screen}");
    // For a day that is past no time is asked for.
    let stage = stage.keys("[ 0");
    let events = stage.events("2026-11-23");
    assert_eq!(events.last().unwrap().what.kind(), "none_today");
}

#[test]
fn none_today_after_a_drink_is_refused_and_says_which() {
    let stage = Stage::after("2026-11-24T20:00", &two_coffees()).keys("c");
    assert!(!stage.screen().contains("0 none"), "{}", stage.screen());
    let stage = stage.keys("0");
    let said = "Coffee on Tue 24 Nov 07:10 is recorded";
    assert!(stage.screen().contains(said), "{}", stage.screen());
    assert_eq!(stage.journal().len(), 2);
}

#[test]
fn one_key_on_the_cutoff_records_none_today_and_lights_out_keeps_it() {
    let stage = Stage::at("2026-11-24T13:40");
    assert!(stage.screen().contains("0 none"), "{}", stage.screen());
    let stage = stage.keys("0");
    assert_eq!(stage.journal(), ["none_today 13:40"]);
    assert!(cutoff(&stage).ends_with("none today"), "{}", cutoff(&stage));
    let screen = stage.screen();
    assert!(screen.contains("No caffeine today."), "{screen}");
    assert!(!screen.contains("0 none"), "{screen}");
    // On another step the key does nothing.
    let stage = stage.keys("End 0");
    assert_eq!(stage.journal(), ["none_today 13:40"]);
    assert_eq!(stage.keys("u").journal(), [] as [&str; 0]);
    let record = Action::Record {
        entry: DiaryEntry::NoneToday(Substance::Caffeine),
        at: None,
    };
    let before = [
        ("2026-11-24T13:40", record),
        ("2026-11-24T22:31", lights_out()),
    ];
    let stage = Stage::after("2026-11-24T22:40", &before);
    assert!(cutoff(&stage).ends_with("kept"), "{}", cutoff(&stage));
}

/// A plan with one cutoff, of alcohol at 18:00.
const ALCOHOL: &str = "bedtime = \"22:30\"\nwake = \"06:30\"\n\n[[step]]\nid = \"last-drink\"\n\
    title = \"Last drink\"\nkind = \"cutoff\"\nsubstance = \"alcohol\"\nat = \"18:00\"\n";

#[test]
fn one_key_on_another_cutoff_records_that_there_was_some_and_one_that_there_was_none() {
    let stage = Stage::planned(ALCOHOL, "2026-11-24T17:00");
    let screen = stage.screen();
    assert!(
        screen.contains("0 none") && screen.contains("1 had some"),
        "{screen}"
    );
    let stage = stage.keys("0");
    assert_eq!(stage.journal(), ["none_today 17:00"]);
    assert!(
        stage.screen().contains("No alcohol today."),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("u 1");
    assert_eq!(stage.journal(), ["alcohol 17:00"]);
    let screen = stage.screen();
    assert!(screen.contains("Alcohol at 17:00."), "{screen}");
    assert!(!screen.contains("0 none"), "{screen}");
    // It is on the page about the day, which takes it back.
    let stage = stage.keys("l d a");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let stage = Stage::planned(ALCOHOL, "2026-11-24T21:00").keys("1");
    let screen = stage.screen();
    assert!(
        screen.contains("Alcohol at 21:00, after the cutoff."),
        "{screen}"
    );
    assert!(screen.contains("alcohol came after it"), "{screen}");
    assert!(!screen.contains("d done"), "{screen}");
    // The time can be corrected: the cutoff was kept.
    let stage = stage.keys("l e End Enter \"17:30\" Enter");
    assert_eq!(stage.journal(), ["alcohol 17:30"]);
}

#[test]
fn on_a_cutoff_of_caffeine_the_key_for_some_does_nothing() {
    let stage = Stage::at("2026-11-24T13:40").keys("1");
    assert_eq!(stage.journal(), [] as [&str; 0]);
}
