//! `clock = "12h"`: every time that is shown, and the times that are typed.

#[path = "support/stage.rs"]
mod stage;
#[path = "support/times.rs"]
mod times;

use insta::assert_snapshot;
use stage::Stage;
use times::by_twenty_four;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{EveningDate, NightEntry, Onset, Rating, StepId};
use winddown::plan::Config;
use winddown::time_of_day::ClockFormat;
use winddown::tui::Opening;

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

fn config() -> Config {
    let mut config = Config::built_in();
    config.display.clock = ClockFormat::TwelveHour;
    config
}

fn at(now: &str, before: &[(&str, Action)]) -> Stage {
    Stage::with(config(), now, before)
}

fn record(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn done(step: &str) -> Action {
    Action::Done {
        step: StepId::from(step),
        when: When::Now,
    }
}

fn drink() -> Action {
    record(DiaryEntry::Caffeine {
        mg: 63.0,
        drink: Some("espresso".to_owned()),
        over: None,
    })
}

fn legs(rating: i64) -> Action {
    record(DiaryEntry::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about: None,
    })
}

/// Three weeks before tonight: a drink, the onset, a step done, lights-out and the night on every evening.
fn three_weeks() -> Vec<(String, Action)> {
    let first: EveningDate = "2026-11-03".parse().unwrap();
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let mut before = Vec::new();
    for (n, evening) in (0_i64..).zip(first.through(last)) {
        let night = NightEntry {
            asleep_after_min: Some(25),
            ..NightEntry::default()
        };
        let woke = Action::Woke {
            when: When::Now,
            night,
        };
        let next = evening.next();
        before.extend([
            (format!("{evening}T12:10"), drink()),
            (
                format!("{evening}T{}:40", 18 + n % 3),
                record(DiaryEntry::Onset(Onset::began())),
            ),
            (format!("{evening}T21:55"), done("stretch")),
            (format!("{evening}T22:10"), legs(2 + n % 5)),
            (
                format!("{evening}T22:3{}", n % 10),
                Action::LightsOut { when: When::Now },
            ),
            (format!("{next}T06:2{}", n % 10), woke),
        ]);
    }
    before
}

fn after_three_weeks(now: &str, more: Vec<(&str, Action)>) -> Stage {
    let weeks = three_weeks();
    let weeks = weeks
        .iter()
        .map(|(at, action)| (at.as_str(), action.clone()));
    let before: Vec<(&str, Action)> = weeks.chain(more).collect();
    at(now, &before)
}

/// An evening with a drink, a cutoff that it broke, a step done and one put off.
fn an_evening() -> Vec<(&'static str, Action)> {
    let snooze = Action::Snooze {
        step: StepId::from("massage"),
        span: winddown::span::Span::minutes(30),
    };
    vec![
        ("2026-11-24T20:58", done("warm-bath")),
        ("2026-11-24T21:05", drink()),
        (
            "2026-11-24T21:10",
            record(DiaryEntry::Onset(Onset::began())),
        ),
        ("2026-11-24T21:20", snooze),
        ("2026-11-24T21:25", legs(4)),
    ]
}

fn this_evening() -> Stage {
    at("2026-11-24T21:38", &an_evening())
}

/// Before the morning's question is answered.
fn morning() -> Stage {
    let lights_out = Action::LightsOut { when: When::Now };
    at("2026-11-25T06:40", &[("2026-11-24T22:34", lights_out)])
}

