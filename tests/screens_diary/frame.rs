//! What all pages of the diary have in common: the menu, opening and closing, moving between days, pasted text, clicks.

use winddown::tui::Message;

use super::stage::Stage;
use super::{assert_snapshots, evening, morning};

#[test]
fn the_menu_of_the_diary() {
    assert_snapshots("what_can_be_told", evening, "l");
}

#[test]
fn tonight_asks_about_the_night_in_the_morning() {
    assert_snapshots("the_offer_of_the_morning", morning, "");
}

#[test]
fn the_pages_in_ascii() {
    for keys in [
        "l",
        "l l 4 t",
        "l m",
        "l c",
        "l d",
        "l b",
        "l s y",
        "l s y y y y",
        "l e",
        "l ?",
    ] {
        let screen = evening().in_ascii().keys(keys).screen();
        assert!(screen.is_ascii(), "{keys}: {screen}");
    }
}

#[test]
fn every_key_in_the_footer_of_the_diary_does_something() {
    for prelude in [
        "l",
        "l l",
        "l l 4",
        "l l x",
        "l m",
        "l m Tab",
        "l c",
        "l d",
        "l d w",
        "l b",
        "l b Tab Tab",
        "l s",
        "l s y",
        "l s y y y y",
        "l e",
        "l e [",
    ] {
        for hint in evening().keys(prelude).app.hints() {
            let mut pressed = evening().keys(prelude);
            let before = (pressed.screen(), pressed.journal());
            pressed.send(Message::Key(hint.key.into()));
            let after = (pressed.screen(), pressed.journal());
            assert_ne!(after, before, "{} after {prelude}", hint.shown);
        }
    }
}

#[test]
fn a_drink_is_recorded_with_four_keys_from_tonight() {
    let stage = Stage::at("2026-11-24T13:10").keys("l c 2 Enter");
    assert_eq!(stage.journal(), ["caffeine 13:10"]);
    let stage = stage.keys("Esc");
    let screen = stage.screen();
    assert!(screen.contains("1 drink, 63 mg"), "{screen}");
    let screen = stage.keys("e").screen();
    assert!(screen.contains("13:10  espresso, 63 mg"), "{screen}");
}

#[test]
fn closing_the_diary_returns_to_the_screen_it_was_opened_from() {
    let tonight = Stage::at("2026-11-24T13:10");
    let before = tonight.screen();
    assert_eq!(tonight.keys("l c Esc Esc").screen(), before);
    let review = Stage::at("2026-11-24T13:10").keys("Tab Left");
    let before = review.screen();
    let diary = review.keys("l");
    let screen = diary.screen();
    assert!(screen.contains("Monday 23 November"), "{screen}");
    assert_eq!(diary.keys("e Esc Esc").screen(), before);
}

#[test]
fn brackets_go_to_the_day_before_and_after_but_not_past_tonight() {
    let stage = Stage::at("2026-11-24T13:10").keys("l [ [");
    let screen = stage.screen();
    assert!(screen.contains("Sunday 22 November"), "{screen}");
    let screen = stage.keys("] ] ]").screen();
    assert!(screen.contains("Tuesday 24 November"), "{screen}");
}

#[test]
fn an_entry_from_another_window_does_not_discard_typed_text() {
    let mut stage = morning().keys("m 3 Tab Tab Tab 4");
    stage.send(Message::JournalChanged);
    let screen = stage.screen();
    assert!(screen.contains("4 min"), "{screen}");
    let stage = stage.keys("Enter");
    assert!(
        stage
            .events("2026-11-23")
            .iter()
            .any(|event| event.what.kind() == "woke")
    );
}

#[test]
fn every_page_opens_the_learn_page_about_its_subject() {
    for (keys, title) in [
        ("l l w", "How it feels"),
        ("l b i", "Iron"),
        ("l s i", "self-check"),
        ("l c i", "Caffeine"),
        ("l i", "Learn"),
    ] {
        let stage = Stage::at("2026-11-24T21:38").keys(keys);
        assert_eq!(stage.app.title(), "Learn", "{keys}: {}", stage.screen());
        let screen = stage.screen();
        assert!(
            screen.to_lowercase().contains(&title.to_lowercase()),
            "{keys}: {screen}"
        );
        let back = stage.keys("Esc");
        let before = Stage::at("2026-11-24T21:38").keys(&keys[..keys.len() - 2]);
        assert_eq!(back.screen(), before.screen(), "{keys}");
    }
}

#[test]
fn pasted_text_triggers_no_commands_in_the_diary() {
    for keys in ["l", "l l", "l d", "l s", "l c"] {
        let mut stage = Stage::at("2026-11-24T21:38").keys(keys);
        stage.send(Message::Pasted("y y y y 2 s a q".into()));
        assert!(!stage.has_quit);
        assert_eq!(stage.journal(), [] as [&str; 0], "{keys}");
    }
}

#[cfg(unix)]
#[test]
fn input_that_cannot_be_recorded_stays_on_the_page() {
    let stage = Stage::at("2026-11-24T21:38").with_a_folder_for_a_journal();
    let stage = stage.keys("l l 4 t Enter");
    let screen = stage.screen();
    assert!(screen.contains("is a folder"), "{screen}");
    assert!(screen.contains("[✓] tingling"), "{screen}");
    let stage = stage.without_that_folder().keys("Enter");
    assert_eq!(stage.journal(), ["legs 21:38"]);
}

#[test]
fn a_click_selects_what_it_hits() {
    let stage = evening().keys("l").click("Legs").click("7").click("aching");
    let screen = stage.screen();
    assert!(
        screen.contains("[7]") && screen.contains("[✓] aching"),
        "{screen}"
    );
    let stage = evening().keys("l").click("The day").click("nicotine");
    assert!(
        stage.screen().contains("n [✓] nicotine"),
        "{}",
        stage.screen()
    );
    let stage = morning().keys("m").click("Slept").keys("4");
    assert!(
        stage.screen().contains("Slept, 1 to 5         4"),
        "{}",
        stage.screen()
    );
}
