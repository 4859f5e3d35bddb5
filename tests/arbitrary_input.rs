//! Arbitrary input: configs, poses, what a terminal may send, and files that others write or that were damaged: those of
//! a synced folder, what is remembered of it, judged evenings. Nothing panics, and what is wrong is reported.
//!
//! Each test tries a few hundred inputs; `cargo test --test arbitrary_input -- --ignored` tries 100,000 of each.

#[path = "arbitrary_input/files.rs"]
mod files;
#[path = "arbitrary_input/rows.rs"]
mod rows;
#[path = "support/stage.rs"]
mod stage;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Size;
use stage::Stage;
use winddown::exercise::pose::Pose;
use winddown::plan;
use winddown::printable::is_hidden;
use winddown::tui::Message;

const FEW: u32 = 300;
const MANY: u32 = 100_000;

/// Tries so many inputs.
fn check<S: Strategy>(
    cases: u32,
    inputs: &S,
    holds: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config).run(inputs, holds).unwrap();
}

/// Pieces that have a meaning in a config or a pose, and any other text.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "\"", "'''", "\"\"\"", "[", "]", "[[", "]]", "{", "}", "=", ",", ".", "#", "\n", "\r\n", "\t", "-", "0",
            "-1", "1e999", "nan", "inf", "99999999999999999999", "\"24:00\"", "\"25:61\"", "\"9h\"", "true",
            "2026-11-24", "[[step]]\n", "[[schedule]]\n", "[[trial]]\n", "after = \"stretch\"\n", "id = \"stretch\"\n",
            "\\u0000", "\\x", "\u{feff}", "\u{202e}", "\u{9b}", "é", "👣",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
        1 => any::<String>(),
    ]
}

/// `text` with a few changes, which keep most of it as it was.
fn changed(text: impl Into<String>) -> impl Strategy<Value = String> {
    let text = text.into();
    let change = (any::<prop::sample::Index>(), 0_usize..30, piece());
    prop::collection::vec(change, 0..6).prop_map(move |changes| {
        let mut letters: Vec<char> = text.chars().collect();
        for (place, out, piece) in changes {
            let from = place.index(letters.len() + 1);
            let to = (from + out).min(letters.len());
            letters.splice(from..to, piece.chars());
        }
        letters.into_iter().collect()
    })
}

fn configs() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => changed(plan::EXAMPLE),
        2 => prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn config_is_read_or_reported(text: &str) -> Result<(), TestCaseError> {
    if let Err(problems) = plan::parse(text) {
        let report = problems.report("config.toml", text, false);
        prop_assert!(report.contains("error"), "{report}");
        let hidden = report.chars().find(|c| *c != '\n' && is_hidden(*c));
        prop_assert_eq!(hidden, None, "{}", report);
        problems.report("config.toml", text, true);
        prop_assert!(problems.summary(text).starts_with("line "));
    }
    Ok(())
}

#[test]
fn any_config_is_read_or_reported() {
    check(FEW, &configs(), |text| config_is_read_or_reported(&text));
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_configs_are_read_or_reported() {
    check(MANY, &configs(), |text| config_is_read_or_reported(&text));
}

const POSE: &str = include_str!("../assets/poses/calf-wall.toml");

fn poses() -> impl Strategy<Value = String> {
    prop_oneof![6 => changed(POSE), 1 => any::<String>()]
}

fn pose_is_drawn_or_refused(text: &str) -> Result<(), TestCaseError> {
    match Pose::parse(text) {
        Ok(pose) => {
            for progress in [0.0, 0.3, 1.0] {
                for limb in pose.figure(progress).limbs {
                    let length = limb.from.distance(limb.to);
                    prop_assert!(length.is_finite(), "{limb:?}");
                }
            }
        }
        Err(error) => prop_assert!(!error.to_string().is_empty()),
    }
    Ok(())
}

#[test]
fn any_pose_is_drawn_or_refused() {
    check(FEW, &poses(), |text| pose_is_drawn_or_refused(&text));
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_poses_are_drawn_or_refused() {
    check(MANY, &poses(), |text| pose_is_drawn_or_refused(&text));
}

/// What may come from a terminal, and time that passes.
#[derive(Debug, Clone)]
enum Input {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(String),
    Size(u16, u16),
    Seconds(i64),
}

fn inputs() -> impl Strategy<Value = Vec<Input>> {
    let letters = prop_oneof![
        8 => prop::char::range(' ', '~'),
        1 => any::<char>(),
    ];
    let codes = prop_oneof![
        10 => letters.prop_map(KeyCode::Char),
        8 => prop::sample::select(vec![
            KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::BackTab, KeyCode::Up, KeyCode::Down, KeyCode::Left,
            KeyCode::Right, KeyCode::Home, KeyCode::End, KeyCode::PageUp, KeyCode::PageDown, KeyCode::Backspace,
            KeyCode::Delete, KeyCode::Insert, KeyCode::F(1), KeyCode::Null, KeyCode::CapsLock, KeyCode::Menu,
        ]),
    ];
    let modifiers = prop_oneof![
        8 => Just(KeyModifiers::NONE),
        1 => any::<u8>().prop_map(KeyModifiers::from_bits_truncate),
    ];
    let keys =
        (codes, modifiers).prop_map(|(code, modifiers)| Input::Key(KeyEvent::new(code, modifiers)));
    let kinds = prop::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Right),
        MouseEventKind::Moved,
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
    ]);
    let places = prop_oneof![8 => 0_u16..80, 1 => any::<u16>()];
    let mice = (kinds, places.clone(), places).prop_map(|(kind, column, row)| {
        let modifiers = KeyModifiers::NONE;
        Input::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers,
        })
    });
    let input = prop_oneof![
        20 => keys,
        2 => mice,
        1 => any::<String>().prop_map(Input::Paste),
        1 => (0_u16..220, 0_u16..70).prop_map(|(width, height)| Input::Size(width, height)),
        2 => (1_i64..4000).prop_map(Input::Seconds),
    ];
    prop::collection::vec(input, 0..25)
}

/// Sends all of it to the whole app with its journal, and draws after each.
fn app_lives_on(inputs: Vec<Input>) -> Result<(), TestCaseError> {
    let mut stage = Stage::at("2026-11-24T21:40");
    for input in inputs {
        match input {
            Input::Key(key) => stage.send(Message::Key(key)),
            Input::Mouse(mouse) => stage.send(Message::Mouse(mouse)),
            Input::Paste(text) => stage.send(Message::Pasted(text)),
            Input::Size(width, height) => stage.send(Message::Resized(Size::new(width, height))),
            Input::Seconds(seconds) => stage = stage.wait(seconds),
        }
        if stage.has_quit {
            break;
        }
        let picture = stage.picture();
        let hidden = picture
            .content
            .iter()
            .find(|cell| cell.symbol().contains(is_hidden));
        prop_assert!(hidden.is_none(), "{hidden:?}");
    }
    Ok(())
}

#[test]
fn whatever_comes_from_the_terminal_the_screens_live_on() {
    check(FEW, &inputs(), app_lives_on);
}

#[test]
#[ignore = "takes an hour"]
fn a_hundred_thousand_times_the_screens_live_on() {
    check(MANY, &inputs(), app_lives_on);
}
