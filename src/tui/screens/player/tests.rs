use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use insta::assert_snapshot;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};

use super::view::{Mode, View};
use crate::advice;
use crate::exercise::Library;
use crate::exercise::pose::Pose;
use crate::plan::{Keys, ThemeName};
use crate::session::{Moving, Session};
use crate::tui::charset::Charset;
use crate::tui::theme::{Depth, Theme};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

/// A session of the restless-legs routine after `secs` seconds.
fn after(secs: u64) -> Session {
    let library = Library::built_in();
    let mut session = Session::new(library.routine("restless-legs").unwrap());
    for _ in 0..secs * 2 {
        session.tick(Duration::from_millis(500));
    }
    session
}

static POSES: LazyLock<HashMap<&str, Pose>> = LazyLock::new(|| {
    Pose::ids()
        .map(|id| (id, Pose::built_in(id).unwrap()))
        .collect()
});

static KEYS: LazyLock<Keys> = LazyLock::new(Keys::default);

fn view(session: &Session, mode: Mode) -> View<'_> {
    let pose = session
        .exercise()
        .and_then(|exercise| exercise.pose.as_deref());
    View {
        session,
        pose: pose.map(|id| &POSES[id]),
        title: "Leg stretches",
        mode,
        sound: true,
        legs_before: None,
        legs: None,
        rescue: None,
        next: None,
        leaves_winddown: false,
        failure: None,
        answer: None,
        is_answer_new: false,
        moving: Moving::ALL,
        theme: Theme::new(ThemeName::Warm, Depth::True, false),
        keys: &KEYS,
        charset: Charset::Unicode,
    }
}

fn drawn(view: &View, size: (u16, u16)) -> String {
    drawn_where(view, size, |_| true)
}

/// The picture with the hints of the footer left blank: `tests/footers.rs` lists them.
fn drawn_without_footer(view: &View, (width, height): (u16, u16)) -> String {
    let area = Rect::new(0, 0, width, height);
    drawn_where(view, (width, height), |at| view.key_at(area, at).is_none())
}

