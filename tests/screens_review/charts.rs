//! The charts: the trend of the legs, what is named beside it, and charts of each span.

use std::sync::{Arc, Weak};

use insta::assert_snapshot;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use winddown::event::{Rating, What};
use winddown::plan::{Config, ThemeName, Trial};
use winddown::tui::{Depth, Effect, Message, Theme};

use super::stage::Stage;
use super::{History, NOW, SIZES, date, evenings, legs, three_months};

#[test]
fn one_screen_shows_evenings_kept_the_trend_of_the_legs_and_what_is_clear() {
    for (width, height) in [(80, 24), (120, 40)] {
        for key in ["m", "3", "y", "a"] {
            for chart in ["", "v"] {
                let screen = three_months().sized(width, height).keys(key).keys(chart);
                let screen = screen.screen().to_lowercase();
                let words: Vec<_> = screen.split_whitespace().collect();
                let text = words.join(" ");
                for wanted in ["kept ", "nothing clear yet: 10 more nights without "] {
                    assert!(text.contains(wanted), "{wanted} {key} {chart}: {screen}");
                }
                let has_trend = text.contains("calmer: ") || text.contains("no clear change");
                assert!(has_trend, "{key} {chart}: {screen}");
                assert!(screen.contains("regularity"), "{key} {chart}: {screen}");
            }
        }
    }
}

#[test]
fn evenings_are_drawn_before_nights_are_compared_and_the_same_nights_are_not_compared_again() {
    let mut stage = three_months();
    let key = |letter| Message::Key(KeyCode::Char(letter).into());
    let is_comparison = |effect: &Effect| matches!(effect, Effect::Compare(_));
    stage.send(key('w'));
    // A week compares the same nights as the month around it.
    let compared = stage.send_in_steps(key('a'), |effect, stage| {
        if is_comparison(effect) {
            let screen = stage.screen();
            assert!(screen.contains("All evenings"), "{screen}");
        }
    });
    assert_eq!(
        compared
            .iter()
            .filter(|effect| is_comparison(effect))
            .count(),
        1
    );
    assert!(stage.screen().contains("Nothing clear yet"));
    for message in [
        Message::Key(KeyCode::Left.into()),
        Message::JournalChanged,
        key('v'),
    ] {
        let effects = stage.send_in_steps(message, |_, _| {});
        assert!(!effects.iter().any(is_comparison));
    }
}

#[test]
fn a_review_that_comes_after_another_span_was_chosen_is_not_drawn_as_that_span() {
    let mut stage = three_months();
    let key = |letter| Message::Key(KeyCode::Char(letter).into());
    let review_of = |letter, stage: &mut Stage| {
        let mut reviewed = None;
        stage.send_in_steps(key(letter), |effect, _| {
            if let Effect::Compare(back) = effect {
                reviewed = Some(Message::Reviewed(Arc::clone(back)));
            }
        });
        reviewed.unwrap()
    };
    let all = review_of('a', &mut stage);
    stage.send(key('w'));
    let week = stage.screen();
    stage.send(all);
    assert_eq!(stage.screen(), week);
}

#[test]
fn the_review_of_all_evenings_is_dropped_before_that_of_another_span_is_read() {
    let mut stage = three_months();
    let key = |letter| Message::Key(KeyCode::Char(letter).into());
    let mut all = Weak::new();
    stage.send_in_steps(key('a'), |effect, _| {
        if let Effect::Compare(back) = effect {
            all = Arc::downgrade(back);
        }
    });
    assert!(all.upgrade().is_some(), "it is shown");
    let mut is_dropped = false;
    stage.send_in_steps(key('w'), |effect, _| {
        if matches!(effect, Effect::Review(..)) {
            is_dropped = all.upgrade().is_none();
        }
    });
    assert!(is_dropped);
}

/// The rows of the legs' chart at 120x40, from its vertical axis on.
fn legs_chart(screen: &str) -> Vec<&str> {
    let titles = ["Legs in the evening  ", "Legs at night  "];
    let is_title = |line: &str| titles.iter().any(|title| line.contains(title));
    let from = screen.lines().skip_while(|line| !is_title(line));
    let rows = from.skip(1).take_while(|line| !line.contains("Caffeine  "));
    rows.map(|line| line.get(..).unwrap_or_default()).collect()
}

#[test]
fn the_trend_is_a_line_and_ratings_are_points_without_colour_and_in_ascii() {
    let stage = three_months().sized(120, 40).keys("3");
    let screen = stage.screen();
    let chart = legs_chart(&screen).join("\n");
    let is_point = |sign: char| ('\u{2801}'..='\u{28ff}').contains(&sign);
    assert!(
        chart.contains("──╮") && chart.contains(is_point),
        "line and points: {screen}"
    );
    let screen = stage.in_ascii().screen();
    let chart = legs_chart(&screen).join("\n");
    assert!(chart.contains("--+") && chart.contains('*'), "{screen}");
}

