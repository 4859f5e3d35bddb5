//! The pages of the diary: snapshots at each size, and tests of keys as *journal before, keys, screen and journal after*.

#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;
use winddown::diary::FACTORS;
use winddown::evening::{Action, DiaryEntry};
use winddown::event::{IronTest, NightEntry, Rating, What, standing};
use winddown::tui::Message;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn record(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn legs(rating: i64, feels: &[&str]) -> Action {
    let feels = feels.iter().map(|feel| (*feel).to_owned()).collect();
    let rating = Rating::try_from(rating).unwrap();
    record(DiaryEntry::Legs { rating, feels })
}

fn drink(name: &str, mg: f64) -> Action {
    let drink = Some(name.to_owned());
    record(DiaryEntry::Caffeine { mg, drink })
}

fn factor(name: &str, amount: Option<u16>) -> Action {
    record(DiaryEntry::Factor {
        name: name.to_owned(),
        amount,
        about: None,
    })
}

fn iron(ferritin: f64, tsat: Option<f64>, tested: &str) -> Action {
    record(DiaryEntry::Iron(IronTest {
        ferritin: Some(ferritin),
        tsat,
        tested: tested.parse().unwrap(),
    }))
}

fn night(quality: u8) -> NightEntry {
    NightEntry {
        asleep_after_min: Some(25),
        awakenings: Some(2),
        up: None,
        quality: Some(quality),
    }
}

/// Two days: a night with lights-out, then drinks and factors; and older blood tests and self-checks.
fn two_days() -> Vec<(&'static str, Action)> {
    vec![
        ("2026-08-03T10:00", iron(38.0, Some(17.5), "2026-08-02")),
        ("2026-08-03T10:05", record(DiaryEntry::SelfCheck([true; 4]))),
        ("2026-11-02T10:00", iron(48.0, None, "2026-10-30")),
        (
            "2026-11-02T10:05",
            record(DiaryEntry::SelfCheck([true, true, true, false])),
        ),
        ("2026-11-23T21:10", legs(6, &["crawling"])),
        ("2026-11-23T22:41", Action::LightsOut { at: None }),
        ("2026-11-24T08:10", drink("coffee", 107.0)),
        ("2026-11-24T13:10", drink("espresso", 63.0)),
        ("2026-11-24T18:00", factor("exercise-light", None)),
        ("2026-11-24T20:30", factor("stress", None)),
        ("2026-11-24T21:05", legs(4, &["tingling"])),
    ]
}

fn evening() -> Stage {
    Stage::after("2026-11-24T21:38", &two_days())
}

fn morning() -> Stage {
    Stage::after("2026-11-24T07:05", &two_days()[..6])
}

/// Snapshots, at each size, of the page that the keys lead to.
fn assert_snapshots(name: &str, stage: fn() -> Stage, keys: &str) {
    for (width, height) in SIZES {
        let stage = stage().sized(width, height).keys(keys);
        assert_snapshot!(
            format!("{name}_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn the_menu_of_the_diary() {
    assert_snapshots("what_can_be_told", evening, "l");
}

#[test]
fn legs_in_the_evening() {
    assert_snapshots("legs_in_the_evening", evening, "l l 7 c a");
}

#[test]
fn the_night_in_the_morning() {
    assert_snapshots("the_night_in_the_morning", morning, "m 3 Down Down 2 5");
}

#[test]
fn the_day() {
    assert_snapshots("the_day", evening, "l d");
    assert_snapshots("the_day_asks_for_a_week", evening, "l d w 3");
}

/// A config with more factors than a small screen has rows.
fn with_own_factors() -> Stage {
    let config = "bedtime = \"22:30\"\nwake = \"06:30\"\n[diary]\nfactors = [\"late-meal\", \"sauna\", \"long-drive\", \
                  \"heavy-dinner\", \"nap\", \"flight\", \"cold-feet\", \"walk\", \"party\"]\n";
    Stage::planned(config, "2026-11-24T20:00")
}

#[test]
fn the_day_with_own_factors() {
    assert_snapshots("the_day_with_ones_own", with_own_factors, "l d e 2 9");
}

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
fn a_drink_is_recorded_with_three_keys_from_tonight() {
    let stage = Stage::at("2026-11-24T13:10").keys("l c 2");
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
fn a_rating_of_the_legs_with_feelings_takes_four_keys() {
    let stage = Stage::at("2026-11-24T21:38").keys("l l 7 c a c Enter");
    let events = stage.events("2026-11-24");
    let what = &events.last().unwrap().what;
    let feels = vec!["aching".to_owned()];
    assert_eq!(
        *what,
        What::Legs {
            rating: Rating::try_from(7).unwrap(),
            feels
        }
    );
    let screen = stage.screen();
    assert!(screen.contains("7 of 10: aching"), "{screen}");
}

#[test]
fn x_rates_ten_and_the_arrows_stop_at_the_ends_of_the_scale() {
    for (keys, rating) in [
        ("x", 10),
        ("9 Right Right", 10),
        ("0 Left", 0),
        ("Right", 0),
        ("x Left", 9),
    ] {
        let stage = Stage::at("2026-11-24T21:38").keys(&format!("l l {keys} Enter"));
        let what = stage.events("2026-11-24").last().unwrap().what.clone();
        assert_eq!(
            what,
            What::Legs {
                rating: Rating::try_from(rating).unwrap(),
                feels: vec![]
            },
            "{keys}"
        );
    }
}

#[test]
fn without_a_rating_nothing_is_recorded_and_the_feelings_stay_ticked() {
    let stage = Stage::at("2026-11-24T21:38").keys("l l t Enter");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let screen = stage.screen();
    assert!(screen.contains("A number first"), "{screen}");
    assert!(screen.contains("[✓] tingling"), "{screen}");
}

#[test]
fn in_the_morning_a_rating_belongs_to_the_night_just_past() {
    let stage = morning().keys("l l 5 Enter");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let events = stage.events("2026-11-23");
    assert_eq!(events.last().unwrap().at, stage::at("2026-11-24T07:05"));
}

#[test]
fn the_morning_form_records_the_night_with_its_prefilled_values() {
    let stage = morning();
    let screen = stage.screen();
    assert!(screen.contains("How was the night? m tells."), "{screen}");
    let stage = stage.keys("m 3 Tab Tab \"25\" Tab \"2\" Tab Tab \"650\" Tab 4 Enter");
    let events = stage.events("2026-11-23");
    let recorded: Vec<_> = standing(&events).into_iter().rev().take(2).collect();
    let awake = stage::at("2026-11-24T06:30");
    let up = Some(stage::at("2026-11-24T06:50"));
    assert_eq!(
        (recorded[0].at, &recorded[0].what),
        (
            awake,
            &What::Woke {
                night: NightEntry { up, ..night(4) }
            }
        )
    );
    let rated = What::Legs {
        rating: Rating::try_from(3).unwrap(),
        feels: vec![],
    };
    assert_eq!((recorded[1].at, &recorded[1].what), (awake, &rated));
    let out = events.iter().filter(|event| event.what == What::LightsOut);
    assert_eq!(out.count(), 1, "lights-out is not recorded twice");
    let screen = stage.screen();
    assert!(screen.contains("Tuesday 24 November"), "{screen}");
    assert!(
        !screen.contains("m tells"),
        "asked again about a recorded night: {screen}"
    );
}

#[test]
fn tonight_asks_about_the_night_only_in_the_morning_and_only_until_it_is_recorded() {
    let recorded = (
        "2026-11-24T06:40",
        Action::Woke {
            at: None,
            night: NightEntry::default(),
        },
    );
    let offers = |stage: &Stage| stage.screen().contains("m tells");
    assert!(offers(&morning()));
    assert!(!offers(&morning().wait(6 * 3600)));
    assert!(!offers(&evening()));
    assert!(offers(&Stage::at("2026-11-25T06:29").wait(120)));
    let mut before = two_days()[..6].to_vec();
    before.push(recorded);
    // Recorded under the evening that was running then, which is that of the day itself.
    assert!(offers(&Stage::after("2026-11-24T07:05", &before)));
    let stage = morning().keys("m Enter");
    assert!(!offers(&stage), "{}", stage.screen());
}

#[test]
fn the_morning_form_corrects_a_recorded_night_without_duplicating_it() {
    let stage = morning().keys("m 3 Enter l m");
    let screen = stage.screen();
    assert!(screen.contains("as told"), "{screen}");
    let stage = stage.keys("Up Up Up Up Up Up Up 5 Down \"2315\" Down Down Down \"0640\" Enter");
    let events = stage.events("2026-11-23");
    let standing = standing(&events);
    let of = |kind: &str| -> Vec<_> {
        standing
            .iter()
            .filter(|e| e.what.kind() == kind)
            .map(|e| e.at)
            .collect()
    };
    assert_eq!(of("woke"), [stage::at("2026-11-24T06:40")]);
    assert_eq!(of("lights_out"), [stage::at("2026-11-23T23:15")]);
    assert_eq!(of("legs").len(), 2, "the evening's and the night's");
}

#[test]
fn a_past_night_is_prefilled_from_the_plan_of_its_own_evening() {
    let stage = evening().keys("l [ [ [ m");
    let screen = stage.screen();
    assert!(screen.contains("Saturday 21 November"), "{screen}");
    let stage = stage.keys("Tab \"0130\" Tab Tab Tab \"910\" Enter");
    let events = stage.events("2026-11-21");
    let at = |kind: &str| events.iter().find(|e| e.what.kind() == kind).unwrap().at;
    assert_eq!(at("lights_out"), stage::at("2026-11-22T01:30"));
    assert_eq!(at("woke"), stage::at("2026-11-22T09:10"));
    let screen = stage.keys("[").screen();
    assert!(screen.contains("Friday 20 November"), "{screen}");
}

#[test]
fn an_impossible_value_is_refused_and_the_typed_text_stays() {
    let stage = morning().keys("m \"11\" Tab Tab \"25\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("goes from 0 to 10"), "{screen}");
    assert!(screen.contains("25 min"), "{screen}");
    assert_eq!(
        stage.events("2026-11-23").len(),
        morning().events("2026-11-23").len()
    );
    for (keys, message) in [
        ("Tab Tab Tab Tab \"25:00\"", "Awake at: there is no 25:00"),
        (
            "Tab Tab Tab Tab \"22:\" a",
            "Awake at: a time such as 22:45",
        ),
        ("Tab Tab Tab Tab \"0750\"", "has not come yet"),
        (
            "Tab Tab Tab Tab Backspace Tab Tab 4",
            "When were you awake?",
        ),
        ("Tab Tab Tab Tab Tab Tab 9", "goes from 1 to 5"),
    ] {
        let stage = morning().keys(&format!("m {keys} Enter"));
        let screen = stage.screen();
        assert!(screen.contains(message), "{keys}: {screen}");
        assert!(!screen.contains("--"), "{screen}");
        assert_eq!(
            stage.events("2026-11-23").len(),
            morning().events("2026-11-23").len(),
            "{keys}"
        );
    }
}

#[test]
fn the_key_of_a_factor_records_it_and_pressed_again_revokes_it() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d s h");
    assert_eq!(stage.journal(), ["factor 20:00", "factor 20:00"]);
    let screen = stage.screen();
    assert!(screen.contains("s [✓] stress"), "{screen}");
    let stage = stage.keys("s");
    assert_eq!(stage.journal(), ["factor 20:00"]);
    let screen = stage.screen();
    assert!(screen.contains("s [ ] stress"), "{screen}");
    assert!(screen.contains("h [✓] exercise hard"), "{screen}");
}

#[test]
fn every_built_in_factor_can_be_recorded() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d a e h s n l m Enter p w \"31\" Enter");
    let events = stage.events("2026-11-24");
    let recorded = events.iter().filter_map(|event| match &event.what {
        What::Factor { name, .. } => Some(name.as_str()),
        _ => None,
    });
    assert_eq!(recorded.collect::<Vec<_>>(), FACTORS);
    let screen = stage.screen();
    assert!(screen.contains("pregnancy, week 31"), "{screen}");
}

#[test]
fn an_impossible_week_of_pregnancy_is_refused_and_esc_cancels_the_question() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d w \"q?0\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("The week is a number"), "{screen}");
    assert!(!stage.has_quit);
    let stage = stage.keys("Backspace Backspace Backspace 0 Enter");
    let screen = stage.screen();
    assert!(screen.contains("goes from 1 to 1000"), "{screen}");
    let stage = stage.keys("Esc s");
    assert_eq!(stage.journal(), ["factor 20:00"]);
}

#[test]
fn a_changed_medicine_is_recorded_with_the_typed_description() {
    let stage = Stage::at("2026-11-24T20:00").keys("l d m \"half\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("medicine change: half"), "{screen}");
}

#[test]
fn own_factors_have_digits_and_can_be_recorded_for_a_past_day() {
    let config =
        "bedtime = \"22:30\"\nwake = \"06:30\"\n[diary]\nfactors = [\"late-meal\", \"sauna\"]\n";
    let stage = Stage::planned(config, "2026-11-24T20:00").keys("l [ d 2 s");
    let screen = stage.screen();
    assert!(screen.contains("2 [✓] sauna"), "{screen}");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    let events = stage.events("2026-11-23");
    let recorded: Vec<_> = events
        .iter()
        .filter(|event| event.what.kind() == "factor")
        .collect();
    assert_eq!(recorded.len(), 2);
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
    assert!(words.contains("the talk with your doctor"), "{words}");
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
        let stage = evening().keys(&format!("l b {keys} Enter"));
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
        let stage = Stage::at("2026-11-24T21:38").keys(&format!("l b {keys} Enter"));
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

#[test]
fn an_entry_from_another_window_does_not_discard_typed_text() {
    let mut stage = morning().keys("m 3 Down Down 4");
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
