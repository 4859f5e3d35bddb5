//! The review in words: what goes with calmer or worse legs and how certain that is, figures on sleep, and changes.

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use super::page::ReviewPage;
use super::span::Span;
use crate::event::EveningDate;
use crate::plan::KeyAction;
use crate::review::LookBack;
use crate::review::diary::RecordedChange;
use crate::time_of_day::ClockFormat;
use crate::tui::context::Context;
use crate::tui::row::put;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::{cut_to, wrapped};
use crate::words;

/// The texts of the summary. How much of them is drawn depends on the available space.
pub(super) struct Summary {
    /// What is clear about the legs, else what is missing: the full sentence, then shorter versions.
    finding: Vec<String>,
    finding_style: Style,
    /// Figures that no visible chart shows, most important first. Each is a list of versions, longest first.
    figures: Vec<Vec<String>>,
    /// The changes of plan or medicine on the selected evening; without any, the latest ones.
    change: Option<String>,
    dim: Style,
}

/// Shown instead of a finding while there are too few ratings of the legs to compare.
const NOTHING_YET: [&str; 2] = [
    "Nothing goes with the legs yet: rate them each night; after ten nights with something and ten without, it is \
     shown here.",
    "Rate your legs each night: after ten nights with something and ten without, it is shown here.",
];

impl Summary {
    /// `charts` are the charts visible at the same time.
    pub fn new(
        screen: &ReviewScreen,
        back: &LookBack,
        charts: &[ReviewPage],
        ctx: &Context<'_>,
    ) -> Self {
        let (theme, symbols) = (ctx.theme(), ctx.terminal.symbols());
        let (finding, finding_style) = match screen.comparison.as_deref() {
            // The comparison is still being computed, and is drawn when it is there.
            None => (vec![], theme.dim),
            Some(comparison) => match (comparison.clearest(), &comparison.nothing_clear) {
                (Some(line), _) => {
                    let offer = line.with_offer(&ctx.config.plan, |_| {
                        let keys = &ctx.config.keys;
                        let [compare, start] =
                            [KeyAction::Compare, KeyAction::Trial].map(|action| keys.key(action));
                        format!("{compare}, then {start}")
                    });
                    let shorter = line.shorter.iter().cloned();
                    ([offer].into_iter().chain(shorter).collect(), theme.text)
                }
                (None, Some(line)) => (vec![line.clone()], theme.dim),
                (None, None) => (NOTHING_YET.map(str::to_owned).into(), theme.dim),
            },
        };
        Self {
            finding,
            finding_style,
            figures: figures(back, charts, symbols, ctx.clock_format()),
            change: change(screen, back, symbols, ctx.clock_format()),
            dim: theme.dim,
        }
    }

    /// The texts that fit into `height` rows of `width` columns. The finding has priority.
    fn rows(&self, width: u16, height: u16) -> Vec<(String, Style)> {
        let height = usize::from(height);
        // Rather shorten the sentence than leave out the figures.
        let has_figures = height > 2 && !self.figures_in(width).is_empty();
        let sentence_height = height - usize::from(has_figures);
        let in_rows = |text: &String| wrapped(text, width);
        let mut versions = self.finding.iter().map(in_rows);
        let shortest = self.finding.last().map(in_rows);
        let finding = versions
            .find(|rows| rows.len() <= sentence_height)
            .or(shortest)
            .unwrap_or_default();
        let mut rows: Vec<_> = finding
            .into_iter()
            .map(|line| (line, self.finding_style))
            .collect();
        cut_to(&mut rows, width, height as u16);
        let figures: Vec<&str> = self
            .figures_in(width)
            .into_iter()
            .map(String::as_str)
            .collect();
        if !figures.is_empty() {
            rows.push((words::capitalised(&figures.join("; ")), self.dim));
        }
        rows.extend(self.change.clone().map(|line| (line, self.dim)));
        rows.truncate(height);
        rows
    }

    /// The figures that fit into one row, each in its longest version that fits.
    fn figures_in(&self, width: u16) -> Vec<&String> {
        let mut used = 0;
        let mut fits = |figure: &&String| {
            let end = used + figure.width() + if used > 0 { 2 } else { 0 };
            let fits = end <= width.into();
            used = if fits { end } else { used };
            fits
        };
        let figures = self.figures.iter();
        figures
            .filter_map(|versions| versions.iter().find(&mut fits))
            .collect()
    }

    /// Draws figures into a separate row, and removes them from the summary.
    pub fn draw_figures(&mut self, row: Rect, buf: &mut Buffer) {
        let drawn: Vec<String> = self.figures_in(row.width).into_iter().cloned().collect();
        let line = words::capitalised(&drawn.join("; "));
        put(buf, row, 0, line, self.dim);
        let is_undrawn = |versions: &Vec<String>| !versions.iter().any(|text| drawn.contains(text));
        self.figures.retain(is_undrawn);
    }

    /// Whether the shortest version of the finding fits into the area.
    pub fn fits(&self, area: Rect) -> bool {
        let shortest = self.finding.last().map(|text| wrapped(text, area.width));
        shortest.is_none_or(|rows| rows.len() <= area.height.into())
    }

