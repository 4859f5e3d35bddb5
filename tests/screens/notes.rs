//! Notes typed or pasted at the prompt on Tonight.

use winddown::event::What;
use winddown::tui::Message;

use super::stage::Stage;

#[test]
fn a_note_may_hold_letters_that_are_commands_elsewhere() {
    let stage = Stage::at("2026-11-24T20:30").keys("n \"q?dsz\" Enter");
    assert!(!stage.has_quit);
    assert_eq!(stage.journal(), ["note 20:30"]);
}

#[test]
fn pasted_text_is_input_and_never_a_command() {
    let pasted = |keys: &str| {
        let mut stage = Stage::at("2026-11-24T20:40").keys(keys);
        stage.send(Message::Pasted("d s\nq x".into()));
        stage
    };
    for keys in ["", "Tab", "?"] {
        let stage = pasted(keys);
        assert!(!stage.has_quit);
        assert_eq!(stage.journal(), [] as [&str; 0], "{keys}");
    }
    let stage = pasted("n");
    assert!(
        stage.screen().contains("Note: d s q x"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("Enter").journal(), ["note 20:40"]);
}

#[test]
fn pasted_text_that_is_too_long_is_refused_with_a_sentence_and_what_was_typed_stays() {
    for (width, height) in [(40, 12), (80, 24)] {
        let mut stage = Stage::at("2026-11-24T20:40").sized(width, height);
        stage = stage.keys("n \"calm\"");
        stage.send(Message::Pasted("字 ".repeat(5_000)));
        let screen = stage.screen();
        let words: Vec<_> = screen.split_whitespace().collect();
        let words = words.join(" ");
        let refused = "Too long, so nothing was pasted: 10003 characters, and 4000 fit.";
        assert!(words.contains(refused), "{screen}");
        assert!(screen.contains("Note: calm"), "{screen}");
        stage = stage.keys("Backspace");
        assert!(!stage.screen().contains("Too long"), "{}", stage.screen());
        assert_eq!(stage.keys("Enter").journal(), ["note 20:40"]);
    }
}

#[test]
fn the_longest_note_can_be_pasted_and_is_saved_whole() {
    let mut stage = Stage::at("2026-11-24T20:40").keys("n");
    let longest = "字".repeat(4_000);
    stage.send(Message::Pasted(longest.clone()));
    let stage = stage.keys("Enter");
    let events = stage.events("2026-11-24");
    let text = longest;
    assert_eq!(events.last().unwrap().what, What::Note { text });
}

#[cfg(unix)]
#[test]
fn a_note_that_could_not_be_saved_need_not_be_typed_again() {
    let stage = Stage::at("2026-11-24T20:40").with_a_folder_for_a_journal();
    let stage = stage.keys("n \"calm\" Enter");
    assert!(stage.screen().contains("is a folder"), "{}", stage.screen());
    let stage = stage.keys("n");
    assert!(stage.screen().contains("Note: calm"), "{}", stage.screen());
    let stage = stage.without_that_folder().keys("Enter n");
    assert_eq!(stage.journal(), ["note 20:40"]);
    assert!(!stage.screen().contains("calm"), "{}", stage.screen());
}

#[test]
fn a_long_note_is_shown_in_full_under_the_cursor() {
    let stage = Stage::at("2026-11-24T20:40").sized(40, 12).keys("n");
    let note = "a long drive home and then the stairs, legs tired but calm";
    let mut stage = stage;
    stage.send(Message::Pasted(note.into()));
    let stage = stage.keys("Enter Tab Enter j");
    let screen = stage.screen();
    let words: Vec<_> = screen.split_whitespace().collect();
    assert!(words.join(" ").contains(note), "{screen}");
}