/// The picture, with the cells that are not `shown` left blank.
fn drawn_where(
    view: &View,
    (width, height): (u16, u16),
    shown: impl Fn(Position) -> bool,
) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    view.render(area, &mut buf);
    let lines: Vec<String> = area
        .rows()
        .map(|row| {
            let cells = row.positions().map(|at| match buf[at].symbol() {
                symbol if shown(at) => symbol,
                _ => " ",
            });
            cells.collect::<String>().trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

fn at_all_sizes(view: &View) -> String {
    SIZES
        .map(|(width, height)| {
            let picture = drawn_without_footer(view, (width, height));
            format!("{width}x{height}\n{picture}\n")
        })
        .join("\n")
}

#[test]
fn getting_ready() {
    assert_snapshot!(at_all_sizes(&view(&after(1), Mode::Playing)));
}

#[test]
fn holding() {
    assert_snapshot!(at_all_sizes(&view(&after(230), Mode::Playing)));
}

#[test]
fn breathing() {
    let session = after(650);
    assert!(session.breath().is_some());
    assert_snapshot!(at_all_sizes(&view(&session, Mode::Playing)));
}

#[test]
fn paused() {
    let mut session = after(230);
    session.pause();
    assert_snapshot!(at_all_sizes(&view(&session, Mode::Playing)));
}

#[test]
fn paused_by_a_gap_says_so() {
    let mut session = after(230);
    session.tick(Duration::from_secs(3600));
    assert!(drawn(&view(&session, Mode::Playing), (80, 24)).contains("The computer slept."));
}

#[test]
fn ending_early() {
    assert_snapshot!(at_all_sizes(&view(&after(230), Mode::Asking)));
}

#[test]
fn before_the_first_exercise_is_over_there_is_no_place_to_keep() {
    let shown = drawn(&view(&after(20), Mode::Asking), (80, 24));
    assert!(!shown.contains("keep my place"));
    assert!(shown.contains("count it") && shown.contains("discard"));
}

#[test]
fn finished() {
    assert_snapshot!(at_all_sizes(&view(&after(800), Mode::Playing)));
}

#[test]
fn skipping_every_exercise_ends_with_an_encouraging_line() {
    let mut session = after(20);
    while !session.is_over() {
        session.next();
    }
    assert!(drawn(&view(&session, Mode::Playing), (80, 24)).contains("Some is better than none."));
}

#[test]
fn why() {
    let advice = advice::page("stretching").unwrap();
    assert_snapshot!(at_all_sizes(&view(
        &after(230),
        Mode::Why { advice, first: 0 }
    )));
}

/// A session at the beginning of one of the routine's exercises.
fn at(routine: &str, exercise: &str) -> Session {
    let library = Library::built_in();
    let mut session = Session::new(library.routine(routine).unwrap());
    while session.exercise().unwrap().id != exercise {
        session.next();
    }
    session
}

#[test]
fn the_safety_note_is_short_while_getting_ready_and_complete_on_the_advice_page() {
    let stretching = advice::page("stretching").unwrap();
    for (routine, exercise, note) in [
        ("night-rescue", "calf-massage", "clots"),
        ("seated", "calf-massage", "clots"),
        ("breathing", "breathing-4-7-8", "held-breath"),
    ] {
        let note = advice::note(note).unwrap();
        let mut session = at(routine, exercise);
        for size in SIZES {
            let shown = drawn(&view(&session, Mode::Playing), size);
            assert!(shown.contains(&note.line), "{shown}");
            let cue = session.cue().unwrap();
            assert!(shown.contains(cue.split(' ').next().unwrap()), "{shown}");
            let why = Mode::Why {
                advice: stretching,
                first: 0,
            };
            let why = drawn(&view(&session, why), size);
            let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
            let begins: String = note.text.chars().take(60).collect();
            assert!(why.contains(&begins), "{why}");
        }
        session.next();
        let shown = drawn(&view(&session, Mode::Playing), (80, 24));
        assert!(!shown.contains(&note.line), "only while getting ready");
    }
    let shown = drawn(&view(&at("seated", "calf-seated"), Mode::Playing), (80, 24));
    assert!(!shown.contains("clot"), "{shown}");
}

#[test]
fn getting_ready_for_the_massage_at_night() {
    let session = at("night-rescue", "calf-massage");
    assert_snapshot!(at_all_sizes(&view(&session, Mode::Playing)));
}

#[test]
fn in_ascii_there_is_nothing_but_ascii() {
    for secs in [1, 230, 650, 800] {
        let session = after(secs);
        for mode in [Mode::Playing, Mode::Asking] {
            let view = View {
                charset: Charset::Ascii,
                ..view(&session, mode)
            };
            for size in SIZES {
                let shown = drawn(&view, size);
                assert!(shown.is_ascii(), "{shown}");
            }
        }
    }
}

#[test]
fn the_countdown_of_every_exercise_is_shown_at_every_size() {
    let library = Library::built_in();
    for routine in library.routines() {
        let mut session = Session::new(routine);
        while !session.is_over() {
            for (width, height) in [(40, 12), (60, 20), (44, 30), (100, 14), (80, 24)] {
                let shown = drawn(&view(&session, Mode::Playing), (width, height));
                let cue = session.cue().unwrap_or_default();
                let first = cue.split(' ').next().unwrap_or_default();
                assert!(
                    shown.contains(first),
                    "{width}x{height}: no `{cue}` in\n{shown}"
                );
                assert!(
                    shown.contains(['█', '▀', '▄']),
                    "{width}x{height}: no digits in\n{shown}"
                );
            }
            session.next();
        }
    }
}

#[test]
fn every_size_can_be_drawn() {
    let session = after(230);
    let breathing = after(650);
    let advice = advice::page("compression").unwrap();
    for width in 0..70 {
        for height in 0..26 {
            for mode in [Mode::Playing, Mode::Asking, Mode::Why { advice, first: 0 }] {
                drawn(&view(&session, mode), (width, height));
                drawn(&view(&breathing, mode), (width, height));
            }
        }
    }
}

#[test]
fn a_click_on_a_hint_is_its_key() {
    let session = after(230);
    let view = view(&session, Mode::Playing);
    let area = Rect::new(0, 0, 80, 24);
    assert_eq!(
        view.key_at(area, Position::new(2, 23)),
        Some(KeyCode::Char(' '))
    );
    assert_eq!(view.key_at(area, Position::new(2, 10)), None);
}
