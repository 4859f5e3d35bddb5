//! What the stage shows: its cells, its text, and the hints of the footer.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use winddown::tui::view;

use super::Stage;

/// The number of rows at the bottom of the screen that contain the footer and the notices below it.
const LOWEST_ROWS: u16 = 8;

impl Stage {
    /// The whole screen, cell by cell.
    pub fn picture(&self) -> Buffer {
        let Size { width, height } = self.app.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.app, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The whole screen, as text.
    pub fn screen(&self) -> String {
        as_text(&self.picture(), |_| true)
    }

    /// The screen with the hints of the footer left blank. Snapshots of screens use it, so that a word in the footer
    /// changes one snapshot only: that of `tests/footers.rs`.
    pub fn screen_without_footer(&self) -> String {
        let picture = self.picture();
        as_text(&picture, |place| !self.is_hint(place, &picture))
    }

    /// The hints of the footer, row by row.
    pub fn footer(&self) -> Vec<String> {
        let picture = self.picture();
        as_text(&picture, |place| self.is_hint(place, &picture))
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Whether Tonight asks how the legs were last night, in big letters or in ordinary ones.
    pub fn asks_about_the_night(&self) -> bool {
        let screen = self.screen();
        let legs = [
            "▝▀▘ ▝▀▘ ▄▄▛ ▀▀▘",
            "▀▀▀▀    ▀▀▀▀   ▄▄▄▄█▀  ▀▀▀▀▀",
            "How were your legs last night?",
        ];
        legs.iter().any(|legs| screen.contains(legs))
    }

    /// Whether a hint of the footer is drawn in that cell.
    pub fn is_hint(&self, place: Position, picture: &Buffer) -> bool {
        let area = picture.area;
        if place.y + LOWEST_ROWS < area.bottom() {
            return false;
        }
        self.app.hint_at(place).is_some()
    }
}

/// The picture row by row. Cells that are not `shown` are blank.
fn as_text(picture: &Buffer, shown: impl Fn(Position) -> bool) -> String {
    let mut text = String::new();
    for row in picture.area.rows() {
        let line: String = row
            .positions()
            .map(|place| match picture[place].symbol() {
                symbol if symbol != " " && shown(place) => symbol,
                _ => " ",
            })
            .collect();
        text += line.trim_end();
        text += "\n";
    }
    text
}
