//! The pages with blood values and the self-check.

use winddown::event::{IronTest, What};

use super::stage::Stage;
use super::{SIZES, assert_snapshots, evening};

#[test]
fn iron_with_the_thresholds_of_the_guideline() {
    assert_snapshots("iron", evening, "l b 5 2");
}

#[test]
fn the_self_check() {
    assert_snapshots("self_check_asks", evening, "l s y n");
    assert_snapshots("self_check_says", evening, "l s y n y y");
}

#[test]
fn an_iron_test_is_recorded_with_its_date_and_listed_with_the_others() {
    let stage = evening().keys("l b \"52\" Tab \"21,5\" Tab \"2026-11-20\" Enter");
    let test = IronTest {
        ferritin: Some(52.0),
        tsat: Some(21.5),
        tested: "2026-11-20".parse().unwrap(),
    };
    let events = stage.events("2026-11-24");
    assert_eq!(events.last().unwrap().what, What::Iron { iron: test });
    let screen = stage.screen();
    let place = |text: &str| {
        screen
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {screen}"))
    };
    assert!(place("20 Nov 2026") < place("30 Oct 2026"));
    assert!(place("30 Oct 2026") < place(" 2 Aug 2026"));
    let words: Vec<_> = screen.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains("over with your doctor"), "{words}");
    assert!(words.contains("10.5664/jcsm.11390"), "{words}");
    for advice in ["take iron", "you should", "supplement"] {
        assert!(!words.to_lowercase().contains(advice), "{words}");
    }
}

#[test]
fn an_iron_test_can_be_typed_as_the_laboratory_prints_it() {
    for keys in [
        "\"52\" Space \"ug/L\" Tab \"0.215\"",
        "\"52ng/mL\" Tab \"21.5\" Space \"%\"",
        "\"52\" Tab \".215\"",
    ] {
        // The day that the form proposes is confirmed by a second Enter.
        let asked = evening().keys(&format!("l b {keys} Enter"));
        let is_asked = asked.screen().contains("Was the blood taken on that day?");
        assert!(is_asked, "{keys}: {}", asked.screen());
        let stage = asked.keys("Enter");
        let events = stage.events("2026-11-24");
        let What::Iron { iron } = events.last().unwrap().what else {
            panic!("{keys}: {}", stage.screen());
        };
        assert_eq!(
            (iron.ferritin, iron.tsat),
            (Some(52.0), Some(21.5)),
            "{keys}"
        );
    }
    let shown = evening().keys("l b \"52ug/L\" Tab \"0.215\" Tab").screen();
    assert!(
        shown.contains("52 ng/mL") && shown.contains("21.5 %"),
        "{shown}"
    );
}

#[test]
fn a_blood_test_that_nobody_typed_is_not_recorded_and_its_day_is_asked_for() {
    for keys in [
        "l b Esc",
        "l b Enter Esc",
        "l b Tab Tab Enter Enter Esc",
        "l b \"52\" Enter Esc",
    ] {
        let stage = Stage::at("2026-11-24T21:38").keys(keys);
        assert_eq!(
            stage.journal(),
            [] as [&str; 0],
            "{keys}: {}",
            stage.screen()
        );
    }
}

#[test]
fn the_iron_page_says_for_whom_the_thresholds_are_and_the_config_hides_them() {
    for (width, height) in SIZES {
        let shown = |config: &str| {
            let stage = Stage::planned(config, "2026-11-24T21:38").sized(width, height);
            let screen = stage.keys("l b").screen();
            screen.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let plan = "bedtime = \"22:30\"\nwake = \"06:30\"\n";
        let lines = shown(plan);
        assert!(lines.contains("not on dialysis"), "{lines}");
        assert!(
            lines.contains("ferritin 75") && lines.contains("20 %"),
            "{lines}"
        );
        let none = shown(&format!("{plan}[diary]\niron_lines = false\n"));
        assert!(!none.contains("75") && !none.contains("20 %"), "{none}");
        assert!(
            none.to_lowercase().contains("talk to your doctor"),
            "{none}"
        );
    }
}

#[test]
fn impossible_blood_values_are_refused_with_the_possible_range() {
    for (keys, message) in [
        ("0", "from 1 to 5000"),
        ("\"100000\"", "from 1 to 5000"),
        ("Tab \"101\"", "from 1 to 100"),
        ("\"4.5.6\"", "a number such as 48"),
        ("\"48\" Tab Tab \"1969-12-31\"", "1970"),
        ("\"48\" Tab Tab \"2026-12-31\"", "has not come yet"),
        ("\"48\" Tab Tab \"2026-13\"", "a date such as"),
        ("", "needs a value"),
    ] {
        let stage = Stage::at("2026-11-24T21:38").keys(&format!("l b {keys} Enter Enter"));
        assert_eq!(stage.journal(), [] as [&str; 0], "{keys}");
        let screen = stage.screen();
        assert!(screen.contains(message), "{keys}: {screen}");
    }
}

#[test]
fn the_self_check_is_recorded_once_all_four_questions_are_answered() {
    let stage = Stage::at("2026-11-24T21:38").keys("l s y y n");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let stage = stage.keys("Left y n");
    let events = stage.events("2026-11-24");
    let signs = [true, true, true, false];
    assert_eq!(events.last().unwrap().what, What::SelfCheck { signs });
    let screen = stage.screen();
    assert!(screen.contains("Not all four fit."), "{screen}");
    assert!(!screen.to_lowercase().contains("you have"), "{screen}");
    let stage = stage.keys("y n Enter");
    assert_eq!(stage.journal().len(), 1, "the answers are given once");
    assert!(
        stage.screen().contains("Self-check            24 Nov 2026"),
        "{}",
        stage.screen()
    );
}
