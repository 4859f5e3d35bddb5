//! The sign that a list or a text goes on above or below what is shown.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::tui::row::{put, row};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;

/// How many lines have no room in their area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HiddenLines {
    /// Those above the first row.
    pub above: usize,
    /// Those below the last row.
    pub below: usize,
}

/// The width of a text's lines in an area, so that they do not touch the arrow.
pub const fn text_width(area: Rect) -> u16 {
    // Wider areas have margins of two columns.
    if area.width < 60 {
        area.width.saturating_sub(1)
    } else {
        area.width
    }
}

/// One end of the area.
struct End {
    hidden: usize,
    /// The row at this end.
    row: u16,
    /// Where the hidden lines are.
    place: &'static str,
    arrow: &'static str,
}

impl HiddenLines {
    /// Of `count` lines, of which those from `first` on are drawn into `rows` rows.
    pub fn of(count: usize, first: usize, rows: u16) -> Self {
        Self {
            above: first.min(count),
            below: count.saturating_sub(first + usize::from(rows)),
        }
    }

    /// Says at the right end of the first and of the last row how many lines are hidden there. Where that row has no room, an arrow
    /// beside it says that there are some. To be called once the area is drawn.
    pub fn draw(self, area: Rect, theme: &Theme, symbols: Symbols, buf: &mut Buffer) {
        for end in self.ends(area, symbols) {
            let End { hidden, place, .. } = end;
            let texts = [format!(" {hidden} {place}"), format!(" +{hidden}")];
            let text = texts
                .iter()
                .find(|text| is_free(text, row(area, end.row), symbols, buf));
            match text {
                Some(text) => {
                    let row = row(area, end.row);
                    let style = style_of(&buf[(row.right() - 1, row.y)], theme);
                    put(buf, row, row.width - text.width() as u16, text, style);
                }
                None => arrow(&end, area, theme, buf),
            }
        }
    }

    /// Draws arrows only, for a text, or for a list whose header says where one is.
    pub fn draw_arrows(self, area: Rect, theme: &Theme, symbols: Symbols, buf: &mut Buffer) {
        for end in self.ends(area, symbols) {
            arrow(&end, area, theme, buf);
        }
    }

    /// The ends at which something is hidden. A single row has one sign for both.
    fn ends(self, area: Rect, symbols: Symbols) -> impl Iterator<Item = End> {
        let [up, down] = symbols.more_above_below;
        let is_both = area.height == 1 && self.above > 0 && self.below > 0;
        let ends = if is_both {
            let both = End {
                hidden: self.above + self.below,
                row: 0,
                place: "more",
                arrow: down,
            };
            vec![both]
        } else {
            vec![
                End {
                    hidden: self.above,
                    row: 0,
                    place: "above",
                    arrow: up,
                },
                End {
                    hidden: self.below,
                    row: area.height.saturating_sub(1),
                    place: "below",
                    arrow: down,
                },
            ]
        };
        let ends = ends.into_iter().filter(|end| end.hidden > 0);
        ends.filter(move |_| !area.is_empty())
    }
}

/// Whether the right end of the row has room for the text. It may stand on a rule.
fn is_free(text: &str, row: Rect, symbols: Symbols, buf: &Buffer) -> bool {
    let left = row.right().saturating_sub(text.width() as u16);
    let mut places = (left..row.right()).map(|x| &buf[(x, row.y)]);
    left > row.x && places.all(|cell| [" ", symbols.rule].contains(&cell.symbol()))
}

/// Draws the arrow in the margin, or where there is none over the last cell of the row.
fn arrow(end: &End, area: Rect, theme: &Theme, buf: &mut Buffer) {
    let y = area.y + end.row;
    let is_empty = |x: u16| {
        let cell = buf.cell(Position::new(x, y));
        cell.is_some_and(|cell| cell.symbol() == " ")
    };
    let margin = area.right();
    // A space parts it from the text, where the margin has two columns.
    let x = match (is_empty(margin), is_empty(margin + 1)) {
        (true, true) => margin + 1,
        (true, false) => margin,
        (false, _) => margin - 1,
    };
    let style = style_of(&buf[(x, y)], theme);
    put(buf, Rect::new(x, y, 1, 1), 0, end.arrow, style);
}

/// The style of the sign: that of less important text, on the chosen line as it is there.
fn style_of(cell: &Cell, theme: &Theme) -> Style {
    let Style {
        bg, add_modifier, ..
    } = theme.chosen;
    let is_chosen = bg.map_or(!add_modifier.is_empty(), |bg| cell.bg == bg)
        && cell.modifier.contains(add_modifier);
    if is_chosen {
        theme.on_chosen(theme.dim)
    } else {
        theme.dim
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::ThemeName;
    use crate::tui::charset::Charset;
    use crate::tui::theme::Depth;

    fn drawn(lines: &[&str], above: usize, below: usize) -> Vec<String> {
        let mut buf = Buffer::with_lines(lines.iter().map(|line| format!("{line:<18}")));
        let area = Rect {
            width: buf.area.width - 1,
            ..buf.area
        };
        let theme = Theme::new(ThemeName::Warm, Depth::None, false);
        let symbols = Symbols::new(Charset::Unicode);
        HiddenLines { above, below }.draw(area, &theme, symbols, &mut buf);
        let rows = buf.area.rows().map(|row| {
            let cells = row.positions().map(|place| buf[place].symbol());
            cells.collect::<String>().trim_end().to_owned()
        });
        rows.collect()
    }

    #[test]
    fn of_a_list_that_is_longer_than_its_area_both_ends_say_how_many_lines_are_hidden() {
        let lines = ["bath", "", "stretches"];
        assert_eq!(
            drawn(&lines, 2, 13),
            ["bath      2 above", "", "stretches     +13"]
        );
        assert_eq!(drawn(&lines, 0, 0), lines);
    }

    #[test]
    fn a_single_row_has_one_sign_for_both_ends() {
        assert_eq!(drawn(&["bath"], 2, 3), ["bath       5 more"]);
        assert_eq!(drawn(&["stretches, then"], 2, 3), ["stretches, then  ↓"]);
    }

    #[test]
    fn where_a_row_is_full_an_arrow_stands_in_the_margin() {
        let full = "as long as the row";
        let full = &full[..17];
        assert_eq!(drawn(&[full], 0, 3), [format!("{full}↓")]);
        assert_eq!(drawn(&[full], 3, 0), [format!("{full}↑")]);
        assert_eq!(
            drawn(&[&format!("{full}s")], 3, 0),
            [format!("{}↑s", &full[..16])]
        );
    }

    #[test]
    fn nothing_is_hidden_of_lines_that_have_room() {
        let of = |count, first, rows| {
            let HiddenLines { above, below } = HiddenLines::of(count, first, rows);
            (above, below)
        };
        assert_eq!(of(5, 0, 5), (0, 0));
        assert_eq!(of(5, 0, 7), (0, 0));
        assert_eq!(of(5, 1, 3), (1, 1));
        assert_eq!(of(5, 3, 2), (3, 0));
    }
}
