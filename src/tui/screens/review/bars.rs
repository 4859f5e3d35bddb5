//! One bar per step: how often it was done, how late, and how often in a row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::review::StepReview;
use crate::tui::chrome;
use crate::tui::row::put;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::words;

/// A bar chart of the steps that were planned at least once.
pub(super) struct StepBars<'a> {
    /// Each step with its rate, from 0 to 1.
    steps: Vec<(&'a StepReview, f64)>,
    pub theme: &'a Theme,
    pub symbols: Symbols,
}

/// From this width on a streak is written out.
const ROOM_FOR_WORDS: u16 = 56;

impl<'a> StepBars<'a> {
    pub fn new(steps: &'a [StepReview], theme: &'a Theme, symbols: Symbols) -> Self {
        let steps = steps.iter().filter_map(|step| Some((step, step.rate()?)));
        Self {
            steps: steps.collect(),
            theme,
            symbols,
        }
    }

    /// The number of rows needed.
    pub fn height(&self) -> u16 {
        self.steps.len() as u16
    }

    /// Draws as many bars as fit and returns the number of rows used.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let widths = self
            .steps
            .iter()
            .map(|(step, _)| counts(step).width() as u16);
        let count = widths.max().unwrap_or(0) + 1;
        // The median lateness is left out on a narrow screen.
        let late = if area.width >= 44 { 8 } else { 0 };
        let streaks: Vec<String> = self
            .steps
            .iter()
            .map(|(step, _)| self.streak(step, area.width))
            .collect();
        let longest_streak = streaks.iter().map(|streak| streak.width()).max();
        let streak_gap = |width| if width > 0 { width as u16 + 2 } else { 0 };
        let streak_width = longest_streak.map_or(0, streak_gap);
        let longest = self
            .steps
            .iter()
            .map(|(step, _)| step.title.width() as u16)
            .max();
        let beside = count + late + streak_width;
        let names = (area.width.saturating_sub(beside) * 3 / 5).min(28);
        let name = (longest.unwrap_or(0) + 2).min(names);
        let bar = area.width.saturating_sub(name + beside).min(24);
        let steps = self.steps.iter().zip(&streaks);
        for (row, ((step, rate), streak)) in area.rows().zip(steps) {
            let title = Rect {
                width: name.saturating_sub(2),
                ..row
            };
            put(buf, title, 0, &step.title, self.theme.text);
            let full = (rate * f64::from(bar)).round() as u16;
            let x = row.x + name;
            let whole = self.symbols.full.repeat(full.into());
            buf.set_string(x, row.y, whole, self.theme.good);
            let rest = self.symbols.rule.repeat((bar - full).into());
            buf.set_string(x + full, row.y, rest, self.theme.rule);
            let counts = format!("{:>1$}", counts(step), usize::from(count));
            put(buf, row, name + bar, counts, self.theme.dim);
            if let Some(minutes) = step.median_minutes_late.filter(|_| late > 0) {
                let lateness = words::short_lateness(minutes);
                let at = x + bar + count;
                let room = Rect::new(at, row.y, late.min(row.right() - at), 1);
                chrome::right_aligned(room, &lateness, self.theme.dim, buf);
            }
            let at = (x + bar + count + late).min(row.right());
            let room = Rect::new(at, row.y, streak_width.min(row.right() - at), 1);
            chrome::right_aligned(room, streak, self.theme.dim, buf);
        }
        let hidden = HiddenLines::of(self.steps.len(), 0, area.height);
        hidden.draw(area, self.theme, self.symbols, buf);
        self.height().min(area.height)
    }

    /// How often the step was done in a row until now. Empty if that was once or not at all.
    fn streak(&self, step: &StepReview, width: u16) -> String {
        match (step.streak.current, width >= ROOM_FOR_WORDS) {
            (0 | 1, _) => String::new(),
            (count, true) => format!("{count} in a row"),
            (count, false) if self.symbols.is_ascii() => format!("{count}x"),
            (count, false) => format!("{count}×"),
        }
    }
}

/// Times done and times planned: `12/14`.
fn counts(step: &StepReview) -> String {
    format!("{}/{}", step.done, step.planned)
}
