//! The layout of the player's screen, for 40x12 and larger.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

use crate::tui::row::{put, row};
use crate::tui::wrap::wrapped;

/// Maximum width in cells. Beyond it, figure and text would be too far apart.
pub const WIDEST: u16 = 132;
/// The smallest terminal with room for headings and empty rows.
pub const ROOMY: Size = Size::new(64, 18);
/// The smallest recognisable figure.
const FIGURE: Size = Size::new(15, 7);

/// The areas of the whole screen.
pub struct Parts {
    /// Title, exercise number and remaining time.
    pub header: Rect,
    /// Progress bar.
    pub bar: Rect,
    /// Figure, text and countdown.
    pub body: Rect,
    /// Thin line above the keys. Zero height if there is no room for it.
    pub rule: Rect,
    /// Footer.
    pub keys: Rect,
}

impl Parts {
    /// Lays out the screen with `keys` rows for the footer.
    pub fn new(screen: Rect, keys: u16) -> Self {
        let width = screen.width.min(WIDEST);
        let area = Rect {
            x: screen.x + (screen.width - width) / 2,
            width,
            ..screen
        };
        let rule = u16::from(area.height >= ROOMY.height);
        let row = |y: u16, height: u16| Rect { y, height, ..area }.intersection(area);
        let inner = |rect: Rect| Rect {
            x: rect.x + 1,
            width: rect.width.saturating_sub(2),
            ..rect
        };
        let keys = row(area.bottom().saturating_sub(keys), keys);
        let rule = row(keys.y.saturating_sub(rule), rule);
        let body = row(area.y + 2, rule.y.saturating_sub(area.y + 2));
        Self {
            header: inner(row(area.y, 1)),
            bar: row(area.y + 1, 1),
            body: inner(body),
            rule,
            keys,
        }
    }
}

/// The areas within the body.
pub struct Layout {
    /// Figure or breathing disc. None if there is no picture or no room for one.
    pub figure: Option<Rect>,
    /// Exercise name, side and countdown.
    pub words: Rect,
    /// Cue: below the text in a roomy layout, else below figure and text.
    pub cue: Rect,
    /// Whether there is room for the exercise's name and for what comes next.
    pub roomy: bool,
    /// Empty rows between the parts of the text.
    pub gap: u16,
}

impl Layout {
    /// Divides the body for an exercise with these cues and a safety note below the first of them. Without a picture
    /// the text is centred.
    pub fn new(body: Rect, cues: &[String], note: Option<&str>, picture: bool) -> Self {
        let height = |width| rows_for(cues, note, width);
        if !is_roomy(body) {
            return Self::compact(body, height(body.width), picture);
        }
        let (figure, words) = match (picture, is_wide(body)) {
            (true, true) => beside(inset(body), 4),
            (true, false) => above(inset(body)),
            (false, _) => (None, column(inset(body))),
        };
        let height = height(words.width).min(4);
        // Limit the height of the text and centre it, so that the digits do not float in empty space.
        let most = 22 + height;
        let words = middle(words, most);
        let gap = u16::from(words.height >= 16);
        let cue = Rect {
            y: words.bottom().saturating_sub(height + 1 + gap),
            height,
            ..words
        };
        Self {
            figure,
            words,
            cue,
            roomy: true,
            gap,
        }
    }

    /// The compact layout: no empty rows, and the cue below everything.
    fn compact(body: Rect, height: u16, picture: bool) -> Self {
        let height = height.min(body.height.saturating_sub(3));
        let upper = Rect {
            height: body.height - height,
            ..body
        };
        let (figure, words) = if picture {
            beside(upper, 1)
        } else {
            (None, upper)
        };
        Self {
            figure,
            words,
            cue: Rect {
                y: upper.bottom(),
                height,
                ..body
            },
            roomy: false,
            gap: 0,
        }
    }
}

/// Whether there is room for headings and empty rows.
pub fn is_roomy(body: Rect) -> bool {
    if is_wide(body) {
        body.height >= 14
    } else {
        body.width >= 30 && body.height >= 24
    }
}

/// Whether figure and text fit side by side with room between them.
fn is_wide(body: Rect) -> bool {
    body.width + 2 >= ROOMY.width
}

/// The rows to reserve for the cue: the longest cue, or the first one with the note below it. Reserving the most that
/// is needed keeps the layout still when the cue changes.
fn rows_for(cues: &[String], note: Option<&str>, width: u16) -> u16 {
    let rows = |text: &str| wrapped(text, width).len() as u16;
    let longest = cues.iter().map(|cue| rows(cue)).max().unwrap_or(0);
    let first = cues.first().map_or(0, |cue| rows(cue));
    longest.max(note.map_or(0, |note| first + rows(note)))
}

/// The area without its first and last row.
fn inset(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(2),
        ..area
    }
}

/// The vertically centred part of the area, at most `height` rows high.
fn middle(area: Rect, height: u16) -> Rect {
    let height = area.height.min(height);
    Rect {
        y: area.y + (area.height - height) / 2,
        height,
        ..area
    }
}

/// Places the figure at the left, if there is room for one, and the text at the right.
fn beside(area: Rect, gap: u16) -> (Option<Rect>, Rect) {
    const WORDS: u16 = 22;
    let half = area.width.saturating_sub(gap) / 2;
    let width = half
        .max(FIGURE.width)
        .min(area.width.saturating_sub(WORDS + gap));
    // A cell is twice as high as wide. The figure's area is at most a little wider than high on the screen.
    let height = area.height.min(width);
    let width = width.min(height * 5 / 2);
    if width < FIGURE.width || height < FIGURE.height {
        return (None, area);
    }
    let figure = middle(Rect { width, ..area }, height);
    let x = figure.right() + gap;
    let words = Rect {
        x,
        width: area.right() - x,
        ..area
    };
    (Some(figure), words)
}

/// A centred column, wide enough for cues and digits.
fn column(area: Rect) -> Rect {
    let width = area.width.min(46);
    Rect {
        x: area.x + (area.width - width) / 2,
        width,
        ..area
    }
}

/// Places the figure above the text, for a narrow and high terminal.
fn above(area: Rect) -> (Option<Rect>, Rect) {
    let height = (area.height / 2).min(area.width / 2);
    let figure = Rect { height, ..area };
    let y = figure.bottom() + 1;
    let words = Rect {
        y,
        height: area.bottom() - y,
        ..area
    };
    (Some(figure), words)
}

/// Writes lines one below the other.
pub struct Pen {
    /// The area to write in.
    pub area: Rect,
    /// The row of the next line.
    pub y: u16,
}

impl Pen {
    /// A pen at the top of an area.
    pub fn new(area: Rect) -> Self {
        Self { area, y: area.y }
    }

    /// Writes a line if there is room, and moves down by one row.
    pub fn line(&mut self, text: &str, style: Style, buf: &mut Buffer) {
        put(buf, self.row(), 0, text, style);
        self.skip(1);
    }

    /// The row of the next line. It is empty if there is no room for it.
    pub fn row(&self) -> Rect {
        row(self.area, self.y - self.area.y)
    }

    /// Moves down by `lines` rows.
    pub fn skip(&mut self, lines: u16) {
        self.y = self.y.saturating_add(lines);
    }
}
