//! The review by week, month, year and all evenings, with long, short and interrupted histories.

#[path = "support/stage.rs"]
mod stage;

use chrono::{NaiveDate, TimeDelta};
use insta::assert_snapshot;
use ratatui::crossterm::event::KeyCode;
use stage::Stage;
use uuid::Uuid;
use winddown::evening::{Action, DiaryEntry};
use winddown::event::{EveningDate, Event, EventId, NightEntry, Rating, What};
use winddown::plan::{Config, Trial};
use winddown::tui::Message;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];
const NOW: &str = "2026-11-24T21:38";

/// Builds a history of evenings.
struct History(Vec<Event>);

impl History {
    /// Adds an event `minutes` after noon of the evening's date.
    fn record(&mut self, evening: EveningDate, minutes: i64, what: What) {
        let noon = evening.0.and_hms_opt(11, 0, 0).unwrap().and_utc();
        self.0.push(Event {
            id: EventId(Uuid::from_u128(self.0.len() as u128 + 1)),
            at: noon + TimeDelta::minutes(minutes),
            offset_min: 60,
            evening,
            what,
            device: "test".to_owned(),
        });
    }

    /// Adds the events of an evening, varied by `n`.
    fn evening(&mut self, evening: EveningDate, n: i64) {
        if n % 13 == 5 {
            return self.record(evening, 360, What::Excused { why: None });
        }
        if n % 17 == 3 {
            return;
        }
        let drink = Some("coffee".to_owned());
        self.record(
            evening,
            n % 5 * 60 - 180,
            What::Caffeine { mg: 107.0, drink },
        );
        for (step, minutes) in [
            ("last-caffeine", 90),
            ("warm-bath", 530),
            ("massage", 560),
            ("stretch", 595),
            ("screens-away", 615),
        ] {
            if step == "massage" || n % 4 != 1 {
                let step = step.into();
                self.record(evening, minutes + n % 7 * 3, What::Done { step });
            }
        }
        if n % 29 == 11 {
            let name = "medicine-change".to_owned();
            let (amount, about) = (None, None);
            self.record(
                evening,
                400,
                What::Factor {
                    name,
                    amount,
                    about,
                },
            );
        }
        // Lights-out is before midnight on some nights, after it on others.
        self.record(evening, 600 + n * 37 % 160, What::LightsOut);
        let night = NightEntry::default();
        self.record(evening, 1110 + n % 40, What::Woke { night });
        let rating = Rating::try_from((6 - n / 25 + n % 3).clamp(0, 10)).unwrap();
        let feels = vec![];
        self.record(evening, 1115, What::Legs { rating, feels });
    }
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

/// A history of the evenings in these spans. The bedtime of the plan changes on the 41st evening of each.
fn evenings(spans: &[(&str, &str)]) -> Vec<Event> {
    let mut history = History(vec![]);
    for (from, to) in spans {
        for (n, evening) in (0..).zip(date(from).through(date(to))) {
            if n == 40 {
                let mut plan = Config::built_in().plan;
                plan.bedtime = "23:00:00".parse().unwrap();
                history.record(evening, 0, What::Plan(plan.to_record()));
            }
            history.evening(evening, n);
        }
    }
    history.0
}

#[test]
fn one_screen_shows_evenings_kept_the_trend_of_the_legs_the_best_finding_and_its_certainty() {
    for (width, height) in [(80, 24), (120, 40)] {
        for key in ["m", "3", "y", "a"] {
            for chart in ["", "v"] {
                let screen = three_months().sized(width, height).keys(key).keys(chart);
                let screen = screen.screen().to_lowercase();
                let words: Vec<_> = screen.split_whitespace().collect();
                let text = words.join(" ");
                for wanted in ["kept ", "on nights after", "may be chance"] {
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
    stage.send_once(key('w'));
    // A week compares the same nights as the month around it.
    stage.send_once(key('a'));
    assert!(stage.screen().contains("All evenings"));
    assert!(stage.app.unchanged_for().is_zero());
    stage.send_once(Message::Woken);
    assert!(!stage.app.unchanged_for().is_zero());
    assert!(stage.screen().contains("on nights after"));
    for message in [
        Message::Key(KeyCode::Left.into()),
        Message::JournalChanged,
        key('v'),
    ] {
        stage.send_once(message);
        assert!(!stage.app.unchanged_for().is_zero());
    }
}

#[test]
fn no_two_keys_in_the_footer_do_the_same() {
    for (width, height) in SIZES {
        for keys in ["w", "m", "3", "y", "a", "w Up"] {
            let stage = three_months().sized(width, height).keys(keys);
            let mut does: Vec<_> = stage.app.hints().iter().map(|hint| hint.does).collect();
            let all = does.len();
            does.sort_unstable();
            does.dedup();
            assert_eq!(does.len(), all, "{}", stage.screen());
        }
    }
}

#[test]
fn the_footer_shows_the_key_for_today_unless_today_is_selected() {
    for keys in ["w", "m", "3", "y"] {
        let stage = three_months().keys(keys);
        assert!(!stage.screen().contains("t today"));
        let stage = stage.keys("Left");
        assert!(stage.screen().contains("t today"), "{}", stage.screen());
    }
}

/// The rows of the legs' chart at 120x40, from its vertical axis on.
fn legs_chart(screen: &str) -> Vec<&str> {
    let from = screen.lines().skip_while(|line| !line.contains("Legs  "));
    let rows = from.skip(1).take_while(|line| !line.contains("Caffeine  "));
    rows.map(|line| line.get(..).unwrap_or_default()).collect()
}

#[test]
fn the_trend_is_a_line_and_ratings_are_points_without_colour_and_in_ascii() {
    let screen = three_months().sized(120, 40).screen();
    let chart = legs_chart(&screen).join("\n");
    assert!(
        chart.contains('─') && chart.contains('⠘'),
        "line and points: {screen}"
    );
    let screen = three_months().in_ascii().sized(120, 40).screen();
    let chart = legs_chart(&screen).join("\n");
    assert!(chart.contains("--") && chart.contains('*'), "{screen}");
}

#[test]
fn the_trend_is_drawn_from_the_first_rating_to_the_last() {
    let mut history = History(vec![]);
    for (n, evening) in (0..).zip(date("2026-01-05").through(date("2026-11-23"))) {
        let step = "stretch".into();
        history.record(evening, 595, What::Done { step });
        if evening >= date("2026-09-01") && n % 9 == 0 {
            let rating = Rating::try_from(9 - (n - 239) / 10 + n / 9 % 2).unwrap();
            let feels = vec![];
            history.record(evening, 700, What::Legs { rating, feels });
        }
    }
    let screen = Stage::with_events(NOW, &history.0)
        .sized(120, 40)
        .keys("Tab y")
        .screen();
    let first_of_line = |line: &&str| line.chars().position(|sign| "‾─_".contains(sign));
    let chart = legs_chart(&screen);
    let chart: Vec<&str> = chart.into_iter().take(8).collect();
    let left = chart.iter().filter_map(first_of_line).min().unwrap();
    // The year has 37 columns, beginning with column 17. August ends at two thirds of them.
    assert!(left >= 17 + 37 * 2 / 3, "{left}: {screen}");
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
fn the_help_explains_the_symbols() {
    for (name, keys) in [("evenings", "?"), ("legs", "c ?")] {
        for (width, height) in [(40, 12), (80, 24)] {
            let screen = three_months().sized(width, height).keys("m").keys(keys);
            assert_snapshot!(
                format!("help_on_{name}_{width}x{height}"),
                screen.screen_without_footer()
            );
        }
    }
}

#[test]
fn with_an_empty_journal_no_month_counts_as_kept_or_missed() {
    let screen = Stage::at(NOW).keys("Tab a").screen();
    assert!(
        screen.contains("November 2026: nothing is known yet"),
        "{screen}"
    );
    let excused = [("2026-11-23T18:00", Action::Excuse { why: None })];
    let screen = Stage::after(NOW, &excused).keys("Tab a").screen();
    assert!(screen.contains("November 2026: 1 excused"), "{screen}");
}

#[test]
fn an_evening_on_which_a_trial_leaves_out_a_step_says_so() {
    let mut config = Config::built_in();
    let trial = |seed| Trial {
        step: "warm-bath".into(),
        first: date("2026-11-23"),
        fortnights: 2,
        seed,
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

/// A history of three months.
fn three_months() -> Stage {
    Stage::with_events(NOW, &evenings(&[("2026-08-24", "2026-11-23")])).keys("Tab")
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
        "evenings", "steps", "legs", "bedtimes", "caffeine", "strength",
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
    for name in ["Legs", "Bedtimes", "Caffeine", "Strength", "Legs"] {
        assert!(stage.screen().contains(name), "{}", stage.screen());
        stage = stage.keys("v");
    }
    let large = three_months().sized(120, 40).screen();
    for name in ["Legs", "Bedtimes", "Caffeine", "Strength"] {
        assert!(large.contains(name), "{large}");
    }
}

#[test]
fn the_arrows_move_the_cursor_in_their_direction_on_the_screen() {
    for (keys, chosen) in [
        ("Left", "Mon 23 Nov"),
        ("Up", "Tue 17 Nov"),
        ("w Up", "Mon 23 Nov"),
        ("w Left", "Tue 17 Nov"),
        ("y Up", "Mon 23 Nov"),
        ("y Left", "Tue 17 Nov"),
        ("PageUp", "Sat 24 Oct"),
        ("w PageUp PageUp", "Tue 10 Nov"),
        ("a Left", "October 2026"),
        ("a Left Enter", "Sat 24 Oct"),
        ("3 Up", "Mon 23 Nov"),
        ("3 Left", "Tue 17 Nov"),
        ("3 PageUp", "Tue 25 Aug"),
        ("PageUp PageUp t", "Tue 24 Nov"),
        ("y PageUp Home", "Tue 24 Nov"),
        ("a Up t m", "Tue 24 Nov"),
    ] {
        let screen = three_months().keys(keys).screen();
        assert!(screen.contains(chosen), "{keys}: {screen}");
    }
    // The cursor never moves past tonight.
    for keys in ["Right", "w Right", "y PageDown", "a Down", "a Right"] {
        let screen = three_months().keys(keys).screen();
        assert!(
            screen.contains("24 Nov") || screen.contains("November 2026"),
            "{keys}: {screen}"
        );
    }
}

#[test]
fn every_key_in_the_footer_does_something() {
    for prelude in ["Left", "w Up", "3 Left", "y Left", "a Left", "v Left"] {
        for hint in three_months().keys(prelude).app.hints() {
            let mut pressed = three_months().keys(prelude);
            let before = pressed.screen();
            pressed.send(Message::Key(hint.key.into()));
            assert_ne!(pressed.screen(), before, "{} after {prelude}", hint.shown);
        }
    }
}

#[test]
fn a_history_of_nothing_one_evening_or_one_event_shows_no_invented_figures() {
    let one = date("2026-11-23");
    let mut event = History(vec![]);
    event.record(
        one,
        600,
        What::Done {
            step: "stretch".into(),
        },
    );
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
    let right = Stage::with_events(NOW, &events).keys("Tab").screen();
    for wrong in ["2031-05-05", "1970-01-01"] {
        let mut history = History(events.clone());
        history.record(
            date(wrong),
            600,
            What::Done {
                step: "stretch".into(),
            },
        );
        let month = Stage::with_events(NOW, &history.0).keys("Tab");
        assert_eq!(month.screen(), right, "{wrong}");
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
            },
        );
        history.record(evening, 640, What::LightsOut);
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

fn legs(rating: i64) -> Action {
    let feels = vec![];
    let rating = Rating::try_from(rating).unwrap();
    let entry = DiaryEntry::Legs { rating, feels };
    Action::Record { entry, at: None }
}

#[test]
fn only_the_first_start_of_a_week_summarises_the_week_before() {
    let before = [
        ("2026-11-17T22:10", legs(5)),
        ("2026-11-18T22:10", legs(2)),
        ("2026-11-18T22:43", Action::LightsOut { at: None }),
    ];
    let line = "Last week: 0 of 6 evenings kept, 1 partly, lights out at 22:43, legs 3.5.";
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
        ("2026-11-10T22:10", legs(4)),
        ("2026-11-17T22:10", legs(5)),
        ("2026-11-18T22:10", legs(2)),
        ("2026-11-18T22:43", Action::LightsOut { at: None }),
    ];
    let screen = Stage::in_a_new_week(NOW, &before).screen();
    let line = "Last week: 0 of 7 evenings kept, 1 partly, legs 3.5; before that 0 of 6, legs 4.0.";
    assert!(
        line.len() > 76 && !screen.contains("lights out at"),
        "{screen}"
    );
    assert!(
        screen.contains("Last week: 0 of 7 evenings kept, legs 3.5; before that 0 of 6, legs 4.0."),
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
    let before = [("2026-11-18T22:10", legs(2))];
    let stage = Stage::in_a_new_week("2026-11-23T07:00", &before);
    let screen = stage.screen();
    assert!(
        screen.contains("How was the night?") && !screen.contains("Last week"),
        "{screen}"
    );
    let later = stage.reopened_after(12 * 3600).screen();
    assert!(later.contains("Last week"), "{later}");
}

#[test]
fn u_undoes_excusing_an_evening_and_nothing_else() {
    let before = [
        ("2026-11-24T18:00", Action::Excuse { why: None }),
        ("2026-11-24T20:10", legs(2)),
    ];
    let stage = Stage::after(NOW, &before).keys("Tab e");
    assert!(
        stage
            .screen()
            .contains("Excused already: u takes that back."),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), ["legs 20:10"]);
    assert!(
        stage.screen().contains("still running"),
        "{}",
        stage.screen()
    );
    // Entries that are not visible here cannot be revoked here.
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), ["legs 20:10"]);
    assert!(
        stage.screen().contains("It is not excused."),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("e").journal(), ["legs 20:10", "excused 21:38"]);
}
