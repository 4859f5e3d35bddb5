//! The large display below the list: the time until the next step, or a moon when nothing is left to do.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::timer_of;
use super::view::{Scene, WITH_PAGE};
use crate::evening::{Entry, Status};
use crate::review::Outcome;
use crate::session::TimerStatus;
use crate::tui::row::put;
use crate::tui::widgets::countdown::{Countdown, Face};
use crate::tui::widgets::moon::Moon;
use crate::tui::wrap::{wrapped, wrapped_into};
use crate::words;

/// The picture drawn large.
enum Picture {
    /// A number of minutes.
    Minutes(u64),
    /// A word, or a time of day.
    Text(String),
    /// A crescent moon.
    Moon,
}

/// A word that takes the place of the minutes. Both are drawn at one size.
const NOW: &str = "now";

/// The minutes that the size of the digits is chosen for, 9:59 hours, unless more are shown.
const MOST_MINUTES: u64 = 599;

/// The most rows that the picture takes.
const TALLEST: u16 = 12;

/// From this height on the text stands below the picture if it is beside a page.
const STACKED: u16 = 20;

impl Scene<'_> {
    /// The step that is shown: the one that Enter acts on. None when nothing is left to do and the user chose none.
    pub(super) fn shown(&self) -> Option<&Entry<'_>> {
        let chosen = self.screen.chosen.as_ref();
        let chosen = chosen.and_then(|step| self.timeline.entry(step));
        chosen.or_else(|| self.next().filter(|_| self.timeline.lights_out.is_none()))
    }

    /// Draws the picture of that step, and the text beside or below it.
    pub(super) fn big(&self, area: Rect, buf: &mut Buffer) {
        let (picture, lines) = match self.shown() {
            Some(entry) => (self.picture(entry), self.text_beside(entry)),
            None => (Picture::Moon, self.closing(area.width >= 60)),
        };
        let is_stacked = self.ctx.area().width >= WITH_PAGE + 2 && area.height >= STACKED;
        let (indent, beside) = match area.width {
            _ if is_stacked => (8, 0),
            60.. => (8, 26),
            _ => (1, 18),
        };
        let indent = indent.min(area.width.saturating_sub(1));
        // If there is room, leave a row empty above and below.
        let air = if area.height >= 8 { 2 } else { 0 };
        let offered = Size::new(
            area.width.saturating_sub(indent + beside),
            (area.height - air).min(TALLEST),
        );
        let size = self.draw_picture(&picture, Rect::from((Position::ORIGIN, offered)), None);
        let text = lines.len() as u16;
        let height = if is_stacked {
            size.height + 2 + text
        } else {
            size.height.max(text)
        };
        let height = height.min(area.height);
        let top = area.y + (area.height - height) / 2;
        let left = area.x + indent;
        // The digits are as large as all that was offered allows.
        let place = Rect::from((Position::new(left, top), offered)).intersection(area);
        self.draw_picture(&picture, place, Some(buf));
        let column = if is_stacked {
            let y = (top + size.height + 2).min(area.bottom());
            Rect::new(left, y, area.right() - left, area.bottom() - y)
        } else {
            let x = (left + size.width + 3).min(area.right());
            // Beside tall digits the text is centred vertically.
            let down = size.height.saturating_sub(text + 1) / 2;
            Rect::new(x, top + down, area.right() - x, area.bottom() - top - down)
        };
        Self::beside(column, &fitting(lines, column.as_size()), buf);
    }

    /// Draws the picture in an area if a buffer is given. Returns the size that the picture takes there.
    fn draw_picture(&self, picture: &Picture, area: Rect, buf: Option<&mut Buffer>) -> Size {
        let (style, charset) = (self.theme.accent, self.ctx.terminal.charset());
        let (face, from) = match picture {
            Picture::Minutes(minutes) => (Face::Count(*minutes), *minutes),
            Picture::Text(text) => (Face::Text(text), 0),
            Picture::Moon => {
                let moon = Moon { style, charset };
                if let Some(buf) = buf {
                    moon.render(area, buf);
                }
                return Moon::size(area.as_size());
            }
        };
        let count = Countdown {
            face,
            from,
            most: MOST_MINUTES,
            or_word: Some(NOW),
            style,
            charset,
        };
        if let Some(buf) = buf {
            count.render(area, buf);
        }
        count.size(area.as_size())
    }

    fn beside(column: Rect, lines: &[(String, Style)], buf: &mut Buffer) {
        for (row, (line, style)) in column.rows().zip(lines) {
            put(buf, row, 0, line, *style);
        }
    }

    /// The picture of a step: the minutes until it is due or since then, what its timer has left, or when it was.
    fn picture(&self, entry: &Entry<'_>) -> Picture {
        let now = self.ctx.now();
        if let Some(timer) = timer_of(&self.ctx, entry) {
            return match timer.status(now) {
                TimerStatus::Over => Picture::Text("up".to_owned()),
                TimerStatus::Fresh | TimerStatus::Running | TimerStatus::Paused => {
                    Picture::Minutes(timer.left_minutes(now).unsigned_abs())
                }
            };
        }
        match entry.status {
            Status::Due => Picture::Text(NOW.to_owned()),
            Status::Upcoming | Status::Snoozed | Status::Late => {
                Picture::Minutes(self.minutes_away(entry))
            }
            Status::Done { at } if entry.is_time_known => self.clock_picture(at),
            Status::Done { .. } | Status::Skipped { .. } | Status::Missed | Status::Excused => {
                self.clock_picture(entry.due)
            }
        }
    }

    fn clock_picture(&self, at: DateTime<Utc>) -> Picture {
        let clock = self.ctx.clock(at);
        // The 12-hour clock adds `am` or `pm`, which is too much for large letters.
        let digits = clock.split_whitespace().next().unwrap_or_default();
        Picture::Text(digits.to_owned())
    }

    /// The minutes until the step is due, or since then; at least one.
    fn minutes_away(&self, entry: &Entry<'_>) -> u64 {
        let minutes = words::minutes_between(self.ctx.now(), entry.waits_until());
        minutes.unsigned_abs().max(1)
    }

    fn text_beside(&self, entry: &Entry<'_>) -> Vec<(String, Style)> {
        let timer = timer_of(&self.ctx, entry).map(|timer| timer.status(self.ctx.now()));
        let away = || words::spoken_span(self.minutes_away(entry));
        let when = match entry.status {
            _ if timer == Some(TimerStatus::Over) => "Time is up.".to_owned(),
            _ if timer == Some(TimerStatus::Paused) => "minutes left, paused".to_owned(),
            _ if timer.is_some() => "minutes left".to_owned(),
            Status::Due => "It is time.".to_owned(),
            Status::Late => format!("open for {}", away()),
            Status::Upcoming | Status::Snoozed => format!("in {}", away()),
            Status::Done { .. } | Status::Skipped { .. } | Status::Missed | Status::Excused => {
                self.note(entry)
            }
        };
        let mut lines = vec![
            (
                entry.step.title.clone(),
                self.theme.text.add_modifier(Modifier::BOLD),
            ),
            (when, self.theme.text),
        ];
        let is_over = entry.status.is_settled();
        if let Some(page) = entry.step.page().filter(|_| !is_over) {
            lines.push((page.hint.clone(), self.theme.dim));
        }
        lines
    }

    /// The text when nothing is left to do. With little room the week is its marks alone.
    fn closing(&self, is_roomy: bool) -> Vec<(String, Style)> {
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
        let mut lines = vec![
            (first_line.to_owned(), bold),
            (format!("{done} of {required} tonight"), self.theme.text),
        ];
        lines.extend(self.week(is_roomy));
        lines
    }

    /// The week up to tonight: the marks of its evenings, below their days if asked for. Nothing before a first evening is
    /// over.
    fn week(&self, with_days: bool) -> Vec<(String, Style)> {
        let before = self.screen.recent.as_ref().map(|recent| &recent.last);
        let Some(before) = before.filter(|evenings| !evenings.is_empty()) else {
            return vec![];
        };
        let (done, required) = self.timeline.required();
        let tonight = match (done, required) {
            (_, 0) => Outcome::Free,
            (done, required) if done == required => Outcome::Kept,
            _ => Outcome::Running,
        };
        let date = self.timeline.evening.date;
        let evenings = before.iter().copied().chain([(date, tonight)]);
        let mark = |outcome| self.symbols.outcome(outcome);
        if !with_days {
            let marks: Vec<_> = evenings.map(|(_, outcome)| mark(outcome)).collect();
            return vec![(marks.join(" "), self.theme.text)];
        }
        let (days, marks): (Vec<_>, Vec<_>) = evenings
            .map(|(date, outcome)| {
                let day: String = date.0.format("%a").to_string().chars().take(2).collect();
                (day, format!("{} ", mark(outcome)))
            })
            .unzip();
        vec![
            (String::new(), self.theme.dim),
            (days.join(" "), self.theme.dim),
            (marks.join(" "), self.theme.text),
        ]
    }
}

/// The texts that fit completely, wrapped. One that would be cut off is left out, with all after it; the first one is cut.
fn fitting(texts: Vec<(String, Style)>, room: Size) -> Vec<(String, Style)> {
    let mut lines: Vec<(String, Style)> = Vec::new();
    for (n, (text, style)) in texts.into_iter().enumerate() {
        let left = room.height - lines.len() as u16;
        let rows = match n {
            // The days of the week stand above their marks, so no space between them is lost.
            _ if left > 0 && text.width() <= room.width.into() => vec![text],
            0 => wrapped_into(&text, room.width, left),
            _ => wrapped(&text, room.width),
        };
        if rows.len() > left.into() {
            break;
        }
        lines.extend(rows.into_iter().map(|row| (row, style)));
    }
    lines
}
