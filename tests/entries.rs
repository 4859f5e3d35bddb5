//! Correcting: every entry of an evening seen, changed, removed and brought back. *Journal before, keys, screen and
//! journal after*; nothing that was written is ever rewritten.

#[path = "support/stage.rs"]
mod stage;
#[path = "entries/steps.rs"]
mod steps;

use insta::assert_snapshot;
use stage::{Stage, at};
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{About, Draft, Event, IronTest, NightEntry, Rating, What, in_effect};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn tell(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn drank(mg: f64, name: &str) -> Action {
    let drink = Some(name.to_owned());
    tell(DiaryEntry::Caffeine {
        mg,
        drink,
        over: None,
    })
}

fn note(text: &str) -> Action {
    Action::Note {
        text: text.into(),
        at: None,
    }
}

/// One of each thing that can be told, in a plan without steps.
fn of_each_kind() -> Vec<(&'static str, Action)> {
    let iron = IronTest {
        ferritin: Some(40.0),
        tsat: Some(18.0),
        tested: "2026-11-02".parse().unwrap(),
    };
    vec![
        ("2026-11-24T09:00", drank(63.0, "espresso")),
        (
            "2026-11-24T10:00",
            tell(DiaryEntry::Factor {
                name: "stress".into(),
                amount: None,
                about: None,
            }),
        ),
        ("2026-11-24T11:00", tell(DiaryEntry::Iron(iron))),
        (
            "2026-11-24T12:00",
            tell(DiaryEntry::SelfCheck([true, true, false, true])),
        ),
        (
            "2026-11-24T20:00",
            tell(DiaryEntry::Legs {
                rating: Rating::try_from(4).unwrap(),
                feels: vec!["tingling".into()],
                places: vec![],
                about: None,
            }),
        ),
        ("2026-11-24T20:30", note("long drive")),
    ]
}

/// Tonight's evening, opened in the review.
fn opened(now: &str, before: &[(&str, Action)]) -> Stage {
    Stage::after(now, before).keys("Tab Enter")
}

/// The lines of the evening that is open, with the cursor's sign.
fn lines(stage: &Stage) -> Vec<String> {
    stage
        .screen()
        .lines()
        .filter(|line| line.get(..13).is_some() && line.contains(':'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn has(stage: &Stage, line: &str) -> bool {
    lines(stage).iter().any(|shown| shown == line)
}

#[test]
fn a_drink_corrected_to_unusually_much_is_asked_about_once() {
    for (width, height) in [(40, 12), (80, 24)] {
        let espresso = || {
            let before = [("2026-11-24T09:00", drank(63.0, "espresso"))];
            let stage = opened("2026-11-24T21:00", &before).sized(width, height);
            down_to(stage, "espresso").keys("Enter Tab")
        };
        let asked = espresso().keys("\"820\" Enter");
        let screen = asked.screen();
        let words: Vec<_> = screen.split_whitespace().collect();
        let words = words.join(" ");
        assert!(words.contains("820 mg is a lot"), "{screen}");
        assert!(words.contains("Enter again keeps it."), "{screen}");
        assert_eq!(doses(&asked), [63.0]);
        assert_eq!(doses(&asked.keys("Enter")), [820.0]);
        let another = espresso().keys("\"820\" Enter C-u \"700\" Enter");
        assert_eq!(
            doses(&another),
            [63.0],
            "another amount is another question"
        );
        let usual = espresso().keys("\"82\" Enter");
        assert_eq!(doses(&usual), [82.0], "nothing is asked about a usual one");
    }
    let before = [("2026-11-24T09:00", drank(820.0, "pot"))];
    let moved = down_to(opened("2026-11-24T21:00", &before), "pot").keys("Enter \"0930\" Enter");
    assert_eq!(moved.journal(), ["caffeine 09:30"], "{}", moved.screen());
}

/// The milligrams of caffeine of the drinks in effect.
fn doses(stage: &Stage) -> Vec<f64> {
    let events = stage.events("2026-11-24");
    let doses = in_effect(&events)
        .into_iter()
        .filter_map(|event| match event.what {
            What::Caffeine { mg, .. } => Some(mg),
            _ => None,
        });
    doses.collect()
}

/// Everything that was ever written of the evening, plans left out.
fn written(stage: &Stage) -> Vec<Event> {
    let mut events = stage.events("2026-11-24");
    events.retain(|event| !matches!(event.what, What::Plan(_)));
    events
}

/// Moves down to the line of that time.
fn down_to(mut stage: Stage, time: &str) -> Stage {
    stage = stage.keys("Home");
    for _ in 0..40 {
        let screen = stage.screen();
        let cursor = screen.lines().find(|line| line.contains('▸')).unwrap();
        if cursor.contains(time) {
            return stage;
        }
        stage = stage.keys("j");
    }
    panic!("no line of {time}:\n{}", stage.screen());
}

#[test]
fn x_removes_an_entry_that_stays_to_be_seen_and_u_brings_it_back() {
    let stage = down_to(opened("2026-11-24T21:00", &of_each_kind()), "09:00");
    let before = written(&stage).len();
    let stage = stage.keys("x");
    assert!(
        has(&stage, "▸ × 09:00 removed: espresso, 63 mg"),
        "{}",
        stage.screen()
    );
    assert!(stage.screen().contains("u bring back"));
    assert!(!stage.journal().contains(&"caffeine 09:00".to_owned()));
    let stage = stage.keys("u");
    assert!(
        has(&stage, "▸ · 09:00 espresso, 63 mg"),
        "{}",
        stage.screen()
    );
    assert!(stage.journal().contains(&"caffeine 09:00".to_owned()));
    // Both were added; nothing went away.
    assert_eq!(written(&stage).len(), before + 2);
}

#[test]
fn every_kind_can_be_removed_and_brought_back() {
    for time in ["09:00", "10:00", "11:00", "12:00", "20:00", "20:30"] {
        let stage = down_to(opened("2026-11-24T21:00", &of_each_kind()), time);
        let before = stage.journal();
        let stage = stage.keys("x");
        assert_eq!(stage.journal().len(), before.len() - 1, "{time}");
        assert!(stage.screen().contains("removed: "), "{time}");
        let stage = stage.keys("u");
        assert_eq!(stage.journal(), before, "{time}");
    }
}

/// What stands last in the journal, after an entry was typed over.
fn changed(time: &str, keys: &str) -> (Stage, What, String) {
    let stage = down_to(opened("2026-11-24T21:00", &of_each_kind()), time);
    let before = written(&stage);
    let stage = stage.keys("Enter").keys(keys).keys("Enter");
    let after = written(&stage);
    assert_eq!(after.len(), before.len() + 2, "{}", stage.screen());
    assert_eq!(after[..before.len()], before[..], "nothing is rewritten");
    assert!(matches!(after[before.len()].what, What::Revoked { .. }));
    let last = after.last().unwrap().clone();
    let at = last.local().format("%H:%M").to_string();
    (stage, last.what, at)
}

#[test]
fn an_entry_is_typed_over_and_the_old_one_stays_to_be_seen() {
    let (stage, what, at) = changed("09:00", "\"0840\" Tab \"green-tea\"");
    let drink = Some("green tea".to_owned());
    assert_eq!(
        (what, at.as_str()),
        (
            What::Caffeine {
                mg: 28.0,
                drink,
                over: None
            },
            "08:40"
        )
    );
    assert!(
        has(&stage, "▸ · 08:40 green tea, 28 mg"),
        "{}",
        stage.screen()
    );
    assert!(
        has(&stage, "× 09:00 removed: espresso, 63 mg"),
        "{}",
        stage.screen()
    );
}

#[test]
fn each_kind_can_be_changed() {
    let (_, what, at) = changed("20:00", "\"1930\" Tab \"7\" Space \"aching,crawling\"");
    let feels = vec!["aching".to_owned(), "crawling".to_owned()];
    assert_eq!(
        (what, at.as_str()),
        (
            What::Legs {
                rating: Rating::try_from(7).unwrap(),
                feels,
                places: vec![],
                about: Some(About::Evening)
            },
            "19:30"
        )
    );
    let (_, what, at) = changed("10:00", "Tab \"alcohol\"");
    let factor = What::Factor {
        name: "alcohol".into(),
        amount: None,
        about: None,
    };
    assert_eq!((what, at.as_str()), (factor, "10:00"));
    let (_, what, _) = changed("11:00", "\"ferritin\" Space \"55\"");
    let iron = IronTest {
        ferritin: Some(55.0),
        tsat: None,
        tested: "2026-11-02".parse().unwrap(),
    };
    assert_eq!(what, What::Iron { iron });
    let (_, what, _) = changed("12:00", "Tab \"none\"");
    assert_eq!(what, What::SelfCheck { signs: [false; 4] });
    let (_, what, at) = changed("20:30", "\"2045\" Tab \"q\" Space \"x\"");
    assert_eq!(
        (what, at.as_str()),
        (What::Note { text: "q x".into() }, "20:45")
    );
}

#[test]
fn the_nights_two_ends_can_be_changed() {
    let night = NightEntry {
        asleep_after_min: Some(20),
        awakenings: None,
        up: None,
        quality: Some(3),
        ..NightEntry::default()
    };
    let mut before = vec![("2026-11-24T22:41", Action::LightsOut { when: When::Now })];
    before.push((
        "2026-11-25T06:10",
        Action::Woke {
            when: When::Now,
            night,
        },
    ));
    // Waking ended the evening, so today is the day after.
    let stage = down_to(opened("2026-11-25T06:20", &before).keys("["), "22:41");
    let stage = stage.keys("Enter \"2305\" Enter");
    let stage = down_to(stage, "06:10").keys("Enter");
    let stage = stage.keys("\"0550\" Tab \"quality\" Space \"4\" Enter");
    let woke = stage.events("2026-11-24").pop().unwrap();
    assert_eq!(woke.at, at("2026-11-25T05:50"));
    let told = NightEntry {
        quality: Some(4),
        ..NightEntry::default()
    };
    assert_eq!(woke.what, What::woke(told));
}

#[test]
fn an_entry_from_abroad_is_corrected_by_the_clock_of_the_place_it_was_recorded_at() {
    let espresso = Draft {
        at: "2026-11-24T17:20:00+09:00".parse().unwrap(),
        offset_min: 540,
        evening: "2026-11-24".parse().unwrap(),
        what: What::Caffeine {
            mg: 63.0,
            drink: Some("espresso".into()),
            over: None,
        },
        origin: None,
    };
    let stage = Stage::with_drafts("2026-11-24T21:00", &[espresso]).keys("Tab Enter");
    let stage = down_to(stage, "espresso").keys("Enter \"1740\" Enter");
    let corrected = written(&stage).pop().unwrap();
    let at = corrected.at.to_rfc3339();
    assert_eq!(at, "2026-11-24T08:40:00+00:00", "{}", stage.screen());
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let stage = down_to(opened("2026-11-24T21:00", &of_each_kind()), "20:00");
    let before = written(&stage);
    let stage = stage.keys("Enter Tab \"11\" Enter");
    assert!(stage.screen().contains("0 to 10"), "{}", stage.screen());
    // A value that is not understood stays, to be typed on.
    let stage = stage.keys("C-u \"calm\" Enter");
    assert!(stage.screen().contains("such as 4"), "{}", stage.screen());
    let stage = stage.keys("Esc Esc");
    // A time still to come, too.
    let stage = stage.keys("Enter \"2130\" Enter");
    assert!(
        stage.screen().contains("has not come yet"),
        "{}",
        stage.screen()
    );
    assert_eq!(written(&stage), before);
}

#[test]
fn a_line_left_as_it_is_writes_nothing() {
    let stage = down_to(opened("2026-11-24T21:00", &of_each_kind()), "20:00");
    let before = written(&stage);
    let stage = stage.keys("Enter Enter j Enter \"2\" Esc Esc");
    assert_eq!(written(&stage), before);
}

#[test]
fn a_refused_line_stays_to_be_typed_on_with_the_trouble_above_it() {
    for (width, height) in SIZES {
        let stage = opened("2026-11-24T21:00", &of_each_kind()).sized(width, height);
        let stage = down_to(stage, "20:00");
        let stage = stage.keys("Enter Tab \"11\" Space \"aching\" Enter");
        let screen = stage.screen();
        assert!(
            screen.contains("cannot be") && screen.contains(": 11 aching"),
            "{screen}"
        );
        // Typed on, it is kept, and the line is gone.
        let stage = stage.keys(&"Left ".repeat(7)).keys("Backspace \"0\" Enter");
        assert!(
            stage.screen().contains("legs 10 of 10: aching"),
            "{}",
            stage.screen()
        );
        assert!(!stage.screen().contains("cannot be"), "{}", stage.screen());
        assert!(!stage.app.hints().iter().any(|hint| hint.does == "keep"));
    }
}

#[test]
fn left_and_right_go_from_day_to_day_and_no_further_than_tonight() {
    let before = [("2026-11-22T20:00", note("sunday"))];
    let stage = opened("2026-11-24T21:00", &before).keys("Left Left");
    assert!(stage.screen().contains("Sunday 22 November"));
    assert!(stage.screen().contains("note: sunday"));
    let stage = stage.keys("Right Right Right Right");
    assert!(stage.screen().contains("Tuesday 24 November"));
    assert!(!stage.screen().contains("day after"));
    // The weeks behind it have followed, however far it went.
    let stage = stage.keys(&"Left ".repeat(50)).keys("Esc");
    assert!(stage.screen().contains("Mon 5 Oct"), "{}", stage.screen());
}

#[test]
fn an_evening_with_something_removed() {
    for (width, height) in SIZES {
        let stage = opened("2026-11-24T21:00", &of_each_kind()).sized(width, height);
        let stage = down_to(down_to(stage, "09:00").keys("x"), "20:00").keys("Enter");
        assert_snapshot!(
            format!("an_evening_with_something_removed_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn an_evening_with_something_removed_in_ascii() {
    let stage = opened("2026-11-24T21:00", &of_each_kind())
        .in_ascii()
        .keys("x");
    assert!(stage.screen().is_ascii(), "{}", stage.screen());
    assert!(stage.screen().contains("~  09:00  removed: espresso"));
}

#[test]
fn the_time_of_an_entry_made_elsewhere_names_its_zone_and_one_made_here_does_not() {
    let entry = |at: &str, offset_min, text: &str| Draft {
        at: at.parse().unwrap(),
        offset_min,
        evening: "2026-11-24".parse().unwrap(),
        what: What::Note { text: text.into() },
        origin: None,
    };
    let drafts = [
        entry("2026-11-24T12:00:00Z", -300, "over there"),
        entry("2026-11-24T18:00:00Z", 60, "back home"),
    ];
    let stage = Stage::with_drafts("2026-11-24T20:40", &drafts).sized(120, 40);
    let screen = stage.keys("Tab Enter").screen();
    let line = |text: &str| screen.lines().find(|line| line.contains(text)).unwrap();
    assert!(line("over there").contains("07:00"), "{screen}");
    assert!(line("over there").contains("(UTC-05:00)"), "{screen}");
    assert!(!line("back home").contains("UTC"), "{screen}");
}
