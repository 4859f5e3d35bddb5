//! Leaving something half filled in: asked once, everywhere, whatever the way out.

use winddown::tui::Message;

use super::SIZES;
use super::cases::{NOW, entries, first_start, morning, past_day, tonight};
use super::stage::Stage;

const ESC: &str = "Not kept yet. Esc again discards it.";

/// A stage, and the keys on it.
type Keys = (fn() -> Stage, &'static str);

/// Places with something typed or chosen that is not recorded yet, and the way there.
const HALF_FILLED: [Keys; 17] = [
    (tonight, "b \"2315\""),
    (tonight, "b Up"),
    (tonight, "e \"flu\""),
    (tonight, "n \"calm\""),
    (tonight, "c t \"1710\""),
    (tonight, "c m \"95\""),
    (tonight, "c m \"820\" Enter"),
    (past_day, "1"),
    (tonight, "l d w 3"),
    (tonight, "l d m \"half\""),
    (tonight, "l l 4"),
    (tonight, "l l t"),
    (tonight, "l s y"),
    (tonight, "l b \"48\""),
    (morning, "m 3"),
    (entries, "Home Enter \"0840\""),
    (first_start, "\"2315\""),
];

fn words(stage: &Stage) -> String {
    let screen = stage.screen();
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn esc_asks_once_and_drops_the_input_when_it_is_pressed_again() {
    for (stage, keys) in HALF_FILLED {
        for (width, height) in SIZES {
            let before = stage().sized(width, height).keys(keys);
            let (title, recorded) = (before.app.title(), before.journal());
            let asked = before.keys("Esc");
            assert!(words(&asked).contains(ESC), "{keys}: {}", asked.screen());
            assert_eq!(asked.app.title(), title, "{keys}");
            let left = asked.keys("Esc");
            assert!(!words(&left).contains("discards it"), "{}", left.screen());
            assert_eq!(left.journal(), recorded, "{keys}");
            // The input is gone, so nothing is asked any more.
            let quit = left.keys("C-c");
            assert!(quit.has_quit, "{keys}: {}", quit.screen());
        }
    }
}

#[test]
fn after_the_question_another_key_goes_on_where_it_was() {
    for (width, height) in SIZES {
        let stage = tonight().sized(width, height).keys("n \"cal\" Esc \"m\"");
        assert!(!words(&stage).contains("discards it"), "{}", stage.screen());
        assert!(stage.screen().contains("Note: calm"), "{}", stage.screen());
        // Having gone on, the user is asked again.
        let stage = stage.keys("Esc");
        assert!(words(&stage).contains(ESC), "{}", stage.screen());
        assert_eq!(stage.keys("Enter").journal(), ["note 20:30"]);
    }
}

#[test]
fn ctrl_c_asks_once_from_every_half_filled_place_and_quits_the_second_time() {
    for (stage, keys) in HALF_FILLED {
        for (key, name) in [("C-c", "Ctrl-C"), ("C-q", "Ctrl-Q")] {
            let stage = stage().sized(40, 12).keys(keys).keys(key);
            assert!(!stage.has_quit, "{keys}");
            let asks = format!("Not kept yet. {name} again discards it.");
            assert!(words(&stage).contains(&asks), "{keys}: {}", stage.screen());
            assert!(stage.keys(key).has_quit, "{keys}");
        }
    }
}

#[test]
fn q_brackets_and_the_night_key_ask_before_a_half_filled_page_is_left() {
    for (key, page) in [("q", "m 3"), ("[", "m 3"), ("*", "m 3")] {
        let stage = morning().keys(page);
        let screen = stage.screen();
        let stage = stage.keys(key);
        assert!(!stage.has_quit);
        let asks = format!("Not kept yet. {key} again discards it.");
        assert!(words(&stage).contains(&asks), "{key}: {}", stage.screen());
        assert!(stage.screen().contains("The night of"), "{key}");
        let stage = stage.keys(key);
        assert!(stage.has_quit || stage.screen() != screen, "{key}");
    }
    for key in ["q", "[", "*"] {
        for page in ["l l 4", "l s y", "l b 4"] {
            let has_bracket = page == "l l 4";
            if key == "[" && !has_bracket {
                continue;
            }
            let stage = tonight().keys(page);
            let title = stage.app.title();
            let stage = stage.keys(key);
            assert_eq!(stage.app.title(), title, "{page} {key}");
            assert!(words(&stage).contains("again discards it"), "{page} {key}");
            assert!(!stage.has_quit);
        }
    }
}

#[test]
fn learn_and_the_help_open_over_a_half_filled_form_which_is_still_there_afterwards() {
    for key in ["i", "?"] {
        let stage = morning().keys("m 3");
        let before = stage.screen();
        let stage = stage.keys(key);
        assert_ne!(stage.app.title(), "The night of", "{}", stage.screen());
        // Quitting from above asks for the form below.
        let stage = stage.keys("C-c");
        assert!(!stage.has_quit, "{key}");
        let stage = stage.keys("Esc");
        assert_eq!(stage.screen(), before, "{key}");
    }
}

#[test]
fn a_click_that_starts_a_step_asks_before_it_drops_a_note() {
    let chosen = || {
        let stage = tonight().keys("n \"calm\"").click("Leg stretches");
        stage.click("Leg stretches")
    };
    let stage = chosen().keys("Esc");
    assert!(stage.screen().contains("Note: calm"), "{}", stage.screen());
    let stage = chosen().keys("Enter");
    let asks = "Not kept yet. The same key again discards it.";
    assert!(words(&stage).contains(asks), "{}", stage.screen());
    let kept = stage.keys("Esc");
    assert!(kept.screen().contains("Note: calm"), "{}", kept.screen());
    let begun = chosen().keys("Enter Enter");
    assert!(begun.screen().contains("Get ready"), "{}", begun.screen());
}

#[test]
fn on_a_terminal_of_one_line_the_question_is_that_line() {
    let stage = morning().keys("m 3").sized(30, 5).keys("q");
    assert!(!stage.has_quit);
    assert!(
        words(&stage).contains("q again discards it"),
        "{}",
        stage.screen()
    );
    assert!(stage.keys("q").has_quit);
}

#[test]
fn nothing_is_asked_where_nothing_would_be_lost() {
    for (stage, keys) in [
        (tonight as fn() -> Stage, "b Esc"),
        (tonight, "b Home End Left Esc"),
        (tonight, "b Up Down Esc"),
        (tonight, "n \"x\" Backspace Esc"),
        (tonight, "c m Esc"),
        (tonight, "l d w Esc Esc"),
        (tonight, "l l Esc"),
        (tonight, "l s y n n n Esc"),
        (tonight, "l b Tab Tab Esc"),
        (tonight, "i \"iron\" Esc"),
        (morning, "m Tab Tab Esc"),
        (entries, "Home Enter Tab Esc"),
        (first_start, "Enter BackTab"),
    ] {
        let stage = stage().keys(keys);
        assert!(
            !words(&stage).contains("discards it"),
            "{keys}: {}",
            stage.screen()
        );
        assert!(stage.keys("C-c").has_quit, "{keys}");
    }
}

#[test]
fn what_was_recorded_is_not_asked_about() {
    for (stage, keys) in [
        (tonight as fn() -> Stage, "n \"calm\" Enter"),
        (tonight, "l l 4 Enter"),
        (tonight, "l s y y y y"),
        (tonight, "l b \"48\" Enter Enter"),
        (morning, "m 3 Enter"),
        (entries, "Home Enter \"0840\" Enter"),
        (first_start, "\"2315\" Enter Enter Enter Enter"),
    ] {
        let stage = stage().keys(keys).keys("C-c");
        assert!(stage.has_quit, "{keys}: {}", stage.screen());
    }
}

#[test]
fn a_refused_entry_is_still_something_to_lose() {
    let stage = Stage::at(NOW)
        .with_a_folder_for_a_journal()
        .keys("l b \"48\" Enter Enter");
    let stage = stage.keys("Esc");
    assert!(words(&stage).contains(ESC), "{}", stage.screen());
}

#[test]
fn a_change_of_the_config_or_the_journal_loses_nothing_that_was_typed() {
    let mut stage = morning().keys("m 3");
    stage.send(Message::JournalChanged);
    let stage = stage.configured(|_| {}).keys("Esc");
    assert!(words(&stage).contains(ESC), "{}", stage.screen());
    assert!(
        stage.screen().contains("Legs, 0 to 10         3"),
        "{}",
        stage.screen()
    );
}
