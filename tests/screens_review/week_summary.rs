//! The line on Tonight that summarises the week before.

use winddown::evening::{Action, When};

use super::stage::Stage;
use super::{NOW, legs};

#[test]
fn only_the_first_start_of_a_week_summarises_the_week_before() {
    let before = [
        ("2026-11-17T22:00", Action::Begin),
        ("2026-11-17T22:10", legs(5)),
        ("2026-11-18T22:10", legs(2)),
        ("2026-11-18T22:43", Action::LightsOut { when: When::Now }),
    ];
    let line = "Last week: 0 of 6 evenings kept, 1 partly, evening legs 3.5.";
    let stage = Stage::in_a_new_week(NOW, &before);
    assert!(stage.screen().contains(line), "{}", stage.screen());
    let stage = stage.reopened();
    assert!(!stage.screen().contains("Last week"), "{}", stage.screen());
    // The next week has a summary again.
    let stage = stage.reopened_after(7 * 24 * 3600);
    assert!(
        stage
            .screen()
            .contains("Last week: 0 of 7 evenings kept; before that 0 of 6, legs 3.5."),
        "{}",
        stage.screen()
    );
}

#[test]
fn the_summary_of_a_week_fits_one_line_by_leaving_out_its_least_important_figures() {
    let before = [
        ("2026-11-10T22:00", Action::Begin),
        ("2026-11-10T22:10", legs(4)),
        ("2026-11-17T22:10", legs(5)),
        ("2026-11-18T22:10", legs(2)),
        ("2026-11-18T22:43", Action::LightsOut { when: When::Now }),
    ];
    let screen = Stage::in_a_new_week(NOW, &before).screen();
    let line = "Last week: 0 of 7 evenings kept, evening legs 3.5; before that 0 of 6, legs 4.0.";
    assert!(
        line.len() > 76 && !screen.contains("lights out at"),
        "{screen}"
    );
    assert!(
        screen.contains("Last week: 0 of 7 kept, evening legs 3.5; before that 0 of 6, legs 4.0."),
        "{screen}"
    );
}

#[test]
fn a_week_without_entries_has_no_summary_and_the_config_can_turn_it_off() {
    let recorded = [("2026-11-23T22:10", legs(5))];
    let stage = Stage::in_a_new_week(NOW, &recorded);
    assert!(!stage.screen().contains("Last week"), "{}", stage.screen());
    let stage = Stage::after(NOW, &[("2026-11-18T22:10", legs(2))]);
    assert!(!stage.screen().contains("Last week"), "{}", stage.screen());
}

#[test]
fn in_the_morning_the_question_about_the_night_comes_before_the_summary_of_the_week() {
    let before = [
        ("2026-11-18T22:00", Action::Begin),
        ("2026-11-18T22:10", legs(2)),
    ];
    let stage = Stage::in_a_new_week("2026-11-23T07:00", &before);
    let screen = stage.screen();
    assert!(
        stage.asks_about_the_night() && !screen.contains("Last week"),
        "{screen}"
    );
    let later = stage.reopened_after(12 * 3600).screen();
    assert!(later.contains("Last week"), "{later}");
}
