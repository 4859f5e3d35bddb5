//! Where things are on the player's screen, from 40x12 up.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

use crate::tui::wrap::wrapped;

/// Wider than this, figure and text would stand too far apart.
pub const WIDEST: u16 = 132;
/// From this size on there is room for headings and air.
pub const ROOMY: Size = Size::new(64, 18);
/// The smallest figure that can be read.
const FIGURE: Size = Size::new(15, 7);

/// Where the parts of the screen are.
pub struct Parts {
    /// What, how far, how long still.
    pub header: Rect,
    /// How far, as a bar.
    pub bar: Rect,
    /// Figure, words, countdown.
    pub body: Rect,
    /// A thin line, where there is room for one.
    pub rule: Rect,
    /// The keys that work.
    pub keys: Rect,
}

impl Parts {
    /// Lays the screen out, with so many rows of keys.
    pub fn of(screen: Rect, keys: u16) -> Self {
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

/// Where figure, words and cue are.
pub struct Layout {
    /// None where there is no room for one.
    pub figure: Option<Rect>,
    /// Name, side, countdown.
    pub words: Rect,
    /// Below the words in a roomy layout, else below both.
    pub cue: Rect,
    /// Whether the exercise's name and what comes next have their place.
    pub roomy: bool,
    /// Empty rows between things.
    pub gap: u16,
}

impl Layout {
    /// Divides the body for an exercise with these cues, and a safety note below the first of them; without a picture
    /// the words stand in the middle.
    pub fn of(body: Rect, cues: &[String], note: Option<&str>, picture: bool) -> Self {
        let height = |width| rows_for(cues, note, width);
        if !is_roomy(body) {
            return Self::close(body, height(body.width), picture);
        }
        let (figure, words) = match (picture, is_wide(body)) {
            (true, true) => beside(inset(body), 4),
            (true, false) => above(inset(body)),
            (false, _) => (None, column(inset(body))),
        };
        let height = height(words.width).min(4);
        // The words are at most so high, and in the middle: digits are large, not lost.
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

    /// Everything close together, the cue below.
    fn close(body: Rect, height: u16, picture: bool) -> Self {
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

/// Whether there is room for headings and air.
pub fn is_roomy(body: Rect) -> bool {
    if is_wide(body) {
        body.height >= 14
    } else {
        body.width >= 30 && body.height >= 24
    }
}

/// Whether figure and words fit beside each other without being close.
fn is_wide(body: Rect) -> bool {
    body.width + 2 >= ROOMY.width
}

/// How many rows the longest of the cues takes, or the first with the note below it: room for it is kept, so that
/// nothing jumps.
fn rows_for(cues: &[String], note: Option<&str>, width: u16) -> u16 {
    let rows = |text: &str| wrapped(text, width).len() as u16;
    let longest = cues.iter().map(|cue| rows(cue)).max().unwrap_or(0);
    let first = cues.first().map_or(0, |cue| rows(cue));
    longest.max(note.map_or(0, |note| first + rows(note)))
}

/// Without the first and the last row.
fn inset(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(2),
        ..area
    }
}

/// The part in the middle, at most so high.
fn middle(area: Rect, height: u16) -> Rect {
    let height = area.height.min(height);
    Rect {
        y: area.y + (area.height - height) / 2,
        height,
        ..area
    }
}

/// The figure at the left where there is room for one, the words at the right.
fn beside(area: Rect, gap: u16) -> (Option<Rect>, Rect) {
    const WORDS: u16 = 22;
    let half = area.width.saturating_sub(gap) / 2;
    let width = half
        .max(FIGURE.width)
        .min(area.width.saturating_sub(WORDS + gap));
    // Cells are twice as high as wide, and a figure is at most a little wider than high.
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

/// A column in the middle, wide enough for cues and digits.
fn column(area: Rect) -> Rect {
    let width = area.width.min(46);
    Rect {
        x: area.x + (area.width - width) / 2,
        width,
        ..area
    }
}

/// The figure above, the words below: narrow and high.
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

/// Writes line after line.
pub struct Pen {
    /// Where it may write.
    pub area: Rect,
    /// The row of the next line.
    pub y: u16,
}

impl Pen {
    /// A pen at the top of an area.
    pub fn new(area: Rect) -> Self {
        Self { area, y: area.y }
    }

    /// Writes a line, if there is still room for one.
    pub fn line(&mut self, text: &str, style: Style, buf: &mut Buffer) {
        if self.y < self.area.bottom() {
            buf.set_stringn(self.area.x, self.y, text, self.area.width.into(), style);
        }
        self.skip(1);
    }

    /// Leaves lines empty.
    pub fn skip(&mut self, lines: u16) {
        self.y = self.y.saturating_add(lines);
    }
}
