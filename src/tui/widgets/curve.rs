//! The caffeine in the body from the morning to lights-out: the user's own curve, and around it the band between people
//! who eliminate caffeine fast and slowly.
//!
//! The curve is drawn in dots, the band in shaded cells, and now and lights-out as two kinds of vertical lines, so that
//! they can be told apart without colours.

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::braille::{self, ACROSS, DOTS, DOWN};
use crate::diary::caffeine::{Dose, QUICK_HALF_LIFE, SLOW_HALF_LIFE, curve};
use crate::span::Span;
use crate::time_of_day::ClockFormat;
use crate::tui::charset::Charset;
use crate::tui::row::put;
use crate::tui::theme::Theme;

/// The caffeine curve of a day.
#[derive(Debug, Clone, Copy)]
pub struct Curve<'a, Z> {
    /// The drinks.
    pub drunk: &'a [Dose],
    /// The user's half-life.
    pub half_life: Span,
    /// The beginning of the time axis.
    pub from: DateTime<Utc>,
    /// The end of the time axis, after its beginning.
    pub to: DateTime<Utc>,
    /// The time of the line for now. None draws no line.
    pub now: Option<DateTime<Utc>>,
    /// The time of the line for lights-out.
    pub lights_out: DateTime<Utc>,
    /// The time zone of the axis.
    pub zone: &'a Z,
    /// The clock of the axis.
    pub clock: ClockFormat,
    /// The current theme.
    pub theme: &'a Theme,
    /// The characters that can be drawn.
    pub charset: Charset,
}

/// The characters that a curve is drawn with.
struct CurveSymbols {
    band: &'static str,
    now: &'static str,
    lights_out: &'static str,
    axis: &'static str,
    tick: &'static str,
}

const UNICODE: CurveSymbols = CurveSymbols {
    band: "░",
    now: "│",
    lights_out: "┊",
    axis: "─",
    tick: "┴",
};

const CONSOLE: CurveSymbols = CurveSymbols {
    band: "░",
    now: "│",
    lights_out: "║",
    axis: "─",
    tick: "┴",
};

const ASCII: CurveSymbols = CurveSymbols {
    band: ":",
    now: "|",
    lights_out: "!",
    axis: "-",
    tick: "+",
};

/// Width of the labels left of the plot in cells, enough for `120 mg`.
const LABELS: u16 = 7;

/// The columns between the names of the two lines, which alone part them without colours.
const NAME_GAP: u16 = 3;

/// The fraction of a cell's height that the band must cover to be drawn there.
const COVERED: f64 = 0.4;

impl<Z: TimeZone> Widget for Curve<'_, Z> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        // From the top: a row for the names of the marks if there is room, the plot, the axis, and its hours.
        if area.width < LABELS + 8 || area.height < 4 || self.to <= self.from {
            return;
        }
        let names = u16::from(area.height >= 5);
        let plot = Rect {
            x: area.x + LABELS,
            y: area.y + names,
            width: area.width - LABELS,
            height: area.height - 2 - names,
        };
        let points = usize::from(plot.width * ACROSS);
        let points_for = |half_life| curve(self.drunk, self.from, self.to, points, half_life);
        let (quick, own, slow) = (
            points_for(QUICK_HALF_LIFE),
            points_for(self.half_life),
            points_for(SLOW_HALF_LIFE),
        );
        let most = own.iter().chain(&slow).copied().fold(0.0, f64::max);
        let top = round_above(most);
        let scale = f64::from(plot.height * DOWN) / top;
        self.axes(plot, top, buf);
        self.band(plot, (&quick, &slow), scale, buf);
        self.marks(plot, names > 0, buf);
        self.line(plot, &own, scale, buf);
    }
}

