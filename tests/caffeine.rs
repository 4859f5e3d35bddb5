//! Caffeine on the screens: the cutoff on Tonight, and the page that keeps drinks and shows what is left of them.

#[path = "caffeine/none_today.rs"]
mod none_today;
#[path = "support/stage.rs"]
mod stage;

use insta::assert_snapshot;
use stage::Stage;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::StepId;
use winddown::tui::Message;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn drank(mg: f64, name: &str) -> Action {
    Action::Record {
        entry: DiaryEntry::Caffeine {
            mg,
            drink: Some(name.to_owned()),
            over: None,
        },
        at: None,
    }
}

/// Two coffees before the cutoff at 13:30.
fn two_coffees() -> Vec<(&'static str, Action)> {
    vec![
        ("2026-11-24T07:10", drank(107.0, "coffee")),
        ("2026-11-24T10:30", drank(107.0, "coffee")),
    ]
}

/// And an espresso after it.
fn and_an_espresso() -> Vec<(&'static str, Action)> {
    let mut drinks = two_coffees();
    drinks.push(("2026-11-24T17:20", drank(63.0, "espresso")));
    drinks
}

fn lights_out() -> Action {
    Action::LightsOut { when: When::Now }
}

/// The line of the cutoff on the screen.
fn cutoff(stage: &Stage) -> String {
    let screen = stage.screen();
    let line = screen
        .lines()
        .find(|line| line.contains("Last caffeine"))
        .expect("on the screen");
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_cutoff_counts_down_to_the_last_coffee() {
    let stage = Stage::at("2026-11-24T12:20");
    let line = "▸ 13:30 Last caffeine of the day last coffee in 1 h 10";
    assert_eq!(cutoff(&stage), line);
    let stage = stage.wait(60);
    assert!(cutoff(&stage).ends_with("last coffee in 1 h 09"));
}

#[test]
fn a_cutoff_that_was_kept_says_what_is_left_by_bed() {
    let mut before = two_coffees();
    before.push(("2026-11-24T22:31", lights_out()));
    let stage = Stage::after("2026-11-24T22:40", &before);
    assert!(cutoff(&stage).ends_with("kept, about 35 mg left by bed"));
    // Without a drink there is nothing to reckon.
    let done = Action::Done {
        step: StepId::from("last-caffeine"),
        when: When::Now,
    };
    let stage = Stage::after("2026-11-24T14:00", &[("2026-11-24T13:40", done)]);
    assert!(cutoff(&stage).ends_with("Last caffeine of the day kept"));
}

#[test]
fn a_cutoff_that_a_drink_came_after_says_so_and_asks_for_nothing() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T17:30", &and_an_espresso())
            .sized(width, height)
            .keys("Home");
        assert_snapshot!(
            format!("tonight_after_a_drink_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn a_click_on_a_line_that_covers_the_hint_for_tab_does_not_press_tab() {
    let stage = Stage::after("2026-11-24T17:30", &and_an_espresso())
        .sized(40, 12)
        .keys("Home");
    let before = stage.screen();
    assert!(!before.contains("Tab "), "{before}");
    // The end of this line is where the hint would be.
    let line = "Espresso at 17:20, after the cutoff.";
    assert!(before.contains(line), "{before}");
    assert_eq!(stage.click("cutoff.").screen(), before);
    let wide = Stage::after("2026-11-24T17:30", &and_an_espresso()).click("Tab Review");
    assert!(wide.screen().contains("Tab Tonight"), "{}", wide.screen());
}

#[test]
fn a_broken_cutoff_is_not_done_by_a_key_and_the_screen_says_why() {
    let stage = Stage::after("2026-11-24T17:30", &and_an_espresso()).keys("Home d");
    assert!(!stage.journal().iter().any(|line| line.starts_with("done")));
    let said = "Espresso on Tue 24 Nov 17:20 came after the cutoff";
    assert!(stage.screen().contains(said), "{}", stage.screen());
    // Taking the drink back opens it again.
    let stage = stage.keys("u Home d");
    assert_eq!(stage.journal().last().unwrap(), "done last-caffeine 17:30");
}

/// What the user had in the last weeks: a matcha of their own among it.
fn weeks_of_drinks() -> Vec<(&'static str, Action)> {
    vec![
        ("2026-11-20T08:00", drank(107.0, "coffee")),
        ("2026-11-21T08:00", drank(70.0, "matcha")),
        ("2026-11-22T08:00", drank(107.0, "coffee")),
        ("2026-11-23T15:00", drank(63.0, "espresso")),
    ]
}

#[test]
fn a_digit_and_enter_keep_a_drink_and_the_users_last_ones_come_first() {
    let stage = Stage::after("2026-11-24T09:10", &weeks_of_drinks()).keys("c");
    for drink in [
        "1 espresso, 63 mg",
        "2 coffee, 107 mg",
        "3 matcha, 70 mg",
        "4 tea, 47 mg",
    ] {
        assert!(stage.screen().contains(drink), "{}", stage.screen());
    }
    let stage = stage.keys("3 Enter");
    assert_eq!(stage.journal(), ["caffeine 09:10"]);
    let screen = stage.screen();
    assert!(
        screen.contains("Matcha at 09:10. Tonight about 10 mg will be left."),
        "{screen}"
    );
    assert!(screen.contains("Drunk:  09:10 matcha, 70 mg"), "{screen}");
    // The digits mean what they meant.
    assert!(screen.contains("3 matcha, 70 mg"), "{screen}");
    // When the page is opened again, what was drunk last comes first.
    assert!(stage.keys("Esc c").screen().contains("1 matcha, 70 mg"));
}

#[test]
fn a_drink_after_the_cutoff_is_told_without_a_scold() {
    let stage = Stage::after("2026-11-24T17:20", &two_coffees()).keys("c 2 Enter");
    let said = "Espresso at 17:20, after the cutoff. Tonight about 65 mg will be left.";
    assert!(stage.screen().contains(said), "{}", stage.screen());
    let stage = stage.keys("u Esc");
    assert!(!stage.screen().contains("espresso"), "{}", stage.screen());
}

#[test]
fn the_time_is_set_back_before_a_drink_is_kept_and_is_now_again_after_it() {
    let stage = Stage::at("2026-11-24T17:20").keys("c - -");
    assert!(stage.screen().contains("At 17:10, 10 min ago:"));
    let stage = stage.keys("+ 1 Enter");
    assert_eq!(stage.journal(), ["caffeine 17:15"]);
    assert!(stage.screen().contains("Now, 17:20:"));
    // From half an hour on by quarters of an hour, and back the same way.
    let stage = stage.keys("- - - - - - - -");
    assert!(
        stage.screen().contains("At 16:20, 1 h ago:"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("+ + + + + + + +");
    assert!(stage.screen().contains("Now, 17:20:"), "{}", stage.screen());
    // Never before the evening began, at 06:30, and never ahead of now.
    let stage = stage.keys(&"- ".repeat(60)).keys("1 Enter");
    assert_eq!(stage.journal()[1], "caffeine 06:30");
}

#[test]
fn a_time_can_be_typed() {
    let erase = "Backspace ".repeat(5);
    let stage = Stage::at("2026-11-24T17:20").keys(&format!("c t {erase} \"noon\" Enter"));
    assert!(
        stage.screen().contains("a time such as 22:45"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys(&format!("{erase} \"16:05\" Enter 1 Enter"));
    assert_eq!(stage.journal(), ["caffeine 16:05"]);
    // After midnight it is still the evening's.
    let stage = Stage::at("2026-11-25T00:20").keys(&format!("c t {erase} \"23:50\" Enter 1 Enter"));
    assert_eq!(stage.journal(), ["caffeine 23:50"]);
}

#[test]
fn own_milligrams_are_typed_and_what_cannot_be_is_refused() {
    let stage = Stage::at("2026-11-24T09:20").keys("c m \"95\" Enter Enter");
    assert_eq!(stage.journal(), ["caffeine 09:20"]);
    assert!(stage.screen().contains("09:20 95 mg"), "{}", stage.screen());
    let stage = stage.keys("m \"cola\" Enter Enter");
    assert!(
        stage.screen().contains("09:20 cola, 34 mg"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("m \"1001\" Enter Enter");
    assert!(
        stage.screen().contains("0 to 1000 mg"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("m \"nectar\" Enter");
    assert!(
        stage.screen().contains("milligrams such as 95"),
        "{}",
        stage.screen()
    );
    assert_eq!(stage.keys("Esc").journal().len(), 2);
}

#[test]
fn a_drink_of_a_day_that_is_past_is_asked_for_its_time() {
    let stage = Stage::at("2026-11-24T09:20").keys("c [ 1");
    assert!(stage.screen().contains("Drunk at:"), "{}", stage.screen());
    let stage = stage.keys("\"16:10\" Enter Enter");
    assert!(
        stage.screen().contains("16:10 coffee, 107 mg"),
        "{}",
        stage.screen()
    );
    let events = stage.events("2026-11-23");
    assert_eq!(events.last().unwrap().at, stage::at("2026-11-23T16:10"));
    // Left alone, nothing is kept.
    let stage = stage.keys("[ 1 Esc");
    assert_eq!(stage.events("2026-11-22").len(), 0);
}

#[test]
fn letters_are_text_where_one_types() {
    let mut stage = Stage::at("2026-11-24T09:20").keys("c m \"q?uc1\" Esc Esc");
    assert!(!stage.has_quit);
    assert_eq!(stage.journal(), [] as [&str; 0]);
    stage.send(Message::Pasted("12\n3".to_owned()));
    stage = stage.keys("m");
    stage.send(Message::Pasted("8\n0".to_owned()));
    assert!(
        stage.screen().contains("drink's name: 8 0"),
        "{}",
        stage.screen()
    );
}

#[test]
fn the_page_of_caffeine() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T18:05", &and_an_espresso()).sized(width, height);
        let stage = stage.keys("c");
        assert_snapshot!(
            format!("caffeine_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn the_page_of_caffeine_before_the_first_drink() {
    for (width, height) in SIZES {
        let stage = Stage::at("2026-11-24T07:05")
            .sized(width, height)
            .keys("c -");
        assert_snapshot!(
            format!("no_caffeine_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn the_page_of_caffeine_in_ascii() {
    let stage = Stage::after("2026-11-24T18:05", &and_an_espresso()).in_ascii();
    let screen = stage.keys("c").screen();
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn help_on_caffeine() {
    for (width, height) in SIZES {
        let stage = Stage::at("2026-11-24T07:05")
            .sized(width, height)
            .keys("c ?");
        assert_snapshot!(
            format!("help_on_caffeine_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn undo_on_the_page_takes_back_the_last_drink_and_nothing_else() {
    let mut told = two_coffees();
    let step = StepId::from("warm-bath");
    told.push((
        "2026-11-24T20:50",
        Action::Done {
            step,
            when: When::Now,
        },
    ));
    let stage = Stage::after("2026-11-24T21:00", &told).keys("c u");
    let screen = stage.screen();
    assert!(
        screen.contains("07:10 coffee") && !screen.contains("10:30 coffee"),
        "{screen}"
    );
    let tonight = stage.keys("Esc").screen();
    assert!(tonight.contains("done 20:50"), "{tonight}");
}

#[test]
fn far_more_caffeine_than_usual_is_asked_about_with_the_usual_range_beside_it() {
    let drinks: Vec<_> = ["09:00", "10:00", "11:00", "12:00", "13:00"]
        .map(|time| format!("2026-11-24T{time}"))
        .into_iter()
        .zip([28.0, 107.0, 47.0, 63.0, 47.0])
        .collect();
    let before: Vec<(&str, Action)> = drinks
        .iter()
        .map(|(then, mg)| {
            let (mg, drink, over) = (*mg, None, None);
            let entry = DiaryEntry::Caffeine { mg, drink, over };
            (then.as_str(), Action::Record { entry, at: None })
        })
        .collect();
    let typed = |keys: &str| Stage::after("2026-11-24T14:00", &before).keys(keys);
    for keys in ["c m \"820\" Enter Enter", "c m \"240\" Enter Enter"] {
        let asked = typed(keys);
        let screen = asked.screen();
        let words: Vec<_> = screen.split_whitespace().collect();
        let usual = "is a lot; your drinks have 28 to 107 mg.";
        assert!(words.join(" ").contains(usual), "{screen}");
        assert_eq!(asked.journal().len(), 5, "{screen}");
        assert_eq!(asked.keys("n").journal().len(), 5);
        assert_eq!(typed(keys).keys("Esc Esc").journal().len(), 5);
        assert_eq!(typed(keys).keys("y").journal().len(), 6);
        // No other key answers: the question stands, for this evening's drink.
        let still = typed(keys).keys("[ 1 C-y q i");
        let screen = still.screen();
        assert!(screen.contains("y it is right"), "{screen}");
        assert!(screen.contains("is a lot; your drinks have"), "{screen}");
        assert_eq!(still.journal().len(), 5, "{screen}");
    }
    assert_eq!(typed("c m \"200\" Enter Enter").journal().len(), 6);
}

#[test]
fn what_a_drink_would_leave_is_shown_before_enter_keeps_it() {
    for (size, said) in [
        (
            (80, 24),
            "Espresso, 63 mg: about 65 mg would be left at lights-out, about 35 mg without it.",
        ),
        ((40, 12), "Espresso: about 65 mg would be left."),
    ] {
        let stage = Stage::after("2026-11-24T17:20", &two_coffees());
        let stage = stage.sized(size.0, size.1).keys("c 2");
        let screen = stage
            .screen()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(screen.contains(said), "{screen}");
        assert_eq!(stage.journal().len(), 2, "nothing is recorded yet");
        // Another digit chooses another drink; Esc, which asks once, none.
        let stage = stage.keys("1");
        assert!(stage.screen().contains("Coffee"), "{}", stage.screen());
        let stage = stage.keys("Esc Esc Enter");
        assert!(
            !stage.screen().contains("would be left"),
            "{}",
            stage.screen()
        );
        assert_eq!(stage.journal().len(), 2);
        let stage = stage.keys("2 Enter");
        assert_eq!(stage.journal()[2], "caffeine 17:20");
        assert!(
            !stage.screen().contains("would be left"),
            "{}",
            stage.screen()
        );
    }
}

#[test]
fn what_a_spread_drink_would_leave_is_what_it_leaves_once_it_is_kept() {
    // Whatever follows "about" in lower or upper case, up to the unit.
    let mg = |screen: &str, before: &str| {
        let (start, _) = screen.split_once(before).unwrap();
        let (_, number) = start.rsplit_once("bout ").unwrap();
        number.to_owned()
    };
    let preview = Stage::at("2026-11-24T21:00").keys("c 1 o \"240\" Enter");
    let would = mg(&preview.screen(), " mg would be left at lights-out");
    let left = mg(&preview.keys("Enter").screen(), " mg left at lights-out");
    assert_eq!(would, left);
}

#[test]
fn a_drink_is_spread_over_the_time_that_it_took() {
    let stage = Stage::at("2026-11-24T12:00").keys("c 1 o \"120\" Enter");
    let screen = stage.screen();
    assert!(screen.contains("Over 2h until now:"), "{screen}");
    assert!(screen.contains("Coffee over 2h, 107 mg: about"), "{screen}");
    let stage = stage.keys("Enter");
    assert_eq!(stage.journal(), ["caffeine 10:00"]);
    let drink = stage.events("2026-11-24").last().unwrap().what.clone();
    assert_eq!(drink.data()["over"], "2h");
    // The next drink is drunk at once again.
    let stage = stage.keys("1 Enter");
    let drink = stage.events("2026-11-24").last().unwrap().what.clone();
    assert_eq!(drink.data().get("over"), None);
    // A narrow screen shows the chosen time beside what the drink would leave.
    let narrow = Stage::at("2026-11-24T12:00").sized(40, 12).keys("c 2 -");
    let screen = narrow.screen();
    assert!(screen.contains("At 11:55, 5 min ago:"), "{screen}");
    assert!(screen.contains("would be left"), "{screen}");
    // From a time on.
    let stage = stage.keys("2 o \"90\" Enter t \"07:00\" Enter");
    assert!(
        stage.screen().contains("From 07:00 over 1h30m:"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Enter");
    assert_eq!(stage.journal()[2], "caffeine 07:00");
}
