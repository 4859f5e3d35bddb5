//! Draws the caffeine page.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::{CaffeinePage, caffeine};
use crate::diary::day::{drink_label, format_mg};
use crate::diary::drinks::all_drinks;
use crate::evening::Caffeine;
use crate::tui::row::{self, row};
use crate::tui::screens::diary::PageContext;
use crate::tui::theme::Theme;
use crate::tui::widgets::curve::Curve;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::wrapped;
use crate::words;

/// The minimum height, in rows, of a readable curve.
const MIN_CURVE_HEIGHT: u16 = 4;

/// The width of a drink's cell on a wide screen, in columns.
const CELL_WIDTH: u16 = 25;

/// Draws the page.
pub(super) fn draw(page: &CaffeinePage, ctx: &PageContext<'_>, body: Rect, buf: &mut Buffer) {
    let view = CaffeineView {
        page,
        ctx: *ctx,
        theme: ctx.theme(),
        caffeine: caffeine(ctx),
    };
    view.body(body, buf);
}

struct CaffeineView<'a> {
    page: &'a CaffeinePage,
    ctx: PageContext<'a>,
    theme: Theme,
    caffeine: Caffeine,
}

impl CaffeineView<'_> {
    /// The time the next drink will be recorded at: `At 21:15, 20 min ago:`.
    fn drink_time(&self) -> String {
        let clock = |at| self.ctx.clock_there(at);
        if let Some(over) = self.page.over {
            return match self.page.at {
                None if self.ctx.is_tonight() => format!("Over {over} until now:"),
                None => format!("Over {over}, on that day:"),
                Some(at) => format!("From {} over {over}:", clock(at)),
            };
        }
        match self.page.at {
            None if self.ctx.is_tonight() => format!("Now, {}:", clock(self.ctx.now())),
            None => "On that day:".to_owned(),
            Some(at) if self.ctx.is_tonight() => {
                let minutes = words::minutes_between(at, self.ctx.now());
                format!("At {}, {} ago:", clock(at), words::short_span(minutes))
            }
            Some(at) => format!("At {}:", clock(at)),
        }
    }

    fn body(&self, body: Rect, buf: &mut Buffer) {
        let is_wide = body.width >= 60;
        let gap = u16::from(body.height >= 16);
        let summary = self.summary(body);
        let choices = self.choices(body.width, is_wide);
        let time_height = u16::from(is_wide);
        let drunk = self.drunk(body, is_wide);
        let height = |lines: usize| lines as u16;
        let text_height = height(summary.len() + choices.len() + drunk.len()) + time_height;
        let gaps = if drunk.is_empty() { 2 } else { 3 } * gap;
        let free = body.height.saturating_sub(text_height + gaps);
        let mut y = body.y;
        let mut put = |lines: Vec<(String, Style)>, buf: &mut Buffer| {
            for (text, style) in lines {
                if y < body.bottom() {
                    row::put(buf, row(body, y - body.y), 0, text, style);
                    y += 1;
                }
            }
            y += gap;
            y
        };
        let below = put(summary, buf);
        let curve_height = if free >= MIN_CURVE_HEIGHT { free } else { 0 };
        if curve_height > 0 {
            let area = Rect::new(body.x, below, body.width, curve_height);
            self.curve(area, buf);
        }
        let rest = Rect {
            y: below + curve_height + gap * u16::from(curve_height > 0),
            height: body
                .bottom()
                .saturating_sub(below + curve_height + gap * u16::from(curve_height > 0)),
            ..body
        };
        if is_wide {
            let style = self.drink_time_style();
            row::put(buf, rest, 0, self.drink_time(), style);
        }
        let rows = Rect {
            y: rest.y + time_height.min(rest.height),
            height: rest
                .height
                .saturating_sub(time_height)
                .min(height(choices.len())),
            ..rest
        };
        let mut shown = 0;
        for (row, drinks) in rows.rows().zip(&choices) {
            self.choice_row(row, drinks, buf);
            shown += drinks.len();
        }
        let hidden = HiddenLines {
            above: 0,
            below: self.page.digits().count() - shown,
        };
        hidden.draw(rows, &self.theme, self.ctx.symbols(), buf);
        let below = time_height + height(choices.len()) + gap;
        for (n, text) in (below..).zip(&drunk) {
            row::put(buf, row(rest, n), 0, text, self.theme.dim);
        }
    }

    /// How much caffeine will be left, as wrapped lines with their styles.
    fn summary(&self, body: Rect) -> Vec<(String, Style)> {
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let known = all_drinks(&self.ctx.config.diary.drinks);
        if let Some((name, dose)) = self.page.preview(&self.ctx) {
            let lines = words::would_leave_long_and_short(&self.caffeine, name, dose);
            let line = &lines[usize::from(body.width < 60)];
            let lines = wrapped(line, body.width);
            let mut lines: Vec<_> = lines
                .into_iter()
                .map(|line| (line, self.theme.accent))
                .collect();
            if body.width < 60 && self.page.at.is_some() {
                lines.insert(0, (self.drink_time(), self.drink_time_style()));
            }
            return lines;
        }
        // A narrow screen has no separate row for the chosen time, so it is shown instead of the summary.
        if body.width < 60 && self.page.at.is_some() {
            return vec![(self.drink_time(), self.drink_time_style())];
        }
        let [whole, short] = words::caffeine_left_long_and_short(&self.caffeine, &known);
        let whole = wrapped(&whole, body.width);
        let lines = if whole.len() > 1 && body.height < 12 {
            wrapped(&short, body.width)
        } else {
            whole
        };
        let mut lines: Vec<_> = lines.into_iter().map(|line| (line, bold)).collect();
        if body.height >= 12 {
            let between = words::caffeine_between_people(&self.caffeine);
            lines.extend(
                wrapped(&between, body.width)
                    .into_iter()
                    .map(|line| (line, self.theme.dim)),
            );
        }
        lines
    }

    fn drink_time_style(&self) -> Style {
        if self.page.at.is_some() || self.page.over.is_some() {
            self.theme.accent
        } else {
            self.theme.dim
        }
    }

    /// The drinks offered, laid out in rows. Each has its column, its digit and its text.
    fn choices(&self, width: u16, is_wide: bool) -> Vec<Vec<(u16, char, String)>> {
        let mut rows: Vec<Vec<(u16, char, String)>> = Vec::new();
        let mut x = 0;
        for (digit, choice) in self.page.digits() {
            let name = drink_label(choice.name.as_deref(), choice.mg);
            let text = match &choice.name {
                Some(_) if is_wide => format!("{name}, {}", format_mg(choice.mg)),
                Some(_) | None => name,
            };
            let cell_width = if is_wide {
                CELL_WIDTH
            } else {
                text.width() as u16 + 3
            };
            // A full row starts another; a narrow screen shows two rows at most.
            if rows.is_empty() || x + cell_width > width + 1 {
                if !is_wide && rows.len() == 2 {
                    break;
                }
                rows.push(Vec::new());
                x = 0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((x, digit, text));
            }
            x += cell_width;
        }
        rows
    }

    fn choice_row(&self, row: Rect, drinks: &[(u16, char, String)], buf: &mut Buffer) {
        for (x, digit, text) in drinks {
            row::put(buf, row, *x, digit.to_string(), self.theme.key);
            row::put(buf, row, x + 2, text, self.theme.text);
        }
    }

    /// The drinks recorded for the day, as rows. If they do not all fit, the earliest are left out.
    fn drunk(&self, body: Rect, is_wide: bool) -> Vec<String> {
        if body.height < 10 || self.caffeine.drinks.is_empty() {
            return vec![];
        }
        let max_rows = if body.height >= 20 { 3 } else { 1 };
        let drinks: Vec<String> = self
            .caffeine
            .drinks
            .iter()
            .map(|drink| {
                let at = self.ctx.clock_there(drink.dose.at);
                match &drink.name {
                    Some(name) if is_wide => format!("{at} {name}, {}", format_mg(drink.dose.mg)),
                    Some(_) | None => format!("{at} {}", drink.label()),
                }
            })
            .collect();
        for first in 0..drinks.len() {
            let label = if first == 0 {
                "Drunk:  "
            } else {
                "Drunk, the last:  "
            };
            let rows = wrapped_list(label, &drinks[first..], body.width);
            if rows.len() <= max_rows {
                return rows;
            }
        }
        vec![]
    }

    fn curve(&self, area: Rect, buf: &mut Buffer) {
        let evening = &self.ctx.night().evening;
        let drunk = self.caffeine.doses();
        let own = &self.caffeine.drinks;
        let first = own.first().map_or(evening.begins, |drink| drink.dose.at);
        let last = own.last().map_or(evening.begins, |drink| drink.dose.at);
        let lights_out = self.caffeine.lights_out;
        Curve {
            drunk: &drunk,
            half_life: self.ctx.config.diary.half_life,
            from: start_of_hour(first.min(evening.begins)),
            to: lights_out.max(last) + TimeDelta::hours(1),
            now: self.ctx.is_tonight().then_some(self.ctx.now()),
            lights_out,
            zone: &self.ctx.night().zone,
            clock: self.ctx.clock_format(),
            theme: &self.theme,
            charset: self.ctx.terminal.charset(),
        }
        .render(area, buf);
    }
}

/// The start of the hour, in UTC.
fn start_of_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at - TimeDelta::seconds(at.timestamp().rem_euclid(3600))
}

/// Wraps a list of texts after a label, without breaking a text.
fn wrapped_list(label: &str, texts: &[String], width: u16) -> Vec<String> {
    let mut rows = vec![label.to_owned()];
    let mut is_first = true;
    for text in texts {
        let Some(row) = rows.last_mut() else { continue };
        let gap = if is_first { "" } else { "   " };
        if row.width() + gap.width() + text.width() <= usize::from(width) {
            row.push_str(gap);
            row.push_str(text);
        } else {
            rows.push(" ".repeat(label.width()) + text);
        }
        is_first = false;
    }
    rows
}
