//! How the page of caffeine looks.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::{Page, caffeine};
use crate::diary::day::{called, format_mg};
use crate::diary::drinks::all_drinks;
use crate::evening::Caffeine;
use crate::tui::screens::diary::PageContext;
use crate::tui::theme::Theme;
use crate::tui::widgets::curve::Curve;
use crate::tui::wrap::wrapped;
use crate::words;

/// The least height of a curve that can be read.
const CURVE: u16 = 4;

/// The width of a drink in columns.
const COLUMN: u16 = 25;

/// Draws the page.
pub(super) fn draw(page: &Page, ctx: &PageContext<'_>, body: Rect, buf: &mut Buffer) {
    let scene = Scene {
        page,
        ctx: *ctx,
        theme: ctx.theme(),
        caffeine: caffeine(ctx),
    };
    scene.body(body, buf);
}

struct Scene<'a> {
    page: &'a Page,
    ctx: PageContext<'a>,
    theme: Theme,
    caffeine: Caffeine,
}

impl Scene<'_> {
    /// When the drink that is kept next was drunk.
    fn when(&self) -> String {
        let clock = |at| words::clock(at, &self.ctx.night().zone);
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
        let air = u16::from(body.height >= 16);
        let said = self.said(body);
        let drinks = self.choices(body.width, is_wide);
        let when = u16::from(is_wide);
        let today = self.today(body, is_wide);
        let height = |lines: usize| lines as u16;
        let taken = height(said.len() + drinks.len() + today.len()) + when;
        let airs = if today.is_empty() { 2 } else { 3 } * air;
        let curve = body.height.saturating_sub(taken + airs);
        let mut y = body.y;
        let mut put = |lines: Vec<(String, Style)>, buf: &mut Buffer| {
            for (text, style) in lines {
                if y < body.bottom() {
                    buf.set_stringn(body.x, y, text, body.width.into(), style);
                    y += 1;
                }
            }
            y += air;
            y
        };
        let below = put(said, buf);
        let shown = if curve >= CURVE { curve } else { 0 };
        if shown > 0 {
            let area = Rect::new(body.x, below, body.width, shown);
            self.curve(area, buf);
        }
        let rest = Rect {
            y: below + shown + air * u16::from(shown > 0),
            height: body
                .bottom()
                .saturating_sub(below + shown + air * u16::from(shown > 0)),
            ..body
        };
        if is_wide {
            let style = self.when_style();
            buf.set_stringn(rest.x, rest.y, self.when(), rest.width.into(), style);
        }
        for (row, text) in rest.rows().skip(when.into()).zip(&drinks) {
            self.choice_row(row, text, buf);
        }
        let y = rest.y + when + height(drinks.len()) + air;
        for (n, text) in (0..).zip(&today) {
            if y + n < body.bottom() {
                buf.set_stringn(body.x, y + n, text, body.width.into(), self.theme.dim);
            }
        }
    }

    /// What is left, in words.
    fn said(&self, body: Rect) -> Vec<(String, Style)> {
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let known = all_drinks(&self.ctx.config.diary.drinks);
        // Where there is no line for it beside the drinks, a time that was set takes the place of what is left.
        if body.width < 60 && self.page.at.is_some() {
            return vec![(self.when(), self.when_style())];
        }
        let [whole, short] = words::left_at_lights_out(&self.caffeine, &known);
        let whole = wrapped(&whole, body.width);
        let lines = if whole.len() > 1 && body.height < 12 {
            wrapped(&short, body.width)
        } else {
            whole
        };
        let mut lines: Vec<_> = lines.into_iter().map(|line| (line, bold)).collect();
        if body.height >= 12 {
            let between = words::between_people(&self.caffeine);
            lines.extend(
                wrapped(&between, body.width)
                    .into_iter()
                    .map(|line| (line, self.theme.dim)),
            );
        }
        lines
    }

    fn when_style(&self) -> Style {
        if self.page.at.is_some() {
            self.theme.accent
        } else {
            self.theme.dim
        }
    }

    /// The drinks to choose from, in rows of their digits and what they say.
    fn choices(&self, width: u16, is_wide: bool) -> Vec<Vec<(u16, char, String)>> {
        let mut rows: Vec<Vec<(u16, char, String)>> = Vec::new();
        let mut x = 0;
        for (digit, choice) in self.page.digits() {
            let name = called(choice.name.as_deref(), choice.mg);
            let text = match &choice.name {
                Some(_) if is_wide => format!("{name}, {}", format_mg(choice.mg)),
                Some(_) | None => name,
            };
            let takes = if is_wide {
                COLUMN
            } else {
                text.width() as u16 + 3
            };
            // Past the end of a row, another one; where there is little room two are all.
            if rows.is_empty() || x + takes > width + 1 {
                if !is_wide && rows.len() == 2 {
                    break;
                }
                rows.push(Vec::new());
                x = 0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((x, digit, text));
            }
            x += takes;
        }
        rows
    }

    fn choice_row(&self, row: Rect, drinks: &[(u16, char, String)], buf: &mut Buffer) {
        for (x, digit, text) in drinks {
            let x = row.x + x;
            let room = row.right().saturating_sub(x + 2);
            buf.set_stringn(x, row.y, digit.to_string(), 1, self.theme.key);
            buf.set_stringn(x + 2, row.y, text, room.into(), self.theme.text);
        }
    }

    /// The day's drinks: the last ones, where there is no room for all.
    fn today(&self, body: Rect, is_wide: bool) -> Vec<String> {
        if body.height < 10 || self.caffeine.cups.is_empty() {
            return vec![];
        }
        let most = if body.height >= 20 { 3 } else { 1 };
        let drinks: Vec<String> = self
            .caffeine
            .cups
            .iter()
            .map(|cup| {
                let at = words::clock(cup.drunk.at, &self.ctx.night().zone);
                match &cup.name {
                    Some(name) if is_wide => format!("{at} {name}, {}", format_mg(cup.drunk.mg)),
                    Some(_) | None => format!("{at} {}", cup.called()),
                }
            })
            .collect();
        for first in 0..drinks.len() {
            let label = if first == 0 {
                "Dose:  "
            } else {
                "Dose, the last:  "
            };
            let rows = wrapped_whole(label, &drinks[first..], body.width);
            if rows.len() <= most {
                return rows;
            }
        }
        vec![]
    }

    fn curve(&self, area: Rect, buf: &mut Buffer) {
        let evening = &self.ctx.night().evening;
        let drunk = self.caffeine.drunk();
        let first = drunk.first().map_or(evening.begins, |drink| drink.at);
        let last = drunk.last().map_or(evening.begins, |drink| drink.at);
        let dark = self.caffeine.lights_out;
        Curve {
            drunk: &drunk,
            half_life: self.ctx.config.diary.half_life,
            from: on_the_hour(first.min(evening.begins)),
            to: dark.max(last) + TimeDelta::hours(1),
            now: self.ctx.is_tonight().then_some(self.ctx.now()),
            lights_out: dark,
            zone: &self.ctx.night().zone,
            theme: &self.theme,
            ascii: self.ctx.terminal.ascii,
        }
        .render(area, buf);
    }
}

fn on_the_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at - TimeDelta::seconds(at.timestamp().rem_euclid(3600))
}

/// Texts in rows, none of them broken.
fn wrapped_whole(label: &str, texts: &[String], width: u16) -> Vec<String> {
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
