//! A clock that is probably wrong: the notice, and the key that confirms an entry.

use winddown::event::{What, in_effect};

use super::stage::Stage;

const NOTICE: &str = "clock reads 1 January 1970, which cannot be right";
const QUESTION: &str = "Is it 1 January 1970? y records it";

/// The entries in effect of the first evening of 1970.
fn recorded(stage: &Stage) -> Vec<String> {
    let events = stage.events("1970-01-01");
    let entries = in_effect(&events).into_iter();
    let entries = entries.filter(|event| !matches!(event.what, What::Plan(_)));
    let words = entries.map(|event| match event.what.step() {
        Some(step) => format!("{} {step}", event.what.kind()),
        None => event.what.kind().to_owned(),
    });
    words.collect()
}

#[test]
fn the_window_says_that_the_clock_is_wrong_until_it_is_right() {
    let stage = Stage::at("1970-01-01T20:50");
    assert!(stage.screen().contains(NOTICE), "{}", stage.screen());
    let stage = stage.keys("j");
    assert!(stage.screen().contains(NOTICE), "{}", stage.screen());
    let right = winddown::tui::Message::JournalChanged;
    let mut stage = stage.clock_set(1_800_000_000);
    stage.send(right);
    assert!(!stage.screen().contains("1970"), "{}", stage.screen());
}

#[test]
fn an_entry_is_recorded_after_y_and_by_no_other_key() {
    for (keys, expected) in [
        ("Home j d", &[][..]),
        ("Home j d j", &[]),
        ("Home j d j y", &[]),
        ("Home j d y", &["done warm-bath"]),
        ("Home j d y j j d", &["done warm-bath", "done screens-away"]),
    ] {
        let stage = Stage::at("1970-01-01T20:50").keys(keys);
        assert_eq!(recorded(&stage), expected, "{keys}");
    }
}

#[test]
fn the_question_fits_on_a_small_screen() {
    for (width, height) in super::SIZES {
        let stage = Stage::at("1970-01-01T20:50").sized(width, height);
        let stage = stage.keys("Home j d");
        let screen = stage.screen();
        assert!(screen.contains(QUESTION), "{width}x{height}\n{screen}");
    }
}

#[test]
fn a_form_keeps_what_was_typed_while_the_clock_is_asked_about() {
    let typed = Stage::at("1970-01-01T20:50").keys("n T i r e d Enter");
    assert!(typed.screen().contains(QUESTION), "{}", typed.screen());
    assert_eq!(recorded(&typed), Vec::<String>::new());
    let stage = typed.keys("y");
    assert_eq!(recorded(&stage), ["note"]);
}

#[test]
fn taking_back_asks_nothing() {
    let stage = Stage::at("1970-01-01T20:50").keys("Home j d y");
    assert_eq!(recorded(&stage), ["done warm-bath"]);
    let stage = stage.reopened().keys("u");
    assert!(stage.screen().contains("Undid"), "{}", stage.screen());
    assert_eq!(recorded(&stage), Vec::<String>::new());
}
