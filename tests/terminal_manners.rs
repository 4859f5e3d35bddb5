//! How the screens treat the terminal: its cursor, its background, its focus, and how much moves.

#[path = "support/stage.rs"]
mod stage;

use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Position;
use ratatui::style::Color;
use stage::Stage;
use winddown::plan::{Motion, ThemeName};
use winddown::tui::{Background, Message, view};

/// The terminal after a frame was drawn on it.
fn drawn(stage: &Stage) -> Terminal<TestBackend> {
    let size = stage.app.size();
    let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
    terminal.draw(|frame| view(&stage.app, frame)).unwrap();
    terminal
}

/// The sign under the terminal's cursor, and the rest of its row. None if it is hidden.
fn under_cursor(stage: &Stage) -> Option<String> {
    let mut terminal = drawn(stage);
    if !terminal.backend().cursor_visible() {
        return None;
    }
    let Position { x, y } = terminal.get_cursor_position().unwrap();
    let buffer = terminal.backend().buffer();
    let cells = (x..buffer.area.width).map(|x| buffer[(x, y)].symbol());
    Some(cells.collect::<String>().trim_end().to_owned())
}

#[test]
fn the_terminals_cursor_is_on_the_selection() {
    for ascii in [false, true] {
        let stage = Stage::at("2026-11-24T21:38").sized(80, 24);
        let mut stage = if ascii { stage.in_ascii() } else { stage };
        for (keys, title) in [
            ("", "Compression massage"),
            ("j", "Leg stretches"),
            ("k k", "Warm bath"),
        ] {
            stage = stage.keys(keys);
            let row = under_cursor(&stage).expect("it is shown");
            let sign = if ascii { ">" } else { "▸" };
            assert!(row.starts_with(sign) && row.contains(title), "{row}");
        }
        let help = stage.keys("?");
        assert_eq!(under_cursor(&help), None);
    }
}

#[test]
fn the_terminals_cursor_is_in_the_field_and_hidden_in_the_player() {
    let asked = Stage::at("2026-11-24T21:38").keys("b");
    let row = under_cursor(&asked).expect("it is shown");
    assert!(!row.starts_with('▸'), "{row}");
    assert_eq!(
        under_cursor(&Stage::at("2026-11-24T21:50").keys("Enter Enter")),
        None
    );
}

/// The colour of the background in the corner.
fn ground(stage: &Stage) -> Color {
    drawn(stage).backend().buffer()[(0, 0)].bg
}

const LIGHT: Color = Color::Rgb(0xfa, 0xf4, 0xea);
const WARM: Color = Color::Rgb(0x14, 0x10, 0x0d);

#[test]
fn the_auto_theme_follows_the_terminals_background_and_no_other_does() {
    let mut stage = Stage::at("2026-11-24T21:38").in_colour();
    assert_eq!(ground(&stage), WARM);
    for (background, colour) in [(Background::Light, LIGHT), (Background::Dark, WARM)] {
        stage.send(Message::Background(background));
        assert_eq!(ground(&stage), colour);
    }
    let mut warm = stage.configured(|config| config.display.theme = ThemeName::Warm);
    warm.send(Message::Background(Background::Light));
    assert_eq!(ground(&warm), WARM);
}

#[test]
fn the_figure_rests_without_the_focus_and_with_less_motion() {
    let playing = || {
        Stage::at("2026-11-24T21:50")
            .sized(80, 24)
            .keys("Enter Enter")
    };
    let a_second = Duration::from_secs(1);
    let mut stage = playing();
    assert!(stage.app.unchanged_for() < a_second / 5);
    let moving = stage.screen();
    stage.send(Message::Focused(false));
    assert_eq!(stage.app.unchanged_for(), a_second);
    assert_ne!(stage.screen(), moving, "it stands in the pose");
    stage.send(Message::Focused(true));
    assert!(stage.app.unchanged_for() < a_second / 5);
    let less = playing().configured(|config| config.display.motion = Motion::Less);
    assert_eq!(less.app.unchanged_for(), a_second);
    let figure = |stage: &Stage| {
        let rows = stage.screen();
        let rows = rows.lines().skip(2).take(18);
        rows.map(|row| row.chars().take(36).collect())
            .collect::<Vec<String>>()
    };
    let rested = figure(&less);
    assert_eq!(figure(&less.wait(2)), rested);
}
