//! What the screens show while the disk is slow: *keys, screen, and journal before and after the write*.
#![cfg(unix)]

#[path = "support/plans.rs"]
mod plans;
#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use plans::short_routine;
use stage::Stage;
use winddown::evening::{Action, When};
use winddown::event::{Event, What};
use winddown::tui::{Effect, Message};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

const EVENING: &str = "2026-11-24";

/// When the stretches are due, and the disk does not answer.
fn slow() -> Stage {
    Stage::at("2026-11-24T21:50").hold_writes()
}

fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.what.kind()).collect()
}

fn line_with(stage: &Stage, text: &str) -> String {
    let screen = stage.screen();
    let line = screen.lines().find(|line| line.contains(text));
    line.unwrap_or_else(|| panic!("no `{text}` on\n{screen}"))
        .to_owned()
}

/// The whole screen without line breaks.
fn words(stage: &Stage) -> String {
    let screen = stage.screen();
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Replaces the journal so that nothing can be written, and lets the held writes fail.
fn fail(stage: Stage) -> Stage {
    stage.with_a_folder_for_a_journal().write_held()
}

#[test]
fn an_entry_is_shown_at_once_and_can_be_taken_back_before_it_is_written() {
    let stage = slow().keys("d");
    assert!(line_with(&stage, "Leg stretches").contains("done"));
    assert_eq!(stage.unsaved(), ["Leg stretches done"]);
    let stage = stage.keys("u");
    assert!(!line_with(&stage, "Leg stretches").contains("done"));
    let taken_back = "Leg stretches done, taken back";
    assert_eq!(stage.unsaved(), ["Leg stretches done", taken_back]);
    assert!(stage.events(EVENING).is_empty());

    let before = stage.screen();
    let stage = stage.write_held();
    assert_eq!(stage.screen(), before, "nothing changes by the write");
    assert!(stage.unsaved().is_empty());
    let events = stage.events(EVENING);
    assert_eq!(kinds(&events), ["plan", "done", "revoked"]);
    assert_eq!(
        events[2].what,
        What::Revoked {
            event: events[1].id
        }
    );
    // From then on everything is written at once again.
    assert_eq!(stage.keys("d").journal(), ["done stretch 21:50"]);
}

#[test]
fn an_entry_that_cannot_be_written_is_taken_away_again_with_the_reason() {
    let stage = fail(slow().keys("d"));
    assert!(!line_with(&stage, "Leg stretches").contains("done"));
    let said = words(&stage);
    assert!(
        said.contains("Not recorded: Leg stretches done. The journal"),
        "{said}"
    );
    assert!(
        said.contains("is a folder; name a file with --journal."),
        "{said}"
    );
    assert!(stage.unsaved().is_empty());
    let stage = stage.without_that_folder().keys("d");
    assert_eq!(stage.journal(), ["done stretch 21:50"]);
}

#[test]
fn why_an_entry_could_not_be_written_is_readable_on_every_size() {
    for (width, height) in SIZES {
        let stage = slow().sized(width, height).keys("d");
        let screen = fail(stage).screen_without_footer();
        // The path of the journal is another one each time.
        let shown = screen.contains("Not recorded: Leg stretches done.");
        assert!(shown, "{screen}");
    }
}

#[test]
fn an_entry_that_another_window_made_first_is_not_made_twice_nor_taken_back() {
    let done = Action::Done {
        step: "stretch".into(),
        when: When::Now,
    };
    let stage = slow().keys("d").acted_elsewhere(&done).write_held();
    assert_eq!(stage.journal(), ["done stretch 21:50"]);
    let said = words(&stage);
    assert!(said.contains("Not recorded: Leg stretches done."), "{said}");
    assert!(line_with(&stage, "Leg stretches").contains("done"));

    let stage = slow().keys("d u").acted_elsewhere(&done).write_held();
    assert_eq!(stage.journal(), ["done stretch 21:50"]);
    assert!(line_with(&stage, "Leg stretches").contains("done"));
}

#[test]
fn a_pending_entry_can_be_corrected() {
    let stage = Stage::at("2026-11-24T20:30").hold_writes();
    let stage = stage.keys("n \"tea\" Enter Tab Enter");
    let stage = stage.keys("j Enter \"2010\" Tab \"milk\" Enter");
    assert!(stage.screen().contains("milk"), "{}", stage.screen());
    let before = stage.screen();
    let stage = stage.write_held();
    assert_eq!(stage.screen(), before);
    assert_eq!(stage.journal(), ["note 20:10"]);
    let events = stage.events(EVENING);
    assert_eq!(kinds(&events), ["plan", "note", "revoked", "note"]);
}

#[test]
fn a_form_of_the_diary_closes_although_it_is_not_written_yet() {
    let stage = Stage::at("2026-11-24T21:38").hold_writes();
    let stage = stage.keys("l l 4 t Enter");
    assert_eq!(stage.unsaved(), ["legs 4 of 10: tingling"]);
    assert!(!stage.screen().contains("[✓] tingling"));
    assert_eq!(stage.write_held().journal(), ["legs 21:38"]);
    let stage = Stage::at("2026-11-24T21:38").hold_writes();
    let stage = fail(stage.keys("l l 4 t Enter"));
    let screen = stage.screen();
    assert!(
        screen.contains("Not recorded: legs 4 of 10: tingling."),
        "{screen}"
    );
}

#[test]
fn a_note_that_could_not_be_written_need_not_be_typed_again() {
    let stage = fail(slow().keys("n \"calm\" Enter"));
    let stage = stage.keys("n");
    assert!(stage.screen().contains("Note: calm"), "{}", stage.screen());
}

#[test]
fn a_timer_runs_from_the_key_on_and_is_not_stopped_by_a_read_of_the_journal() {
    let mut stage = Stage::at("2026-11-24T20:45").hold_writes().keys("Enter");
    while stage.screen().contains("not now") {
        stage = stage.keys("Enter");
    }
    let mut stage = stage.keys("Enter Esc");
    assert!(stage.screen().contains("min left"), "{}", stage.screen());
    stage.send(Message::JournalChanged);
    assert!(stage.screen().contains("min left"), "{}", stage.screen());
    assert!(
        stage
            .unsaved()
            .contains(&"the timer of Warm bath".to_owned())
    );
    let stage = stage.write_held().reopened();
    assert!(stage.screen().contains("min left"), "{}", stage.screen());
}

#[test]
fn a_timer_that_ends_while_nothing_can_be_written_chimes_all_the_same() {
    let mut stage = Stage::at("2026-11-24T20:45").keys("Enter");
    while stage.screen().contains("not now") {
        stage = stage.keys("Enter");
    }
    let stage = stage.keys("Enter").hold_writes().tick(15 * 60 + 1);
    let is_chime = |effect: &Effect| matches!(effect, Effect::Sound(_));
    assert!(!stage.sounds.iter().any(is_chime));
    assert!(fail(stage).sounds.iter().any(is_chime));
}

#[test]
fn a_routine_that_was_left_can_be_continued_before_its_progress_is_written() {
    let stage = Stage::planned(&short_routine("5s"), "2026-11-24T21:50").hold_writes();
    let stage = stage.keys("Enter Enter").tick(12).keys("Esc k");
    assert_eq!(stage.unsaved(), ["how far you are in the routine"]);
    assert!(stage.screen().contains("go on"), "{}", stage.screen());
    let stage = stage.write_held().reopened();
    assert!(stage.screen().contains("go on"), "{}", stage.screen());
}

#[test]
fn saving_is_mentioned_only_while_it_takes_long() {
    for (width, height) in SIZES {
        let mut stage = slow().sized(width, height).keys("d");
        let before = stage.screen();
        assert!(!before.contains("Saving"));
        stage.send(Message::Saving(true));
        assert_snapshot!(
            format!("saving_{width}x{height}"),
            stage.screen_without_footer()
        );
        stage.send(Message::Saving(false));
        assert_eq!(stage.screen(), before);
    }
}

#[test]
fn a_failure_is_more_important_than_that_something_is_being_saved() {
    let mut stage = slow().keys("d");
    stage.send(Message::Saving(true));
    stage.send(Message::Notice("Something else.".to_owned()));
    assert!(stage.screen().contains("Something else."));
    assert!(!stage.screen().contains("Saving"));
}