/// Stretches since January, and ratings that fall from this evening on.
fn rated_since(first: &str) -> Stage {
    let mut history = History(vec![]);
    for evening in date("2026-01-05").through(date("2026-11-23")) {
        history.record(evening, 595, What::done("stretch".into()));
    }
    for (n, evening) in (0_i64..).zip(date(first).through(date("2026-11-23"))) {
        let rating = Rating::try_from(9 - n / 10 + n % 2).unwrap();
        let feels = vec![];
        let about = None;
        let what = What::Legs {
            rating,
            feels,
            places: vec![],
            about,
        };
        history.record(evening, 700, what);
    }
    Stage::with_events(NOW, &history.0)
        .sized(120, 40)
        .keys("Tab")
}

#[test]
fn the_trend_is_drawn_from_the_first_rating_to_the_last() {
    let stage = rated_since("2026-09-15").in_colour().keys("3");
    let screen = stage.screen();
    let top = screen
        .lines()
        .position(|line| line.contains("Legs in the evening  "));
    let chart = Rect {
        x: 17,
        y: top.unwrap() as u16 + 1,
        width: 41,
        height: 8,
    };
    let accent = Theme::new(ThemeName::Warm, Depth::True, false).accent.fg;
    let picture = stage.picture();
    let is_of_line = |at: &Position| picture[*at].fg == accent.unwrap();
    let left = chart.positions().filter(is_of_line).map(|at| at.x).min();
    let left = left.unwrap_or_else(|| panic!("{screen}"));
    assert_eq!(left, 17 + 41 * 16 / 91, "{screen}");
}

#[test]
fn months_without_a_rating_are_left_out_of_the_chart_of_the_legs() {
    let screen = rated_since("2026-09-15").keys("y").screen();
    let dates = legs_chart(&screen)
        .into_iter()
        .find(|row| row.contains("23 Nov"));
    let dates = dates.unwrap_or_else(|| panic!("{screen}"));
    assert!(dates.contains("15 Sep"), "{screen}");
}

#[test]
fn the_axis_of_the_legs_goes_as_far_as_the_ratings_do() {
    let screen = rated_since("2026-09-15").keys("m").screen();
    let axis: Vec<&str> = legs_chart(&screen)
        .into_iter()
        .filter_map(|row| row.get(..17)?.split_whitespace().next())
        .collect();
    // November's ratings are 3 to 6.
    assert_eq!(axis[..2], ["6", "3"], "{screen}");
}

#[test]
fn how_often_a_step_was_done_in_a_row_stands_beside_its_bar() {
    for (width, height, streak) in [
        (40, 12, "2×"),
        (80, 24, "2×"),
        (120, 40, "2 in a row"),
        (200, 60, "2 in a row"),
    ] {
        let pages = three_months().sized(width, height);
        let pages = if width == 40 { pages.keys("v") } else { pages };
        let screen = pages.screen();
        let bath = screen.lines().find(|line| line.contains("Warm bath"));
        assert!(bath.unwrap().contains(streak), "{screen}");
    }
}

#[test]
fn a_small_screen_shows_all_twelve_months() {
    let screen = three_months().sized(40, 12).keys("a").screen();
    assert!(screen.contains("Oc No De"), "{screen}");
    assert!(screen.contains(" 26 "), "{screen}");
}

#[test]
fn the_change_at_the_cursor_is_named_or_else_the_latest_one() {
    let stage = three_months().sized(120, 40);
    assert!(stage.screen().contains("▲ Tue 24 Nov: bedtime 22:30"));
    let stage = stage.keys("PageUp PageUp PageUp t Left");
    assert!(stage.screen().contains("▲ Tue 24 Nov: bedtime 22:30"));
    let stage = stage.keys(&"Left ".repeat(22));
    assert!(
        stage
            .screen()
            .contains("◆ Sun 1 Nov: a medicine was changed"),
        "{}",
        stage.screen()
    );
}

#[test]
fn a_medicine_is_named_in_full_beside_the_year_and_in_the_foot() {
    let mut history = History(evenings(&[("2026-08-24", "2026-11-23")]));
    let about = Some("pramipexole 0.125 mg at eight".to_owned());
    let (name, amount) = ("medicine-change".to_owned(), None);
    let what = What::Factor {
        name,
        amount,
        about,
    };
    history.record(date("2026-11-23"), 400, what);
    for chart in ["", "v", "v v"] {
        let stage = Stage::with_events(NOW, &history.0).keys("Tab y Up");
        let screen = stage.keys(chart).screen();
        let beside = screen.lines().skip(2).take(8).map(|line| {
            let line: String = line.chars().skip(58).collect();
            line.trim().to_owned()
        });
        let beside = beside.collect::<Vec<_>>().join(" ");
        assert!(
            beside.contains("◆ Mon 23 Nov: medicine: pramipexole 0.125 mg at eight"),
            "{chart}: {screen}"
        );
        let foot = screen.lines().last().unwrap();
        assert!(
            foot.contains("medicine: pramipexole 0.125 mg at eight"),
            "{screen}"
        );
    }
}

