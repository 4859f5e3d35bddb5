//! The review of unusual journals: an empty one, one with gaps or a wrong clock, one of ten thousand evenings.

use chrono::NaiveDate;
use insta::assert_snapshot;
use winddown::evening::Action;
use winddown::event::{EveningDate, Rating, What};

use super::stage::Stage;
use super::{History, NOW, SIZES, date, evenings, three_months};

#[test]
fn with_an_empty_journal_no_month_counts_as_kept_or_missed() {
    let screen = Stage::at(NOW).keys("Tab a").screen();
    assert!(screen.contains("November 2026: no entry yet"), "{screen}");
    let excused = [("2026-11-23T18:00", Action::Excuse { why: None })];
    let screen = Stage::after(NOW, &excused).keys("Tab a").screen();
    assert!(screen.contains("November 2026: 1 excused"), "{screen}");
}

#[test]
fn a_history_of_nothing_one_evening_or_one_event_shows_no_invented_figures() {
    let one = date("2026-11-23");
    let mut event = History(vec![]);
    event.record(one, 600, What::done("stretch".into()));
    for (name, events) in [
        ("nothing", vec![]),
        ("one_event", event.0),
        ("one_evening", evenings(&[("2026-11-23", "2026-11-23")])),
    ] {
        for (width, height) in SIZES {
            let stage = Stage::with_events(NOW, &events)
                .sized(width, height)
                .keys("Tab");
            assert_snapshot!(
                format!("review_of_{name}_{width}x{height}"),
                stage.screen_without_footer()
            );
            for key in ["w", "3", "y", "a"] {
                let screen = Stage::with_events(NOW, &events)
                    .sized(width, height)
                    .keys("Tab")
                    .keys(key)
                    .screen();
                assert!(!screen.contains("0 of 0"), "{screen}");
            }
        }
    }
}

#[test]
fn a_gap_of_a_year_is_drawn_as_a_gap() {
    let life = [("2025-09-01", "2025-10-31"), ("2026-11-01", "2026-11-23")];
    let stage = Stage::with_events(NOW, &evenings(&life)).keys("Tab a");
    assert_snapshot!("review_with_a_gap_of_a_year", stage.screen_without_footer());
    let year = stage.sized(120, 40).keys("y").screen();
    assert!(year.contains("kept 14 of 325"), "{year}");
}

#[test]
fn the_review_stays_readable_after_a_day_with_a_wrong_clock() {
    let events = evenings(&[("2026-11-01", "2026-11-23")]);
    // The evening of the wrong date has a step, so it counts for the strength of the habit in the first line.
    let below = |screen: &str| screen.lines().skip(1).collect::<Vec<_>>().join("\n");
    let right = below(&Stage::with_events(NOW, &events).keys("Tab").screen());
    for wrong in ["2031-05-05", "1970-01-01"] {
        let mut history = History(events.clone());
        history.record(date(wrong), 600, What::done("stretch".into()));
        let month = Stage::with_events(NOW, &history.0).keys("Tab");
        assert_eq!(below(&month.screen()), right, "{wrong}");
        let all = month.keys("a").screen();
        assert!(all.contains("2026"), "{all}");
    }
}

#[test]
fn ten_thousand_evenings_can_be_drawn_and_browsed() {
    let mut history = History(vec![]);
    let first = NaiveDate::from_ymd_opt(1999, 7, 9).unwrap();
    for (n, evening) in (0..).zip(EveningDate(first).through(date("2026-11-23"))) {
        let rating = Rating::try_from(n % 11).unwrap();
        history.record(
            evening,
            1000,
            What::Legs {
                rating,
                feels: vec![],
                places: vec![],
                about: None,
            },
        );
        history.record(evening, 640, What::lights_out());
    }
    let stage = Stage::with_events(NOW, &history.0).keys("Tab a");
    assert!(
        stage.screen().contains("1999 to 2026"),
        "{}",
        stage.screen()
    );
    assert!(stage.screen().contains("/10000"), "{}", stage.screen());
    let early = stage.keys(&"Up ".repeat(27)).screen();
    assert!(early.contains("November 1999: kept 0 of 30"), "{early}");
}

#[test]
fn without_utf8_the_review_is_drawn_in_ascii() {
    for keys in ["w", "m", "3", "y", "a", "m v", "m v v", "m v v v", "?"] {
        for (width, height) in SIZES {
            let screen = three_months()
                .in_ascii()
                .sized(width, height)
                .keys(keys)
                .screen();
            assert!(screen.is_ascii(), "{screen}");
        }
    }
}
