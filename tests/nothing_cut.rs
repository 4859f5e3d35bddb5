//! On the smallest terminal nothing ends without a sign: a number of hidden lines, an arrow, or an ellipsis.

#[path = "support/history.rs"]
mod history;
#[path = "looks/scenes.rs"]
mod scenes;
#[path = "support/stage.rs"]
mod stage;

use std::fmt::Write as _;

use scenes::SCENES;
use stage::Stage;
use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::IronTest;
use winddown::tui::Message;

/// The width and height of the smallest terminal that shows screens.
const LOW: (u16, u16) = (40, 12);

/// As wide, and high enough for everything.
const HIGH: (u16, u16) = (40, 100);

/// The words of a line, without marks and pictures.
fn words(line: &str) -> String {
    let line = line.replace(
        |c: char| c == '✓' || ('\u{2800}'..='\u{28ff}').contains(&c),
        " ",
    );
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let words = line.split_whitespace().filter(is_word);
    words.collect::<Vec<_>>().join(" ")
}

/// The texts of a screen, line by line.
fn texts(stage: &Stage) -> Vec<String> {
    let screen = stage.screen_without_footer();
    let lines = screen.lines().map(words);
    lines.filter(|line| !line.is_empty()).collect()
}

/// The lines of the high terminal that the low one lacks, and the latter's screen.
fn missing(stage: Stage) -> (Vec<String>, String) {
    let high = stage.sized(HIGH.0, HIGH.1);
    let all = texts(&high);
    let low = high.sized(LOW.0, LOW.1);
    let shown = texts(&low).join(" ");
    let missing = all
        .into_iter()
        .filter(|line| !shown.contains(line.as_str()));
    (missing.collect(), low.screen_without_footer())
}

/// Whether something on the screen says that it goes on.
fn has_sign(screen: &str) -> bool {
    let counts = |line: &str| {
        let mut words = line.split_whitespace().rev();
        match (words.next(), words.next()) {
            (Some("above" | "below"), Some(count)) => {
                count == "more" || count.parse::<u16>().is_ok()
            }
            (Some(word), _) => {
                let count = word.strip_prefix('+');
                count.is_some_and(|count| count.parse::<u16>().is_ok())
            }
            (None, _) => false,
        }
    };
    let ends_with_sign = |line: &str| line.ends_with(['…', '↑', '↓']);
    screen
        .lines()
        .any(|line| ends_with_sign(line) || counts(line))
}

/// What the low terminal leaves out as a whole, where nothing else on the screen is cut. The review is not among them: there
/// it shows one part at a time, and `v` the next one.
const LEFT_OUT: &[(&str, &[&str])] = &[
    // The footer has this key.
    ("tonight_help", &["q leave; all is kept"]),
    (
        "trial_runs",
        &[
            "It is tried until Tuesday 19 January",
            "2027. Enter goes on until Tuesday 16",
            "February 2027, 84 evenings in all.",
        ],
    ),
    ("diary_legs", &["They feel like (any, or none)"]),
    ("diary_day", &["Part of today? Again takes it back."]),
    ("diary_self_check", &["urge: yes"]),
    ("routines", &["Each of them counts for this step."]),
    // In the player the exercise takes the place of the step in the header; what comes next is seen when it comes.
    (
        "player_ready",
        &["Leg stretches 1/8 12:09", "then left leg again, 2 of 2"],
    ),
    (
        "player_hold",
        &["Leg stretches 1/8 11:58", "then left leg again, 2 of 2"],
    ),
    (
        "player_side",
        &["Leg stretches 1/8 11:43", "then right leg"],
    ),
    (
        "player_lying",
        &["Leg stretches 4/8 6:15", "the thigh", "then right leg"],
    ),
    (
        "player_paused",
        &["Leg stretches 1/8 11:58", "then left leg again, 2 of 2"],
    ),
    ("player_breathing", &["Leg stretches 1/1 1:20"]),
    ("night", &["Move, rub, stretch 1/4 6:05"]),
];

#[test]
fn what_has_no_room_on_the_smallest_terminal_is_said() {
    let mut left_out = String::new();
    for scene in SCENES
        .iter()
        .filter(|scene| !scene.name.starts_with("review_"))
    {
        let (missing, screen) = missing(scene.open());
        if missing.is_empty() || has_sign(&screen) {
            continue;
        }
        writeln!(left_out, "(\"{}\", &{missing:?}),", scene.name).unwrap();
    }
    let mut expected = String::new();
    for (scene, lines) in LEFT_OUT {
        writeln!(expected, "(\"{scene}\", &{lines:?}),").unwrap();
    }
    assert_eq!(left_out, expected);
}

