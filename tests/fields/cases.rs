//! Every text field of every screen, with the keys that open it.

use winddown::evening::{Action, DiaryEntry, When};
use winddown::event::{IronTest, NightEntry, Rating, StepId};

use winddown::tui::{Message, SyncPage};

use super::stage::Stage;

/// Half past eight, when most of the keys are pressed.
pub const NOW: &str = "2026-11-24T20:30";

/// How a field is opened, and what it does with keys.
#[derive(Clone, Copy)]
pub struct FieldCase {
    /// The file in `src/tui/screens` that makes the field.
    pub file: &'static str,
    /// The part of the label in front of it that both sizes show.
    pub label: &'static str,
    /// The screen on which the keys are pressed.
    pub stage: fn() -> Stage,
    /// The keys that put the cursor into the field.
    pub open: &'static str,
    /// The proposed value; empty without one.
    pub before: &'static str,
    /// What is typed, as one word.
    pub typed: &'static str,
    /// How the field shows it.
    pub after: &'static str,
    /// The proposed value after one press of Up. None for fields that the arrow keys do not change.
    pub up: Option<&'static str>,
    /// A letter that the field refuses, and what it says then. None for fields that take any.
    pub refused: Option<(char, &'static str)>,
}

pub fn tonight() -> Stage {
    Stage::at(NOW)
}

pub fn past_day() -> Stage {
    Stage::at(NOW).keys("c [")
}

pub fn first_start() -> Stage {
    Stage::first_start(NOW)
}

/// In the morning, nothing recorded about the night.
pub fn morning() -> Stage {
    Stage::at("2026-11-24T07:05")
}

/// The question when the lights went out, far into the night.
fn asked_when() -> Stage {
    Stage::at("2026-11-25T03:10").keys("End d")
}

/// The page on several computers, where nothing is exchanged yet.
fn sync_page() -> Stage {
    let mut stage = Stage::at(NOW).keys(", / \"several\" Enter");
    stage.send(Message::Sync(Ok(SyncPage {
        settings: None,
        lines: vec![],
    })));
    stage
}

/// One entry of each kind that can be corrected, in the list of the day's entries.
pub fn entries() -> Stage {
    let record = |entry| Action::Record { entry, at: None };
    let drink = Some("espresso".to_owned());
    let before = [
        (
            "2026-11-24T09:00",
            record(DiaryEntry::Caffeine {
                mg: 63.0,
                drink,
                over: None,
            }),
        ),
        (
            "2026-11-24T10:00",
            record(DiaryEntry::Factor {
                name: "stress".into(),
                amount: None,
                about: None,
            }),
        ),
        (
            "2026-11-24T11:00",
            record(DiaryEntry::Iron(IronTest {
                ferritin: Some(40.0),
                tsat: None,
                tested: "2026-11-02".parse().unwrap(),
            })),
        ),
        (
            "2026-11-24T12:00",
            record(DiaryEntry::SelfCheck([true, true, false, true])),
        ),
        (
            "2026-11-24T18:00",
            record(DiaryEntry::Legs {
                rating: Rating::try_from(4).unwrap(),
                feels: vec![],
                places: vec![],
                about: None,
            }),
        ),
        (
            "2026-11-24T18:30",
            Action::Note {
                text: "drive".into(),
                at: None,
            },
        ),
        (
            "2026-11-24T20:10",
            Action::Done {
                step: StepId::from("warm-bath"),
                when: When::Now,
            },
        ),
    ];
    Stage::after(NOW, &before).keys("Tab Enter")
}

/// The entries of the night before, which has a time of waking.
pub fn woken() -> Stage {
    let night = NightEntry {
        quality: Some(4),
        ..NightEntry::default()
    };
    let before = [
        ("2026-11-23T22:41", Action::LightsOut { when: When::Now }),
        (
            "2026-11-24T06:10",
            Action::Woke {
                when: When::Now,
                night,
            },
        ),
    ];
    Stage::after("2026-11-24T06:20", &before).keys("l e [ End")
}

const NO_TIME: (char, &str) = ('x', "a time such as 22:45");

const ONE: FieldCase = FieldCase {
    file: "",
    label: "",
    stage: tonight,
    open: "",
    before: "",
    typed: "",
    after: "",
    up: None,
    refused: None,
};

pub fn prompts() -> Vec<FieldCase> {
    prompts_of_tonight()
        .into_iter()
        .chain(prompts_of_other_screens())
        .collect()
}

fn prompts_of_tonight() -> Vec<FieldCase> {
    vec![
        FieldCase {
            file: "tonight/question.rs",
            label: "Bed tonight at",
            open: "b",
            before: "22:30",
            typed: "2315",
            after: "23:15",
            up: Some("22:35"),
            refused: Some(NO_TIME),
            ..ONE
        },
        FieldCase {
            file: "tonight/question.rs",
            label: "ecause",
            open: "e",
            typed: "flu?",
            after: "flu?",
            ..ONE
        },
        FieldCase {
            file: "tonight/question.rs",
            label: "Note",
            open: "n",
            typed: "so,so",
            after: "so,so",
            ..ONE
        },
    ]
}

fn prompts_of_other_screens() -> Vec<FieldCase> {
    vec![
        FieldCase {
            file: "diary/caffeine.rs",
            label: "Drunk at",
            open: "c t",
            before: "20:30",
            typed: "705",
            after: "7:05",
            up: Some("20:35"),
            refused: Some(NO_TIME),
            ..ONE
        },
        FieldCase {
            file: "diary/caffeine.rs",
            label: "name",
            open: "c m",
            typed: "95",
            after: "95",
            ..ONE
        },
        FieldCase {
            file: "diary/caffeine.rs",
            label: "inutes",
            open: "c o",
            typed: "90",
            after: "90",
            up: Some("60"),
            refused: Some(('x', "a number, 0 to 720")),
            ..ONE
        },
        FieldCase {
            file: "diary/factors.rs",
            label: "(",
            open: "l d w",
            typed: "31",
            after: "31",
            up: Some("20"),
            refused: Some(('x', "a number, 1 to 45")),
            ..ONE
        },
        FieldCase {
            file: "diary/factors.rs",
            label: "hich",
            open: "l d m",
            typed: "half",
            after: "half",
            ..ONE
        },
        FieldCase {
            file: "diary/entries.rs",
            label: "Time",
            stage: entries,
            open: "Home Enter",
            before: "09:00",
            typed: "0840",
            after: "08:40",
            up: Some("09:05"),
            refused: Some(NO_TIME),
        },
        FieldCase {
            file: "diary/entries.rs",
            label: "Drink",
            stage: entries,
            open: "Home Enter Tab",
            before: "espresso",
            typed: "tea",
            after: "tea",
            ..ONE
        },
        FieldCase {
            file: "settings/answers.rs",
            label: "Bedtime:",
            open: ", Enter",
            before: "22:30",
            typed: "2315",
            after: "23:15",
            up: Some("22:35"),
            refused: Some(NO_TIME),
            ..ONE
        },
        FieldCase {
            file: "when.rs",
            label: "At what time",
            stage: asked_when,
            open: "t",
            before: "22:30",
            typed: "2315",
            after: "23:15",
            up: Some("22:35"),
            refused: Some(NO_TIME),
        },
    ]
}

/// The fields of the morning's form.
fn night() -> Vec<FieldCase> {
    let morning_field = |label, open, typed, after| FieldCase {
        file: "diary/morning.rs",
        label,
        stage: morning,
        open,
        typed,
        after,
        ..ONE
    };
    vec![
        FieldCase {
            up: Some("0"),
            refused: Some(('x', "A number, 0 to 10.")),
            ..morning_field("Legs", "m", "3", "3")
        },
        FieldCase {
            up: Some("22:30"),
            refused: Some(('x', "A time such as 22:45.")),
            ..morning_field("Into bed", "m Tab", "2215", "22:15")
        },
        FieldCase {
            up: Some("22:30"),
            refused: Some(('x', "A time such as 22:45.")),
            ..morning_field("Lights out", "m Tab Tab", "2315", "23:15")
        },
        FieldCase {
            up: Some("15"),
            refused: Some(('x', "A number, 0 to 720.")),
            ..morning_field("Asleep after", "m Tab Tab Tab", "25", "25 min")
        },
        FieldCase {
            up: Some("0"),
            refused: Some(('x', "A number, 0 to 50.")),
            ..morning_field("Woken", "m Tab Tab Tab Tab", "2", "2")
        },
        FieldCase {
            up: Some("15"),
            refused: Some(('x', "A number, 0 to 720.")),
            ..morning_field("Awake for", "m Tab Tab Tab Tab Tab", "40", "40 min")
        },
        FieldCase {
            before: "06:30",
            up: Some("06:35"),
            refused: Some(('x', "A time such as 22:45.")),
            ..morning_field(
                "Awake at",
                "m BackTab BackTab BackTab BackTab BackTab",
                "0540",
                "05:40",
            )
        },
        FieldCase {
            up: Some("06:30"),
            refused: Some(('x', "A time such as 22:45.")),
            ..morning_field(
                "Out of bed",
                "m BackTab BackTab BackTab BackTab",
                "0650",
                "06:50",
            )
        },
        FieldCase {
            up: Some("3"),
            refused: Some(('x', "A number, 1 to 5.")),
            ..morning_field("Slept", "m BackTab BackTab BackTab", "4", "4")
        },
        FieldCase {
            up: Some("20"),
            refused: Some(('x', "A number, 0 to 720.")),
            ..morning_field("Naps", "m BackTab BackTab", "30", "30 min")
        },
        FieldCase {
            up: Some("yes"),
            refused: Some(('x', "Y for yes, n for no.")),
            ..morning_field("Medicine", "m BackTab", "n", "no")
        },
    ]
}

/// The fields of forms and others that are not at the foot.
pub fn others() -> Vec<FieldCase> {
    let others = [
        FieldCase {
            file: "diary/iron.rs",
            label: "Ferritin",
            open: "l b",
            typed: "48,5",
            after: "48.5 ng/mL",
            refused: Some(('x', "A number such as 48")),
            ..ONE
        },
        FieldCase {
            file: "diary/iron.rs",
            label: "Saturation",
            open: "l b Tab",
            typed: "21",
            after: "21 %",
            refused: Some(('x', "A number such as 22")),
            ..ONE
        },
        FieldCase {
            file: "diary/iron.rs",
            label: "Tested on",
            open: "l b Tab Tab",
            before: "2026-11-24",
            typed: "2026-11-02",
            after: "2026-11-02",
            up: Some("2026-11-25"),
            refused: Some(('x', "A date such as 2026-11-02.")),
            ..ONE
        },
        FieldCase {
            file: "learn/mod.rs",
            label: "Find",
            open: "i",
            typed: "iron",
            after: "iron",
            ..ONE
        },
        FieldCase {
            file: "sync.rs",
            label: "older",
            stage: sync_page,
            open: "Enter",
            typed: "/home/kim/Sync",
            after: "/home/kim/Sync",
            ..ONE
        },
        FieldCase {
            file: "settings/mod.rs",
            label: "Find",
            open: ", /",
            typed: "iron",
            after: "iron",
            ..ONE
        },
    ];
    night().into_iter().chain(others).collect()
}

/// The questions of the first start, which are drawn in large letters where there is room.
pub fn welcome() -> [FieldCase; 2] {
    [
        FieldCase {
            file: "welcome.rs",
            label: "1 of 4",
            stage: first_start,
            before: "22:30",
            typed: "2315",
            after: "23:15",
            up: Some("22:35"),
            refused: Some(('x', "A time such as 22:45.")),
            ..ONE
        },
        FieldCase {
            file: "welcome.rs",
            label: "2 of 4",
            stage: first_start,
            open: "Enter",
            before: "06:30",
            typed: "7",
            after: "7",
            up: Some("06:35"),
            refused: Some(('x', "A time such as 22:45.")),
        },
    ]
}
