//! A piece of Tonight and of the review as an example, so that a theme can be judged before it is chosen. The evening is
//! made up: every kind of line is in it at any hour.

use chrono::NaiveTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use crate::review::Outcome;
use crate::time_of_day::ClockFormat;
use crate::tui::row::{put, row};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::band::Band;
use crate::tui::widgets::countdown::{Countdown, Face};
use crate::tui::widgets::plot::Plot;

/// The least width of an example beside a list.
pub(super) const MIN_WIDTH: u16 = 34;

/// The most cells that it is wide.
const MAX_WIDTH: u16 = 44;

/// From this height on it has everything.
const WHOLE: u16 = 13;

/// The minutes until the step that is drawn large.
const MINUTES: u64 = 12;

/// The rows of the large minutes, and their column.
const BIG_ROWS: u16 = 3;
const BIG_COLUMN: u16 = 3;

/// How far the nights of the example are from the middle of the band, from -1 (earlier) to 1.
const NIGHTS: [f64; 9] = [-0.2, 0.5, -0.6, 0.1, 0.9, -0.3, 0.3, -0.1, 0.2];

/// The example evening in a theme.
pub(super) struct ThemeSample<'a> {
    pub theme: &'a Theme,
    pub symbols: Symbols,
    pub clock: ClockFormat,
}

impl Widget for ThemeSample<'_> {
    /// Draws as much as there are rows for. With few of them a step that is done, the next one, and the marks.
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = Rect {
            width: area.width.min(MAX_WIDTH),
            ..area
        };
        if area.height < WHOLE {
            self.done_step(row(area, 0), buf);
            self.next_step(row(area, 1), buf);
            self.marks(row(area, 2), buf);
            return;
        }
        put(
            buf,
            row(area, 0),
            1,
            "An evening in this theme",
            self.theme.dim,
        );
        self.done_step(row(area, 1), buf);
        let rule = self.symbols.rule.repeat(area.width.into());
        put(buf, row(area, 2), 0, &rule, self.theme.rule);
        self.next_step(row(area, 3), buf);
        let later = time(22, 30);
        self.step(row(area, 4), " ", later, "Lights out", self.theme.text, buf);
        self.big(
            Rect {
                y: area.y + 6,
                height: BIG_ROWS,
                ..area
            },
            buf,
        );
        self.marks(row(area, 10), buf);
        let band = Rect {
            x: area.x + BIG_COLUMN,
            y: area.y + 11,
            width: area.width - BIG_COLUMN,
            height: 2,
        };
        self.band(band, buf);
    }
}

impl ThemeSample<'_> {
    fn done_step(&self, row: Rect, buf: &mut Buffer) {
        let at = time(20, 45);
        let tick = self.symbols.tick();
        self.step(row, tick, at, "Warm bath", self.theme.dim, buf);
        put(buf, row, BIG_COLUMN, tick, self.theme.good);
    }

    /// The line of the next step, chosen but without the cursor, which is in the list of themes.
    fn next_step(&self, row: Rect, buf: &mut Buffer) {
        buf.set_style(row, self.theme.chosen);
        let next = self.theme.accent.add_modifier(Modifier::BOLD);
        let next = self.theme.on_chosen(next);
        self.step(row, " ", time(21, 50), "Leg stretches", next, buf);
    }

    fn step(
        &self,
        row: Rect,
        status: &str,
        due: NaiveTime,
        title: &str,
        style: Style,
        buf: &mut Buffer,
    ) {
        let line = format!("{status}  {}  {title}", self.clock.in_column(due));
        put(buf, row, BIG_COLUMN, &line, style);
    }

    /// The minutes until the next step.
    fn big(&self, area: Rect, buf: &mut Buffer) {
        let digits = Rect {
            x: area.x + BIG_COLUMN,
            width: 12.min(area.width - BIG_COLUMN),
            ..area
        };
        let count = Countdown {
            face: Face::Count(MINUTES),
            from: MINUTES,
            most: 99,
            or_word: None,
            style: self.theme.accent,
            charset: self.symbols.charset(),
        };
        let width = count.size(digits.as_size()).width;
        count.render(digits, buf);
        let beside = BIG_COLUMN + width + 3;
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        put(buf, row(area, 0), beside, "Leg stretches", bold);
        put(buf, row(area, 1), beside, "in 12 minutes", self.theme.text);
        put(
            buf,
            row(area, 2),
            beside,
            "Warm muscles help.",
            self.theme.dim,
        );
    }

    /// The marks of a week.
    fn marks(&self, row: Rect, buf: &mut Buffer) {
        let (good, accent, dim) = (self.theme.good, self.theme.accent, self.theme.dim);
        let week = [
            (Outcome::Kept, good),
            (Outcome::Kept, good),
            (Outcome::Partly, accent),
            (Outcome::Kept, good),
            (Outcome::Missed, dim),
            (Outcome::Excused, dim),
            (Outcome::Running, accent),
        ];
        for (n, (outcome, style)) in (0..).zip(week) {
            let mark = self.symbols.outcome(outcome);
            put(buf, row, BIG_COLUMN + 2 * n, mark, style);
        }
        let beside = BIG_COLUMN + 2 * week.len() as u16 + 1;
        put(buf, row, beside, "3 of 5 kept", self.theme.text);
    }

    /// Nights around the band of the bedtime.
    fn band(&self, area: Rect, buf: &mut Buffer) {
        let charset = self.symbols.charset();
        let band = Band {
            edges: vec![Some((0.25, 0.75)); area.width.into()],
            style: self.theme.band,
            charset,
        };
        band.render(area, buf);
        let mut plot = Plot::new(area.width, area.height);
        for (n, late) in (0_u8..).zip(NIGHTS) {
            let across = (f64::from(n) + 0.5) / NIGHTS.len() as f64;
            plot.point(across, 0.5 + late / 2.0);
        }
        plot.render(area, buf, self.theme.text, charset);
    }
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}
