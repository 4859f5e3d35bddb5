//! The Learn screen: the list, the pages, and how to get there and back.

#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// The evening before the bath is due, with nothing recorded.
fn evening() -> Stage {
    Stage::at("2026-11-24T20:40")
}

/// The screen after these keys, at each size.
fn at_each_size(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let stage = evening().sized(width, height).keys(keys);
        assert_snapshot!(
            format!("{name}_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn the_list_of_pages() {
    at_each_size("list", "i");
}

#[test]
fn the_list_filtered_by_a_search() {
    at_each_size("found", "i \"iron\" Down");
}

#[test]
fn a_search_without_results() {
    at_each_size("nothing_found", "i \"snake\"");
}

#[test]
fn a_page_from_its_top() {
    at_each_size("page_top", "i \"coffee\" Enter");
}

#[test]
fn a_page_at_its_end() {
    at_each_size("page_end", "i \"coffee\" Enter End");
}

#[test]
fn the_help_page_of_learn() {
    at_each_size("help", "i ?");
}

#[test]
fn every_page_of_learn_is_ascii_on_an_ascii_terminal() {
    for keys in ["i", "i \"coffee\" Enter Down"] {
        let screen = evening().in_ascii().keys(keys).screen();
        assert!(screen.is_ascii(), "{screen}");
    }
}

#[test]
fn letters_typed_in_learn_search_and_run_no_commands() {
    let stage = evening().keys("i \"quiz\"");
    assert!(!stage.has_quit);
    assert!(stage.screen().contains("nothing found"));
    let stage = evening().keys("i \"dsz\" Esc Esc");
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn enter_opens_the_best_match() {
    let stage = evening().keys("i \"clot\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("When to see a doctor"), "{screen}");
    assert!(screen.contains("A clot may have travelled"), "{screen}");
}

#[test]
fn typing_more_selects_the_best_match_again() {
    let stage = evening().keys("i Down Down \"iron\" Enter");
    assert!(stage.screen().contains("Low iron"), "{}", stage.screen());
}

#[test]
fn pasted_text_is_searched_for() {
    let mut stage = evening().keys("i Down Down");
    stage.send(winddown::tui::Message::Pasted("ferritin\n".into()));
    assert!(stage.screen().contains("1 of 2"), "{}", stage.screen());
}

#[test]
fn esc_goes_back_from_page_to_search_to_list_to_tonight() {
    let stage = evening().keys("i \"ferritin\" Enter Esc");
    assert!(stage.screen().contains("Find: ferritin"));
    let stage = stage.keys("Esc");
    assert!(stage.screen().contains("1 of 24"), "{}", stage.screen());
    let stage = stage.keys("Esc");
    assert_eq!(stage.screen(), evening().screen());
}

#[test]
fn from_the_why_of_a_step_i_opens_its_page_and_esc_returns() {
    let why = evening().keys("w j");
    let shown = why.screen();
    let page = why.keys("i");
    let screen = page.screen();
    assert!(screen.contains("Water of 40 to 42.5 degrees"), "{screen}");
    assert_eq!(page.keys("Esc").screen(), shown);
}

#[test]
fn from_the_page_of_a_step_i_opens_the_list() {
    let stage = evening().keys("w i i");
    let screen = stage.screen();
    assert!(screen.contains("▸ A warm bath or shower"), "{screen}");
    assert_eq!(stage.keys("Esc").screen(), evening().keys("w").screen());
}

#[test]
fn from_the_why_of_a_step_without_a_page_i_opens_the_list() {
    let stage = evening().click("Screens away").keys("w");
    assert!(
        stage.screen().contains("Bright light"),
        "{}",
        stage.screen()
    );
    let named = stage.app.hints();
    assert!(named.iter().all(|hint| hint.shown != "i"), "{named:?}");
    let screen = stage.keys("i").screen();
    assert!(screen.contains("1 of 24"), "{screen}");
}

#[test]
fn the_player_is_paused_while_a_page_is_open() {
    let playing = || Stage::at("2026-11-24T21:50").keys("Enter Enter").wait(3);
    let before = playing().screen();
    let stage = playing().keys("i").tick(30);
    assert!(stage.screen().contains("Find:"), "{}", stage.screen());
    assert_eq!(stage.keys("Esc").screen(), before);
}

#[test]
fn from_the_why_of_the_player_i_opens_its_page_and_esc_returns() {
    let stage = Stage::at("2026-11-24T21:50").keys("Enter Enter w");
    let why = stage.screen();
    let stage = stage.keys("i");
    assert!(stage.screen().contains("Gentle stretching"));
    assert!(stage.screen().contains("Daily works best"));
    assert_eq!(stage.keys("Esc").screen(), why);
}

#[test]
fn learn_does_not_open_over_the_question_of_ending_early() {
    let stage = Stage::at("2026-11-24T21:50")
        .keys("Enter Enter")
        .tick(20)
        .keys("q");
    let asked = stage.screen();
    assert!(asked.contains("End here?"), "{asked}");
    assert_eq!(stage.keys("i").screen(), asked);
}

#[test]
fn closing_learn_returns_to_the_review_unchanged() {
    let review = evening().keys("Tab Left").screen();
    let stage = evening().keys("Tab Left i Enter");
    assert!(stage.screen().contains("What restless legs are"));
    assert_eq!(stage.keys("Esc Esc").screen(), review);
}

#[test]
fn a_page_says_how_much_more_there_is_until_its_end() {
    let page = || evening().keys("i \"coffee\" Enter");
    assert!(page().screen().contains("more lines below"));
    let further = page().keys("j j").screen();
    assert!(!further.contains("To lose no sleep, a coffee"), "{further}");
    assert_eq!(page().keys("j j k k").screen(), page().screen());
    let end = page().keys("End").screen();
    assert!(end.contains("the end"), "{end}");
    assert!(end.contains("common reference values"), "{end}");
    assert_eq!(page().keys("End j").screen(), end);
    assert_eq!(
        page().keys("PageDown PageDown PageDown PageDown").screen(),
        end
    );
    assert_eq!(
        page().keys("End PageUp PageUp PageUp PageUp").screen(),
        page().screen()
    );
    assert_eq!(page().keys("End g").screen(), page().screen());
}

#[test]
fn nothing_is_skipped_by_turning_pages() {
    let seen = |keys: &str| evening().sized(40, 12).keys(keys).screen();
    let pages: Vec<String> = (0..12)
        .map(|turns| seen(&format!("i \"coffee\" Enter {}", "PageDown ".repeat(turns))))
        .collect();
    let all = pages.concat();
    for turns in 0..60 {
        let line = seen(&format!("i \"coffee\" Enter {}", "j ".repeat(turns)));
        let first = line.lines().nth(1).unwrap();
        let first = first.trim_end_matches(['↑', '↓', ' ']);
        assert!(all.contains(first), "{first}");
    }
}

#[test]
fn a_page_made_wider_shows_its_end() {
    let stage = evening().sized(40, 12).keys("i \"coffee\" Enter End");
    let screen = stage.sized(120, 40).screen();
    assert!(
        screen.contains("the end") || screen.contains("Sources"),
        "{screen}"
    );
}

#[test]
fn the_wheel_turns_a_page_and_a_click_opens_one() {
    let page = || evening().keys("i \"coffee\" Enter");
    assert_eq!(page().wheel(1).screen(), page().keys("j j j").screen());
    assert_eq!(page().wheel(1).wheel(-1).screen(), page().screen());
    assert!(evening().keys("i").wheel(1).screen().contains("2 of 24"));
    let stage = evening()
        .keys("i")
        .click("The self-check")
        .click("The self-check");
    assert!(stage.screen().contains("Four signs, in plain words"));
}

#[test]
fn every_key_in_the_footer_of_learn_does_something() {
    let places = [
        "i",
        "i Down",
        "i \"iron\"",
        "i \"snake\"",
        "i Enter",
        "i End Enter Down",
        "w i",
    ];
    for keys in places {
        for hint in evening().sized(40, 12).keys(keys).app.hints() {
            let mut pressed = evening().sized(40, 12).keys(keys);
            let before = pressed.screen();
            pressed.send(winddown::tui::Message::Key(hint.key.into()));
            assert_ne!(pressed.screen(), before, "{} after {keys}", hint.shown);
        }
    }
}

#[test]
fn on_a_terminal_that_is_too_small_learn_says_how_to_leave_it() {
    let stage = evening().keys("i").sized(39, 11);
    assert_eq!(stage.screen().trim(), "Learn wants 40x12; Esc leaves it");
    assert_eq!(
        stage.keys("Esc").screen().trim(),
        evening().sized(39, 11).screen().trim()
    );
}

#[test]
fn from_the_safety_notes_of_a_timer_i_opens_its_page_and_esc_returns() {
    let notes = evening().keys("Enter");
    let shown = notes.screen();
    assert!(shown.contains("Please read this once"), "{shown}");
    let page = notes.keys("i");
    let screen = page.screen();
    assert!(screen.contains("Water of 40 to 42.5 degrees"), "{screen}");
    assert_eq!(page.keys("Esc").screen(), shown);
}

#[test]
fn a_timer_that_ends_while_a_page_is_open_is_announced() {
    let reading = evening().keys("Enter Enter Enter i \"coffee\" Enter");
    assert!(!reading.screen().contains("time is up"));
    let screen = reading.wait(15 * 60 + 1).screen();
    assert!(screen.contains("Caffeine"), "{screen}");
    assert!(screen.contains("Warm bath: time is up"), "{screen}");
}

#[test]
fn the_night_key_works_while_a_page_is_open() {
    let stage = evening().keys("i Enter *");
    assert!(stage.app.is_dark(), "{}", stage.screen());
    assert!(
        stage.screen().contains("How are your legs?"),
        "{}",
        stage.screen()
    );
    let typing = evening().keys("i *");
    assert!(!typing.app.is_dark());
    assert!(typing.screen().contains("Find: *"), "{}", typing.screen());
}

#[test]
fn nothing_is_announced_while_a_page_is_open_at_night() {
    let mut stage = Stage::at("2026-11-24T23:55").keys("* i");
    stage.send(winddown::tui::Message::NotShown {
        summary: "Leg stretches".into(),
        body: "It is time.".into(),
    });
    let screen = stage.screen();
    assert!(screen.contains("Find:"), "{screen}");
    assert!(!screen.contains("It is time."), "{screen}");
}