/// Every screen with a time on it but the welcome, which shows both clocks.
fn screens() -> Vec<(&'static str, Stage)> {
    let review = |keys: &str| {
        after_three_weeks("2026-11-24T21:38", vec![])
            .keys("Tab")
            .keys(keys)
    };
    vec![
        ("Tonight", this_evening()),
        (
            "Tonight, a cutoff that was broken",
            this_evening().keys("Home"),
        ),
        ("Tonight, a new bedtime", this_evening().keys("b")),
        (
            "Tonight, past bedtime",
            at("2026-11-24T23:10", &an_evening()),
        ),
        (
            "the answer to a new bedtime",
            this_evening().keys("b \"2345\" Enter"),
        ),
        ("the answer to a snooze", this_evening().keys("z")),
        (
            "when was it",
            at("2026-11-25T08:10", &[]).keys("[ l e End d"),
        ),
        ("the morning", morning()),
        ("the night", morning().keys("m")),
        (
            "Tonight, the bath",
            at("2026-11-24T20:45", &[]).keys("Enter Enter Enter"),
        ),
        ("the diary", this_evening().keys("l")),
        ("the entries", this_evening().keys("l e")),
        ("an entry", this_evening().keys("l e Enter")),
        ("caffeine", this_evening().keys("c")),
        ("caffeine, earlier", this_evening().keys("c - -")),
        ("caffeine, a time", this_evening().keys("c t")),
        ("the legs", this_evening().keys("l l")),
        ("the onset", this_evening().keys("l !")),
        ("the week", review("w")),
        ("the week, bedtimes", review("w v v v")),
        ("the month", review("m")),
        ("the month's legs", review("m v")),
        ("the month's onset", review("m v v")),
        ("the month's bedtimes", review("m v v v")),
        ("the month's caffeine", review("m v v v v")),
        ("three months", review("3")),
        ("the year", review("y")),
        ("all years", review("a")),
        (
            "the settings",
            Stage::with_config_file(&config_text(), "2026-11-24T20:00").keys(","),
        ),
        (
            "the bedtime in the settings",
            Stage::with_config_file(&config_text(), "2026-11-24T20:00").keys(", Enter"),
        ),
    ]
}

fn config_text() -> String {
    winddown::plan::EXAMPLE.replace("clock = \"24h\"", "clock = \"12h\"")
}

#[test]
fn no_screen_shows_a_time_by_the_24_hour_clock() {
    for (name, mut stage) in screens() {
        for (width, height) in SIZES {
            stage = stage.sized(width, height);
            let screen = stage.screen();
            let wrong = by_twenty_four(&screen);
            assert_eq!(wrong, [""; 0], "{name} at {width}x{height}:\n{screen}");
        }
    }
}

#[test]
fn the_screens_that_are_full_of_times_have_room_for_them() {
    let screens = vec![
        ("tonight", this_evening()),
        ("entries", this_evening().keys("l e")),
        ("morning", morning().keys("m")),
        (
            "week",
            after_three_weeks("2026-11-24T21:38", vec![]).keys("Tab w"),
        ),
        (
            "bedtimes",
            after_three_weeks("2026-11-24T21:38", vec![]).keys("Tab m v v"),
        ),
        ("caffeine", this_evening().keys("c")),
        ("player", at("2026-11-24T21:50", &[]).keys("Enter").tick(30)),
    ];
    for (name, mut stage) in screens {
        for (width, height) in [(40, 12), (80, 24)] {
            stage = stage.sized(width, height);
            assert_snapshot!(
                format!("{name}_{width}x{height}"),
                stage.screen_without_footer()
            );
        }
    }
}

#[test]
fn a_time_can_be_typed_by_either_clock_and_is_answered_by_the_chosen_one() {
    for typed in [
        "\"2345\"",
        "\"11:45\" Space \"pm\"",
        "\"11.45pm\"",
        "\"1145pm\"",
    ] {
        let screen = this_evening().keys(&format!("b {typed} Enter")).screen();
        assert!(screen.contains("Bedtime at 11:45 pm"), "{typed}: {screen}");
    }
}

#[test]
fn the_arrow_keys_change_a_time_where_it_stands() {
    let stage = this_evening().keys("b");
    assert!(stage.screen().contains("10:30 pm"), "{}", stage.screen());
    let later = stage.keys("Up").screen();
    assert!(later.contains("10:35 pm"), "{later}");
}

#[test]
fn after_a_whole_time_a_digit_begins_another_one() {
    let stage = this_evening().keys("b \"11:45\" Space \"pm1\"");
    let screen = stage.screen();
    assert!(!screen.contains("11:45 pm"), "{screen}");
    assert!(
        stage
            .keys("\"0:15pm\" Enter")
            .screen()
            .contains("Bedtime at 10:15 pm")
    );
}

#[test]
fn the_evening_in_lines_shows_times_by_the_12_hour_clock() {
    let mut stage = Stage::in_lines_of(
        config(),
        "2026-11-24T21:38",
        &an_evening(),
        &Opening::Tonight,
    );
    let mut said = vec![];
    for line in [
        "next",
        "list",
        "bedtime 2345",
        "bedtime 2345",
        "undo",
        "espresso",
        "snooze stretch 10",
    ] {
        said.extend(stage.types(line));
    }
    let said = said.join("\n");
    assert_eq!(by_twenty_four(&said), [""; 0], "{said}");
    assert!(said.contains("11:45 pm"), "{said}");
}