/// A plan of twenty steps with long titles, each of which can be tried, and of as many drinks, factors, and routines as there
/// can be keys for, and more.
fn much() -> String {
    let mut plan = "bedtime = \"22:30\"\nwake = \"06:30\"\n".to_owned();
    let factors: Vec<_> = (1..=12)
        .map(|n| format!("\"something-unusual-{n}\""))
        .collect();
    writeln!(plan, "[diary]\nfactors = [{}]", factors.join(", ")).unwrap();
    for n in 0..20 {
        writeln!(
            plan,
            "[[step]]\nid = \"step-{n}\"\ntitle = \"Step {n} of an evening that has very many of them\"\n\
             kind = \"check\"\nbefore_bed = \"{}m\"",
            150 - n
        )
        .unwrap();
    }
    plan += "[[step]]\nid = \"stretch\"\ntitle = \"Stretches that go on for the better part of an hour\"\n\
             kind = \"routine\"\nroutine = \"restless-legs\"\nbefore_bed = \"40m\"\n";
    plan += "[[step]]\nid = \"bed\"\ntitle = \"Lights out\"\nkind = \"bedtime\"\n";
    for n in 0..12 {
        writeln!(
            plan,
            "[[drink]]\nname = \"a drink that nobody else knows {n}\"\nmg = {}\n\
             [[routine]]\nid = \"routine-{n}\"\ntitle = \"Routine {n}, with a title as long as this one\"\n\
             exercises = [\"calf-wall\"]",
            50 + n
        )
        .unwrap();
    }
    plan
}

fn evening() -> Stage {
    Stage::planned(&much(), "2026-11-24T21:50").sized(LOW.0, LOW.1)
}

/// The same plan, in a config file.
fn written() -> Stage {
    Stage::with_config_file(&much(), "2026-11-24T21:50")
}

/// After an evening on which a step was done.
fn reviewed() -> Stage {
    let config = winddown::plan::parse(&much()).unwrap();
    let done = Action::Done {
        step: "step-1".into(),
        when: When::Now,
    };
    Stage::with(config, "2026-11-24T21:50", &[("2026-11-23T21:50", done)]).sized(LOW.0, LOW.1)
}

/// Ten blood tests and ten self-checks.
fn tested() -> Stage {
    let record = |entry| Action::Record { entry, at: None };
    let mut before = vec![];
    for day in 1..=10 {
        let tested = format!("2026-10-{day:02}").parse().unwrap();
        let iron = IronTest {
            ferritin: Some(40.0),
            tsat: None,
            tested,
        };
        let time = format!("2026-11-{day:02}T20:00");
        before.push((time.clone(), record(DiaryEntry::Iron(iron))));
        before.push((time, record(DiaryEntry::SelfCheck([true; 4]))));
    }
    let before: Vec<_> = before
        .iter()
        .map(|(time, action)| (time.as_str(), action.clone()))
        .collect();
    Stage::after("2026-11-24T20:40", &before).sized(LOW.0, LOW.1)
}

/// A notice that is longer than any notice of the program.
fn noticed() -> Stage {
    let mut stage = evening();
    stage.send(Message::Notice(
        "It was not kept, for a reason. ".repeat(12),
    ));
    stage
}

/// The agent, which could not be installed for a long reason.
fn not_installed() -> Stage {
    let mut stage = Stage::at_home(winddown::plan::EXAMPLE, "2026-11-24T20:00").keys("a y");
    let why = "The folder for the service file is not yours. ".repeat(12);
    stage.send(Message::AgentInstalled(Err(why)));
    stage
}

/// A name, and a stage.
type Overfull = (&'static str, fn() -> Stage);

/// Screens in states in which they have more to show than the smallest terminal has room for.
const OVERFULL: &[Overfull] = &[
    ("tonight", evening),
    ("the last step of tonight", || evening().keys("End")),
    ("the first step of tonight", || evening().keys("Home")),
    ("when", || {
        Stage::planned(&much(), "2026-11-25T03:00").keys("Home d")
    }),
    ("the routines of a step", || evening().keys("Enter")),
    ("the last of the routines", || evening().keys("Enter End")),
    ("a drink", || evening().keys("c")),
    ("a drink that is chosen", || evening().keys("c 9")),
    ("the day", || evening().keys("l d")),
    ("the day, an entry of which is answered", || {
        evening().keys("l d s")
    }),
    ("the day, with a question", || evening().keys("l d m")),
    ("the entries of a day", || evening().keys("l e")),
    ("the last entries of a day", || evening().keys("l e End")),
    ("the night", || evening().keys("l m")),
    ("the last line of the night", || {
        evening().keys("l m BackTab")
    }),
    ("blood tests", || tested().keys("l b")),
    ("self-checks", || tested().keys("l s y y y y")),
    ("the steps in the review", || reviewed().keys("Tab v")),
    ("a trial", || evening().keys("Tab c t")),
    ("the last step to try", || {
        evening().keys(&format!("Tab c t{}", " Down".repeat(21)))
    }),
    ("the settings", || evening().keys(",")),
    ("the drinks in the settings", || {
        written().keys(", / \"drink\"")
    }),
    ("a notice", noticed),
    ("the agent", not_installed),
];

#[test]
fn what_an_overfull_screen_has_no_room_for_is_said() {
    let mut faults = String::new();
    for (name, open) in OVERFULL {
        let (missing, screen) = missing(open());
        if !has_sign(&screen) {
            writeln!(faults, "{name}: {missing:?}\n{screen}").unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn no_line_of_a_help_is_cut_on_the_smallest_terminal() {
    for scene in SCENES {
        let stage = scene.open().sized(LOW.0, LOW.1).keys("?");
        let screen = stage.screen();
        if stage.app.title() == "Help" {
            assert!(!screen.contains('…'), "{}: {screen}", scene.name);
        }
    }
}

#[test]
fn a_line_on_a_terminal_too_small_for_screens_that_is_cut_says_so() {
    let screen = evening().sized(12, 2).screen();
    assert_eq!(screen, "Now:\nStretches …\n");
}
