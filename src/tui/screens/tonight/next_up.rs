//! The large display below the list: the time until the next step, or a moon when nothing is left to do.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Modifier, Style};
use ratatui::text;
use ratatui::widgets::{Paragraph, Widget, Wrap};
use unicode_width::UnicodeWidthStr;

use super::timer_of;
use super::view::Scene;
use crate::evening::{Entry, Status};
use crate::session::TimerStatus;
use crate::tui::widgets::big::Big;
use crate::tui::widgets::countdown::{Countdown, Face};
use crate::tui::wrap::wrapped;
use crate::words;

/// The picture drawn in large letters.
enum Picture {
    /// A number of minutes.
    Minutes(u64),
    /// A word, or a time of day.
    Word(String),
    /// A crescent moon.
    Moon,
}

impl Scene<'_> {
    /// Draws the picture for the next step, and the text beside it.
    pub(super) fn big(&self, area: Rect, buf: &mut Buffer) {
        let (picture, lines) = match self.next().filter(|_| self.timeline.lights_out.is_none()) {
            Some(next) => (self.picture(next), self.text_beside(next)),
            None => (Picture::Moon, self.closing()),
        };
        let (indent, beside) = if area.width >= 60 { (8, 26) } else { (1, 18) };
        let indent = indent.min(area.width.saturating_sub(1));
        // If there is room, leave a row empty above and below.
        let air = if area.height >= 8 { 2 } else { 0 };
        let offered = Size::new(
            area.width.saturating_sub(indent + beside),
            area.height - air,
        );
        let size = self.draw_picture(&picture, Rect::from((Position::ORIGIN, offered)), None);
        let height = size.height.max(lines.len() as u16).min(area.height);
        let top = area.y + (area.height - height) / 2;
        let left = area.x + indent;
        let place = Rect::new(left, top, size.width, size.height).intersection(area);
        self.draw_picture(&picture, place, Some(buf));
        let x = (left + size.width + 3).min(area.right());
        // Beside tall digits the text is centred vertically.
        let down = size.height.saturating_sub(lines.len() as u16 + 1) / 2;
        let column = Rect::new(x, top + down, area.right() - x, area.bottom() - top - down);
        Self::beside(column, fitting(lines, column.as_size()), buf);
    }

    /// Draws the picture in an area if a buffer is given. Returns the size that the picture takes there.
    fn draw_picture(&self, picture: &Picture, area: Rect, buf: Option<&mut Buffer>) -> Size {
        let (style, ascii) = (self.theme.accent, self.ctx.terminal.ascii);
        match picture {
            Picture::Minutes(minutes) => {
                let count = Countdown {
                    face: Face::Count(*minutes),
                    from: *minutes,
                    most: *minutes,
                    style,
                    ascii,
                };
                if let Some(buf) = buf {
                    count.render(area, buf);
                }
                count.size(area.as_size())
            }
            Picture::Word(text) => {
                let big = Big { text, style, ascii };
                if let Some(buf) = buf {
                    big.render(area, buf);
                }
                big.size(area.as_size())
            }
            Picture::Moon => {
                if let Some(buf) = buf {
                    moon(area, style, ascii, buf);
                }
                Size::new(MOON[0].width() as u16, MOON.len() as u16)
            }
        }
    }

    fn beside(column: Rect, lines: Vec<(String, Style)>, buf: &mut Buffer) {
        let lines: Vec<_> = lines
            .into_iter()
            .map(|(text, style)| text::Line::styled(text, style))
            .collect();
        Paragraph::new(lines)
            .wrap(Wrap { trim: true })
            .render(column, buf);
    }

    /// The picture for the next step: minutes until it is due, or since when it is late.
    fn picture(&self, next: &Entry<'_>) -> Picture {
        let minutes = words::minutes_between(self.ctx.now(), next.waits_until());
        if let Some(timer) = timer_of(&self.ctx, next) {
            return match timer.status(self.ctx.now()) {
                TimerStatus::Over => Picture::Word("up".to_owned()),
                TimerStatus::Fresh | TimerStatus::Running | TimerStatus::Paused => {
                    Picture::Minutes(timer.left_minutes(self.ctx.now()).unsigned_abs())
                }
            };
        }
        match next.status {
            Status::Due => Picture::Word("now".to_owned()),
            Status::Late => Picture::Word(words::clock(next.waits_until(), &self.ctx.zone)),
            _ => Picture::Minutes(minutes.max(1).unsigned_abs()),
        }
    }

    fn text_beside(&self, next: &Entry<'_>) -> Vec<(String, Style)> {
        let minutes = words::minutes_between(self.ctx.now(), next.waits_until());
        let timer = timer_of(&self.ctx, next).map(|timer| timer.status(self.ctx.now()));
        let when = match next.status {
            _ if timer == Some(TimerStatus::Over) => "Time is up.".to_owned(),
            _ if timer == Some(TimerStatus::Paused) => "minutes left, paused".to_owned(),
            _ if timer.is_some() => "minutes left".to_owned(),
            Status::Due => "It is time.".to_owned(),
            Status::Late => format!(
                "open for {}",
                words::short_span(
                    -minutes
                        .min(-1)
                        .min(words::minutes_between(self.ctx.now(), next.waits_until()))
                )
            ),
            _ if minutes >= 100 => "hours from now".to_owned(),
            _ if minutes <= 1 => "minute from now".to_owned(),
            _ => "minutes from now".to_owned(),
        };
        let mut lines = vec![
            (
                next.step.title.clone(),
                self.theme.text.add_modifier(Modifier::BOLD),
            ),
            (when, self.theme.text),
        ];
        if let Some(page) = next.step.page() {
            lines.push((page.hint.clone(), self.theme.dim));
        }
        lines
    }

    /// The text when nothing is left to do.
    fn closing(&self) -> Vec<(String, Style)> {
        let (done, required) = self.timeline.required();
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        if self.timeline.entries.is_empty() {
            return vec![
                ("Nothing is planned for tonight.".to_owned(), bold),
                ("Rest well.".to_owned(), self.theme.dim),
            ];
        }
        if self.timeline.excused {
            return vec![
                ("This evening does not count.".to_owned(), bold),
                ("Take the rest you need.".to_owned(), self.theme.dim),
            ];
        }
        let first_line = if self.timeline.lights_out.is_some() {
            "Lights are out. Sleep well."
        } else {
            "All settled. Sleep well."
        };
        vec![
            (first_line.to_owned(), bold),
            (format!("{done} of {required} tonight"), self.theme.text),
        ]
    }
}

/// The lines that fit completely. A line that would be cut off is left out, with all after it.
fn fitting(lines: Vec<(String, Style)>, room: Size) -> Vec<(String, Style)> {
    let mut left = usize::from(room.height);
    let fits = |(text, _): &(String, Style)| {
        let rows = wrapped(text, room.width).len();
        let fits = rows <= left;
        left = left.saturating_sub(rows);
        fits
    };
    lines.into_iter().take_while(fits).collect()
}

/// A crescent moon.
const MOON: [&str; 4] = ["  ▄█▀▀", " ██   ", " ██   ", "  ▀█▄▄"];

fn moon(area: Rect, style: Style, ascii: bool, buf: &mut Buffer) {
    for (row, line) in area.rows().zip(MOON) {
        let line = if ascii {
            line.replace(['▄', '█', '▀'], "#")
        } else {
            line.to_owned()
        };
        buf.set_stringn(row.x, row.y, line, row.width.into(), style);
    }
}