/// What stands on the screen is what is meant, before Enter takes it.
#[test]
fn a_time_without_am_or_pm_is_the_one_near_bedtime_and_is_shown_before_enter() {
    for (width, height) in SIZES {
        for (typed, meant) in [
            ("9:50", "9:50 pm"),
            ("1130", "11:30 pm"),
            ("12:15", "12:15 am"),
            ("1", "1 am"),
        ] {
            let asked = this_evening()
                .sized(width, height)
                .keys(&format!("b \"{typed}\""));
            let screen = asked.screen();
            let shown = format!("Bed tonight at: {}", meant.replace("1130", "11:30"));
            assert!(screen.contains(&shown), "{typed}: {screen}");
            let meant = meant.replace("1 am", "1:00 am");
            let moved = asked.keys("Enter").screen();
            assert!(moved.contains(&format!("at {meant}")), "{typed}: {moved}");
        }
    }
    let by_24 = this_evening().keys("b \"0930\"").screen();
    assert!(!by_24.contains("09:30 "), "{by_24}");
    let refused = this_evening().keys("b \"9:75\" Enter").screen();
    assert!(refused.contains("there is no 9:75"), "{refused}");
}

#[test]
fn without_am_or_pm_a_drink_was_the_last_time_it_was_so_late() {
    for (typed, meant) in [("9", "9 pm"), ("10:15", "10:15 am"), ("1:30", "1:30 pm")] {
        let asked = this_evening().keys(&format!("c t \"{typed}\""));
        let screen = asked.screen();
        assert!(
            screen.contains(&format!("Drunk at: {meant}")),
            "{typed}: {screen}"
        );
    }
}

#[test]
fn a_form_completes_a_time_when_it_is_left() {
    let row = |stage: &Stage, name: &str| {
        let screen = stage.screen();
        let row = screen.lines().find(|line| line.contains(name));
        row.unwrap_or_else(|| panic!("{screen}")).to_owned()
    };
    for (tabs, name, typed, meant) in [
        (1, "Into bed", "1015", "10:15 pm"),
        (2, "Lights out", "1230", "12:30 am"),
        (6, "Awake at", "615", "6:15 am"),
        (7, "Out of bed", "7", "7 am"),
    ] {
        let tabs = "Tab ".repeat(tabs);
        let typed = morning().keys(&format!("m {tabs} \"{typed}\""));
        assert!(row(&typed, name).contains(meant), "{}", typed.screen());
        let left = typed.keys("Tab");
        let meant = meant.replace("7 am", "7:00 am");
        assert!(row(&left, name).contains(&meant), "{}", left.screen());
    }
}

#[test]
fn a_new_step_asks_for_am_or_pm() {
    let settings = Stage::with_config_file(&config_text(), "2026-11-24T20:00").keys(",");
    let asked = settings.keys("/ \"add\" Space \"step\" Enter \"Tea\" Tab \"9:30\" Enter");
    let screen = asked.screen();
    assert!(screen.contains("9:30 am or 9:30 pm"), "{screen}");
    assert_eq!(asked.config_file().unwrap(), config_text());
}

#[test]
fn commands_and_lines_read_a_time_without_am_or_pm_as_the_prompts_do() {
    let mut stage = Stage::in_lines_of(config(), "2026-11-24T21:38", &[], &Opening::Tonight);
    let said = stage.types("bedtime 11:15").join("\n");
    assert!(said.contains("11:15 pm"), "{said}");
    let help = stage.types("help").join("\n");
    assert!(help.contains("bedtime 11:15 pm: "), "{help}");
    assert_eq!(by_twenty_four(&help), [""; 0], "{help}");
}

#[test]
fn learn_has_its_examples_by_the_12_hour_clock() {
    for page in ["same bedtime", "counts"] {
        let words = page.split(' ').map(|word| format!("\"{word}\""));
        let words = words.collect::<Vec<_>>().join(" Space ");
        let stage = this_evening()
            .sized(120, 40)
            .keys(&format!("i {words} Enter"));
        let screen = stage.screen();
        assert_eq!(by_twenty_four(&screen), [""; 0], "{page}: {screen}");
    }
    let page = this_evening()
        .sized(120, 40)
        .keys("i \"bedtime\" Space \"plus\" Enter");
    assert!(
        page.screen().contains("10:43 pm, 18 min"),
        "{}",
        page.screen()
    );
}