impl<Z: TimeZone> Curve<'_, Z> {
    fn symbols(&self) -> &'static CurveSymbols {
        match self.charset {
            Charset::Unicode => &UNICODE,
            Charset::Console => &CONSOLE,
            Charset::Ascii => &ASCII,
        }
    }

    /// The column of an instant, if it is on the axis.
    fn column(&self, at: DateTime<Utc>, plot: Rect) -> Option<u16> {
        let whole = (self.to - self.from).as_seconds_f64();
        let part = (at - self.from).as_seconds_f64() / whole;
        let column = (part * f64::from(plot.width)) as u16;
        (0.0..=1.0)
            .contains(&part)
            .then(|| plot.x + column.min(plot.width - 1))
    }

    /// Draws the labels in milligrams on the left, and the axis with its hours below.
    fn axes(&self, plot: Rect, top: f64, buf: &mut Buffer) {
        let symbols = self.symbols();
        let label = |y: u16, text: &str, buf: &mut Buffer| {
            let place = Rect::new(plot.x - LABELS, y, LABELS, 1);
            let text = format!("{text:>width$}", width = usize::from(LABELS - 1));
            put(buf, place, 0, text, self.theme.dim);
        };
        label(plot.y, &format!("{top} mg"), buf);
        if plot.height >= 6 {
            let middle = plot.y + plot.height / 2;
            label(middle, &format!("{} mg", top / 2.0), buf);
        }
        label(plot.bottom(), "0", buf);
        let axis = symbols.axis.repeat(plot.width.into());
        buf.set_string(plot.x, plot.bottom(), axis, self.theme.rule);
        let each = self.hours_apart(plot.width);
        let mut last_ends = 0;
        for at in self.full_hours() {
            let local = at.with_timezone(self.zone).naive_local();
            if local.hour() % each != 0 {
                continue;
            }
            let Some(x) = self.column(at, plot) else {
                continue;
            };
            buf.set_string(x, plot.bottom(), symbols.tick, self.theme.rule);
            let text = self.label(local.time(), plot.width);
            let width = text.len() as u16;
            let begins = x.saturating_sub(width / 2).max(plot.x);
            // When the clocks go back an hour comes twice, so its second label may overlap the first.
            if begins >= last_ends && begins + width <= plot.right() {
                buf.set_string(begins, plot.bottom() + 1, text, self.theme.dim);
                last_ends = begins + width + 1;
            }
        }
    }

    /// The instants of all full hours on the axis.
    fn full_hours(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let local = self.from.with_timezone(self.zone).naive_local();
        let past = TimeDelta::minutes(local.minute().into());
        let first = self.from - past;
        let hours = (self.to - first).num_hours();
        (0..=hours).map(move |hours| first + TimeDelta::hours(hours))
    }

    /// A full hour as the label of the axis of a plot of that width.
    fn label(&self, hour: NaiveTime, width: u16) -> String {
        match self.clock {
            ClockFormat::TwentyFourHour if width >= 60 => self.clock.time(hour),
            ClockFormat::TwentyFourHour | ClockFormat::TwelveHour => self.clock.hour(hour),
        }
    }

    /// The smallest number of hours between two labels that there is room for.
    fn hours_apart(&self, width: u16) -> u32 {
        let hours = (self.to - self.from).num_hours().max(1);
        let room = match self.clock {
            ClockFormat::TwentyFourHour if width < 60 => 4,
            ClockFormat::TwentyFourHour | ClockFormat::TwelveHour => 8,
        };
        let fits = |each: &u32| hours * room <= i64::from(width) * i64::from(*each);
        [1, 2, 3, 4, 6].into_iter().find(fits).unwrap_or(12)
    }

    fn band(&self, plot: Rect, (quick, slow): (&[f64], &[f64]), scale: f64, buf: &mut Buffer) {
        for column in 0..plot.width {
            let point = usize::from(column * ACROSS);
            let (low, high) = (quick[point] * scale, slow[point] * scale);
            for row in 0..plot.height {
                let floor = f64::from((plot.height - 1 - row) * DOWN);
                let covered = high.min(floor + f64::from(DOWN)) - low.max(floor);
                if covered >= COVERED * f64::from(DOWN) {
                    let at = (plot.x + column, plot.y + row);
                    buf.set_string(at.0, at.1, self.symbols().band, self.theme.prop);
                }
            }
        }
    }

    /// Draws the lines for now and lights-out, with their names above if `are_named`.
    fn marks(&self, plot: Rect, are_named: bool, buf: &mut Buffer) {
        let symbols = self.symbols();
        let dark = self.column(self.lights_out, plot);
        let now = self.now.and_then(|now| self.column(now, plot));
        let mut line = |x: Option<u16>, sign, style| {
            for y in plot.y..plot.bottom() {
                if let Some(x) = x {
                    buf.set_string(x, y, sign, style);
                }
            }
        };
        line(now, symbols.now, self.theme.text);
        line(dark, symbols.lights_out, self.theme.accent);
        if !are_named {
            return;
        }
        let y = plot.y - 1;
        let mut begins = plot.right();
        if let Some(x) = dark {
            let name = "lights out";
            begins = (x + 1).min(plot.right()).saturating_sub(name.len() as u16);
            buf.set_string(begins, y, name, self.theme.accent);
        }
        if let Some(x) = now {
            let name = "now";
            // Above its line, or as near to it as the other name allows.
            let x = x
                .min(begins.saturating_sub(name.len() as u16 + NAME_GAP))
                .max(plot.x);
            if x + (name.len() as u16) + NAME_GAP <= begins {
                buf.set_string(x, y, name, self.theme.text);
            }
        }
    }

    fn line(&self, plot: Rect, own: &[f64], scale: f64, buf: &mut Buffer) {
        let rows = plot.height * DOWN;
        let dot = |mg: f64| {
            let from_below = (mg * scale).round().clamp(0.0, f64::from(rows - 1)) as u16;
            rows - 1 - from_below
        };
        let heights: Vec<u16> = own.iter().map(|mg| dot(*mg)).collect();
        let mut bits = vec![0_u8; usize::from(plot.width) * usize::from(plot.height)];
        for (x, y) in heights.iter().enumerate() {
            // Fill the rows up or down from the previous point, so that the line has no gaps.
            let before = heights[x.saturating_sub(1)];
            let (high, low) = match before.cmp(y) {
                std::cmp::Ordering::Less => (before + 1, *y),
                std::cmp::Ordering::Equal => (*y, *y),
                std::cmp::Ordering::Greater => (*y, before - 1),
            };
            for y in high..=low {
                let x = x as u16;
                let place = (x % ACROSS, y % DOWN);
                let bit = DOTS.iter().find(|(_, dot)| *dot == place);
                let cell =
                    usize::from(y / DOWN) * usize::from(plot.width) + usize::from(x / ACROSS);
                bits[cell] |= bit.map_or(0, |(bit, _)| *bit);
            }
        }
        for (row, cells) in (plot.y..).zip(bits.chunks(plot.width.into())) {
            for (x, bits) in (plot.x..).zip(cells) {
                let sign = match (bits, self.charset) {
                    (0, _) => continue,
                    (bits, Charset::Unicode) => braille::sign(*bits),
                    (_, Charset::Console) => '•',
                    (_, Charset::Ascii) => '*',
                };
                if let Some(cell) = buf.cell_mut((x, row)) {
                    cell.set_char(sign).set_style(self.theme.text);
                }
            }
        }
    }
}

