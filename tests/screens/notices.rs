//! Notices at the foot of the screen: refusals, config errors, a journal that was replaced.

use winddown::evening::{Action, When};
use winddown::tui::Message;

use super::an_evening;
use super::stage::Stage;

/// Windows does not let an open file be deleted.
#[cfg(unix)]
#[test]
fn entries_after_the_journal_was_deleted_are_saved_in_a_new_one() {
    let stage = Stage::after("2026-11-24T20:40", &an_evening());
    let stage = stage.with_the_journal_deleted();
    let screen = stage.screen();
    assert!(
        screen.contains("The journal file was replaced or deleted."),
        "{screen}"
    );
    let stage = stage.keys("d");
    assert_eq!(stage.journal(), ["done warm-bath 20:40"]);
    assert!(!stage.screen().contains("done 13:"), "{}", stage.screen());
}

#[test]
fn a_config_error_is_shown_until_it_is_fixed() {
    let mut stage = Stage::at("2026-11-24T20:40");
    stage.send(Message::ConfigWrong("Unknown key `beadtime`".into()));
    let stage = stage.keys("j");
    assert!(stage.screen().contains("beadtime"));
    let fixed = Box::new(stage.app.config().clone());
    let mut stage = stage;
    stage.send(Message::ConfigLoaded(fixed));
    assert!(!stage.screen().contains("beadtime"));
}

#[test]
fn a_refusal_on_the_screen_names_no_shell_command() {
    let before = [(
        "2026-11-24T20:40",
        Action::Done {
            step: "warm-bath".into(),
            when: When::Now,
        },
    )];
    let stage = Stage::after("2026-11-24T20:50", &before).keys("Home j d");
    let screen = stage.screen();
    assert!(
        screen.contains("Warm bath: already done.") && !screen.contains("winddown undo"),
        "{screen}"
    );
    let excused = [("2026-11-24T20:40", Action::Excuse { why: None })];
    let stage = Stage::after("2026-11-24T20:50", &excused).keys("e");
    let screen = stage.screen();
    assert!(screen.contains("Excused already: u"), "{screen}");
}

#[test]
fn a_long_notice_takes_several_lines_and_loses_no_word() {
    let mut stage = Stage::at("2026-11-24T20:40").sized(40, 12);
    let long =
        "Last caffeine of the day: already done; `winddown undo last-caffeine` takes that back";
    stage.send(Message::Notice(long.into()));
    let screen = stage.screen();
    let words: Vec<_> = screen.split_whitespace().collect();
    assert!(words.join(" ").ends_with(long), "{screen}");
}
