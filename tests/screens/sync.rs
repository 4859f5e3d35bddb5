//! The page on several computers.

use winddown::sync::Settings;
use winddown::tui::{Message, SyncPage};

use crate::stage::Stage;

/// The page with sync on and these sentences, in a small terminal.
fn page(lines: &[&str]) -> Stage {
    let settings = Settings {
        folder: "/home/kim/Documents/Health/Sync/winddown".into(),
        name: "desk".to_owned(),
        remind_here: true,
        inbox: true,
        with_config: false,
    };
    let mut stage = Stage::at("2026-11-24T20:00")
        .sized(40, 12)
        .keys(", / \"several\" Enter");
    let page = SyncPage {
        settings: Some(settings),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    stage.send(Message::Sync(Ok(page)));
    stage
}

#[test]
fn a_long_path_shows_the_folders_that_tell_it_from_others() {
    let screen = page(&["With laptop."]).screen();
    assert!(screen.contains("…/Sync/winddown"), "{screen}");
    assert!(!screen.contains("more below"), "{screen}");
}

#[test]
fn sentences_that_have_no_room_are_reached_with_the_arrow_keys() {
    let sentences = ["first.", "second.", "third.", "fourth.", "fifth.", "sixth."];
    let stage = page(&sentences);
    let screen = stage.screen();
    assert!(screen.contains("more below"), "{screen}");
    assert!(!screen.contains("sixth."), "{screen}");
    let stage = stage.keys("Down Down Down Down Down");
    let screen = stage.screen();
    assert!(
        screen.contains("sixth.") && !screen.contains("first."),
        "{screen}"
    );
    assert!(!screen.contains("more below"), "{screen}");
    // The cursor is on the last line of the list all the time, and moves up once the first sentence is there.
    let stage = stage.keys("Up Up");
    assert!(stage.screen().contains("first."));
    assert!(
        stage.screen().contains("▸ Read the inbox"),
        "{}",
        stage.screen()
    );
    assert!(stage.keys("Up").screen().contains("▸ Remind here"));
}