/// Rounds up to a round number of milligrams.
fn round_above(mg: f64) -> f64 {
    let step = match mg {
        ..=200.0 => 20.0,
        ..=500.0 => 50.0,
        _ => 200.0,
    };
    ((mg / step).ceil() * step).max(20.0)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;
    use insta::assert_snapshot;

    use super::*;
    use crate::diary::caffeine::HALF_LIFE;
    use crate::plan::ThemeName;
    use crate::tui::theme::Depth;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn a_day() -> Vec<Dose> {
        [("07:10", 107.0), ("10:30", 107.0), ("17:20", 63.0)]
            .map(|(at, mg)| Dose {
                at: instant(&format!("2026-11-24T{at}:00+01:00")),
                mg,
                over: crate::span::Span::ZERO,
            })
            .to_vec()
    }

    fn drawn(
        drunk: &[Dose],
        hours: (&str, &str),
        charset: Charset,
        (width, height): (u16, u16),
    ) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let theme = Theme::new(ThemeName::Warm, Depth::None, false);
        let to = instant(hours.1);
        Curve {
            clock: ClockFormat::default(),
            drunk,
            half_life: HALF_LIFE,
            from: instant(hours.0),
            to,
            now: Some(to - TimeDelta::hours(5)),
            lights_out: to - TimeDelta::minutes(60),
            zone: &Berlin,
            theme: &theme,
            charset,
        }
        .render(area, &mut buf);
        area.rows()
            .map(|row| {
                let line: String = row.positions().map(|at| buf[at].symbol()).collect();
                line.trim_end().to_owned() + "\n"
            })
            .collect()
    }

    const DAY: (&str, &str) = ("2026-11-24T06:30:00+01:00", "2026-11-24T23:30:00+01:00");

    #[test]
    fn a_day_at_each_size() {
        for (width, height) in [(38, 7), (76, 12), (98, 20)] {
            assert_snapshot!(
                format!("curve_{width}x{height}"),
                drawn(&a_day(), DAY, Charset::Unicode, (width, height))
            );
        }
    }

    #[test]
    fn in_ascii() {
        let picture = drawn(&a_day(), DAY, Charset::Ascii, (76, 12));
        assert!(picture.is_ascii());
        assert_snapshot!(picture);
    }

    #[test]
    fn on_the_linux_console_the_two_lines_differ_from_each_other_and_from_the_curve() {
        let picture = drawn(&a_day(), DAY, Charset::Console, (76, 12));
        let marks = ['│', '║', '•', '░'].map(|mark| picture.matches(mark).count());
        assert!(marks.iter().all(|count| *count > 7), "{marks:?}\n{picture}");
    }

    #[test]
    fn a_day_without_drinks_is_a_line_at_zero() {
        assert_snapshot!(drawn(&[], DAY, Charset::Unicode, (60, 8)));
    }

    #[test]
    fn the_hours_are_local_even_if_one_occurs_twice() {
        let night = ("2026-10-24T18:00:00+02:00", "2026-10-25T06:00:00+01:00");
        let picture = drawn(&[], night, Charset::Unicode, (120, 8));
        let hours = picture.lines().last().unwrap();
        let hours: Vec<&str> = hours.split_whitespace().collect();
        assert_eq!(
            hours,
            [
                "18:00", "19:00", "20:00", "21:00", "22:00", "23:00", "00:00", "01:00", "02:00",
                "02:00", "03:00", "04:00", "05:00"
            ]
        );
    }

    #[test]
    fn without_room_nothing_is_drawn() {
        assert_eq!(drawn(&a_day(), DAY, Charset::Unicode, (14, 3)).trim(), "");
    }
}