    /// Draws what fits and returns the number of rows used.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let rows = self.rows(area.width, area.height);
        for (place, (line, style)) in area.rows().zip(&rows) {
            put(buf, place, 0, line, *style);
        }
        rows.len() as u16
    }

    /// Draws the change into a narrow area, and above it the figures that fit. The finding is left out.
    pub fn draw_aside(&self, area: Rect, buf: &mut Buffer) {
        let rows = |part: &String| wrapped(&words::capitalised(part), area.width);
        let change: Vec<String> = self.change.iter().flat_map(rows).collect();
        let room = usize::from(area.height).saturating_sub(change.len());
        let mut lines = Vec::new();
        for figure in &self.figures {
            let fits = |figure: &Vec<String>| lines.len() + figure.len() <= room;
            let figure = figure.iter().map(rows).find(fits);
            lines.extend(figure.unwrap_or_default());
        }
        let lines = lines.into_iter().chain(change);
        let mut lines = lines.map(|line| (line, self.dim)).collect();
        cut_to(&mut lines, area.width, area.height);
        for (place, (line, style)) in area.rows().zip(&lines) {
            put(buf, place, 0, line, *style);
        }
    }

    /// The summary without what [`Summary::draw_aside`] draws.
    pub fn finding_only(mut self) -> Self {
        self.figures.clear();
        self.change = None;
        self
    }
}

/// The figures that none of `charts` shows, as in [`Summary::figures`].
fn figures(
    back: &LookBack,
    charts: &[ReviewPage],
    symbols: Symbols,
    clock: ClockFormat,
) -> Vec<Vec<String>> {
    let (legs, bedtime) = (&back.review.legs, &back.review.bedtime);
    let mut of_legs = Vec::new();
    let name = words::legs_name(legs.figure);
    let change = back.review.legs_change.as_ref();
    // No chart shows how certain a change is, so this is listed beside any chart.
    if change.is_some_and(|change| change.is_found) {
        of_legs.push(format!(
            "{name} {}",
            words::legs_change_and_how_sure(change)
        ));
    }
    if let Some(mean) = legs.mean.filter(|_| !charts.contains(&ReviewPage::Legs)) {
        let change = words::legs_change(change);
        of_legs.push(format!("{name} {mean:.1} of 10, {change}"));
    }
    let regularity = bedtime
        .regularity_index
        // Drawn alone, the bedtimes chart has room for this figure in its title.
        .filter(|_| charts != [ReviewPage::Bedtimes])
        .map(|index| format!("sleep regularity {index:.0}"));
    let plus_minus = if symbols.is_ascii() { "+-" } else { "±" };
    let spread = bedtime
        .sd_minutes
        .map(|sd| format!(" {plus_minus} {sd:.0} min"))
        .unwrap_or_default();
    let lights_out = bedtime
        .mean
        .filter(|_| !charts.contains(&ReviewPage::Bedtimes))
        .map(|mean| format!("lights out {}{spread}", clock.time(mean)));
    let alone = |figure: Option<String>| figure.into_iter().collect();
    vec![alone(regularity), of_legs, alone(lights_out)]
}

/// The changes on the selected evening or in the selected month; without any, those of the latest evening with changes.
fn change(
    screen: &ReviewScreen,
    back: &LookBack,
    symbols: Symbols,
    clock: ClockFormat,
) -> Option<String> {
    let selected = screen.selected.0;
    let is_selected = |change: &&RecordedChange| match screen.span {
        Span::Week | Span::Month | Span::Quarter(_) | Span::Year => change.date.0 == selected,
        Span::All => first_of_month(change.date) == first_of_month(screen.selected),
    };
    let of_selection = back.changes.iter().filter(is_selected);
    let mut shown: Vec<&RecordedChange> = of_selection.collect();
    if shown.is_empty() {
        let last = back.changes.last()?.date;
        let of_last = back.changes.iter().filter(|change| change.date == last);
        shown = of_last.collect();
    }
    let lines = shown.chunk_by(|one, other| one.date == other.date);
    let lines = lines.filter_map(|own| {
        let date = words::short_date(own.first()?.date);
        let mark = symbols.change(own.iter().any(|change| change.what.is_medicine()));
        let what = own
            .iter()
            .map(|change| words::change_line(&change.what, clock));
        let what: Vec<String> = what.collect();
        Some(format!("{mark} {date}: {}", what.join(", ")))
    });
    Some(lines.collect::<Vec<_>>().join("  "))
}

fn first_of_month(evening: EveningDate) -> Option<NaiveDate> {
    evening.0.with_day(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_shortened_rather_than_leaving_out_the_figures() {
        let sentence = |words: usize| vec!["legs"; words].join(" ");
        let summary = Summary {
            finding: vec![sentence(6), sentence(4), sentence(2)],
            finding_style: Style::new(),
            figures: vec![vec!["sleep".to_owned()]],
            change: Some("new: Bath".to_owned()),
            dim: Style::new(),
        };
        let drawn = |height| {
            let rows = summary.rows(9, height).into_iter();
            rows.map(|(line, _)| line).collect::<Vec<_>>()
        };
        let legs = "legs legs";
        assert_eq!(drawn(1), [legs]);
        assert_eq!(drawn(2), [legs, legs]);
        assert_eq!(drawn(3), [legs, legs, "Sleep"]);
        assert_eq!(drawn(5), [legs, legs, legs, "Sleep", "new: Bath"]);
    }
}