#[test]
fn an_evening_on_which_a_trial_leaves_out_a_step_says_so() {
    let mut config = Config::built_in();
    let trial = |seed| Trial {
        step: "warm-bath".into(),
        first: date("2026-11-23"),
        fortnights: 2,
        seed,
        draw: winddown::plan::Draw::Fortnights,
    };
    let drawn = |trial: &Trial| trial.evenings()[..2] == [false, true];
    config.plan.trials.extend((0..1000).map(trial).find(drawn));
    let recorded = |day: &'static str| (day, legs(3));
    let before = [recorded("2026-11-23T22:00"), recorded("2026-11-24T20:00")];
    let stage = Stage::with(config, NOW, &before).keys("Tab w Up");
    let screen = stage.screen();
    assert!(
        screen.contains("in a trial: without \"Warm bath\""),
        "{screen}"
    );
    assert_eq!(screen.matches("w/o").count(), 1, "{screen}");
    assert!(!stage.keys("Down").screen().contains("in a trial"));
}

#[test]
fn bars_are_drawn_below_the_evenings_if_a_small_screen_has_room() {
    let screen = three_months().sized(60, 20).keys("m").screen();
    assert!(
        screen.contains("Mo Tu We") && screen.contains("Lights out  "),
        "{screen}"
    );
}

#[test]
fn a_week_a_month_a_year_and_all_of_it() {
    for (width, height) in SIZES {
        for (span, key) in [
            ("week", "w"),
            ("month", "m"),
            ("quarter", "3"),
            ("year", "y"),
            ("all", "a"),
        ] {
            let stage = three_months().sized(width, height).keys(key);
            assert_snapshot!(
                format!("review_{span}_{width}x{height}"),
                stage.screen_without_footer()
            );
        }
    }
}

#[test]
fn a_small_screen_shows_each_chart_on_its_own_page() {
    let mut stage = three_months().sized(40, 12).keys("m");
    let names = [
        "evenings", "steps", "legs", "onset", "bedtimes", "caffeine", "strength",
    ];
    for name in names {
        assert_snapshot!(
            format!("review_page_{name}_40x12"),
            stage.screen_without_footer()
        );
        stage = stage.keys("v");
    }
    // After the last page the first one follows.
    assert!(stage.screen().contains("Mo Tu We"), "{}", stage.screen());
}

#[test]
fn v_switches_the_chart_beside_the_evenings() {
    let mut stage = three_months();
    for name in [
        "Legs",
        "Symptoms begin",
        "Bedtimes",
        "Caffeine",
        "Strength",
        "Legs",
    ] {
        assert!(stage.screen().contains(name), "{}", stage.screen());
        stage = stage.keys("v");
    }
    let large = three_months().sized(120, 40).screen();
    for name in ["Legs", "Bedtimes", "Caffeine", "Strength"] {
        assert!(large.contains(name), "{large}");
    }
}

#[test]
fn a_year_that_does_not_fit_says_which_months_are_shown_and_that_there_are_more() {
    let mut stage = three_months().sized(40, 12).keys("y");
    let row = |stage: &Stage, name: &str| {
        let screen = stage.screen();
        let row = screen
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        row.unwrap_or_else(|| panic!("{screen}")).to_owned()
    };
    let screen = stage.screen();
    assert!(screen.contains("2026, May to Dec"), "{screen}");
    let thursday = row(&stage, "Th");
    assert!(
        thursday.contains('‹') && !thursday.contains('›'),
        "{screen}"
    );
    // Weeks back, the cursor in the middle of the year, and then at its beginning.
    stage = stage.keys(&"Left ".repeat(20));
    let thursday = row(&stage, "Th");
    assert!(
        thursday.contains('‹') && thursday.contains('›'),
        "{}",
        stage.screen()
    );
    stage = stage.keys(&"Left ".repeat(20));
    let thursday = row(&stage, "Th");
    assert!(
        !thursday.contains('‹') && thursday.contains('›'),
        "{}",
        stage.screen()
    );
    assert!(
        stage.screen().contains("2026, Jan to "),
        "{}",
        stage.screen()
    );
    let wide = stage.sized(80, 24).screen();
    assert!(!wide.contains(['‹', '›']), "{wide}");
    assert!(wide.contains(" 2026  "), "{wide}");
}

#[test]
fn the_line_of_the_selected_evening_is_drawn_over_the_band_of_the_bedtime() {
    let stage = three_months().keys("m v v");
    let screen = stage.screen();
    assert!(screen.contains("Bedtimes"), "{screen}");
    let band: Vec<&str> = screen.lines().filter(|line| line.contains('░')).collect();
    assert!(!band.is_empty(), "{screen}");
    assert!(band.iter().all(|line| line.contains('┊')), "{screen}");
}
