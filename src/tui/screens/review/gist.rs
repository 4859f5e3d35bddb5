//! What the evenings have to say in words: what goes with the legs and how sure that is, sleep, and what was changed.

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use super::page::Page;
use super::span::Span;
use crate::event::EveningDate;
use crate::review::LookBack;
use crate::review::diary::{ChangeKind, RecordedChange};
use crate::review::insights::Significance;
use crate::tui::comparison::Comparison;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::wrap::wrapped;
use crate::words;

/// The words, each as long as it may be; how much is said follows from the room there is.
pub(super) struct Gist {
    /// What goes with the legs: the whole sentence, and in fewer and fewer words.
    goes: Vec<String>,
    goes_style: Style,
    /// Figures that no chart beside it has, the most telling first; each in fewer and fewer words.
    figures: Vec<Vec<String>>,
    /// What was changed on the chosen evening, else what was changed last.
    change: Option<String>,
    dim: Style,
}

/// Said while nothing was told of the legs that could be compared.
const NOTHING_YET: [&str; 2] = [
    "Nothing goes with the legs yet: say each night how they were; after ten nights with something and ten without, \
     it is told here.",
    "Say each night how your legs were: after ten nights with something and ten without, it is told here.",
];

impl Gist {
    /// `charts` are those that are drawn beside it.
    pub fn of(
        screen: &ReviewScreen,
        back: &LookBack,
        charts: &[Page],
        theme: &Theme,
        symbols: Symbols,
    ) -> Self {
        let told = screen.comparison.as_ref().map(Comparison::surest);
        let (goes, significance) = match told {
            // It comes with the next picture.
            None => (vec![], None),
            Some(None) => (NOTHING_YET.map(str::to_owned).into(), None),
            Some(Some(told)) => {
                let all = [&told.sentence].into_iter().chain(&told.shorter);
                (all.cloned().collect(), Some(told.significance))
            }
        };
        Self {
            goes,
            goes_style: match significance {
                Some(Significance::Significant | Significance::NotSignificant) => theme.text,
                Some(Significance::NotTested) | None => theme.dim,
            },
            figures: figures(back, charts, symbols),
            change: change(screen, back, symbols),
            dim: theme.dim,
        }
    }

    /// What fits into so many rows of that width: the sentence above all.
    fn rows(&self, width: u16, height: u16) -> Vec<(String, Style)> {
        let most = usize::from(height);
        // Figures that no chart has are worth fewer words in the sentence.
        let has_figures = most > 2 && !self.figures_in(width).is_empty();
        let sentence = most - usize::from(has_figures);
        let in_rows = |text: &String| wrapped(text, width);
        let mut goes = self.goes.iter().map(in_rows);
        let shortest = self.goes.last().map(in_rows);
        let goes = goes
            .find(|rows| rows.len() <= sentence)
            .or(shortest)
            .unwrap_or_default();
        let mut rows: Vec<_> = goes
            .into_iter()
            .map(|line| (line, self.goes_style))
            .collect();
        let figures: Vec<&str> = self
            .figures_in(width)
            .into_iter()
            .map(String::as_str)
            .collect();
        if !figures.is_empty() {
            rows.push((words::capitalised(&figures.join("; ")), self.dim));
        }
        rows.extend(self.change.clone().map(|line| (line, self.dim)));
        rows.truncate(most);
        rows
    }

    /// The figures that stand in a row of that width, the most telling first.
    fn figures_in(&self, width: u16) -> Vec<&String> {
        let mut used = 0;
        let mut fits = |figure: &&String| {
            let then = used + figure.width() + if used > 0 { 2 } else { 0 };
            let fits = then <= width.into();
            used = if fits { then } else { used };
            fits
        };
        let figures = self.figures.iter();
        figures
            .filter_map(|words| words.iter().find(&mut fits))
            .collect()
    }

    /// Draws figures into a row of their own, so that they take none of the others.
    pub fn draw_figures(&mut self, row: Rect, buf: &mut Buffer) {
        let drawn: Vec<String> = self.figures_in(row.width).into_iter().cloned().collect();
        let line = words::capitalised(&drawn.join("; "));
        buf.set_stringn(row.x, row.y, line, row.width.into(), self.dim);
        let is_left = |words: &Vec<String>| !words.iter().any(|word| drawn.contains(word));
        self.figures.retain(is_left);
    }

    /// Whether the sentence can be read in that space.
    pub fn fits(&self, area: Rect) -> bool {
        let shortest = self.goes.last().map(|text| wrapped(text, area.width));
        shortest.is_none_or(|rows| rows.len() <= area.height.into())
    }

    /// Draws what fits, and returns how many rows it took.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let rows = self.rows(area.width, area.height);
        for (place, (line, style)) in area.rows().zip(&rows) {
            buf.set_stringn(place.x, place.y, line, place.width.into(), *style);
        }
        rows.len() as u16
    }

    /// Draws everything but the sentence into a narrow space: the change, and what figures have room before it.
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
        for (place, line) in area.rows().zip(lines.into_iter().chain(change)) {
            buf.set_stringn(place.x, place.y, line, place.width.into(), self.dim);
        }
    }

    /// The same without what [`Gist::draw_aside`] says.
    pub fn sentence_alone(mut self) -> Self {
        self.figures.clear();
        self.change = None;
        self
    }
}

fn figures(back: &LookBack, charts: &[Page], symbols: Symbols) -> Vec<Vec<String>> {
    let (legs, bedtime) = (&back.review.legs, &back.review.bedtime);
    let mut of_legs = Vec::new();
    // How sure a clear change is no chart says.
    let clear = legs.trend.as_ref().filter(|trend| trend.is_clear());
    of_legs.extend(clear.map(|trend| format!("legs {}", crate::words::trend_and_how_sure(trend))));
    if let Some(mean) = legs.mean.filter(|_| !charts.contains(&Page::Legs)) {
        let trend = legs.trend.as_ref().map(crate::words::trend);
        let trend = trend.map(|trend| format!(", {trend}")).unwrap_or_default();
        of_legs.push(format!("legs {mean:.1} of 10{trend}"));
    }
    let regularity = bedtime
        .regularity_index
        // The chart of bedtimes says it where it has the whole width.
        .filter(|_| charts != [Page::Bedtimes])
        .map(|index| format!("sleep regularity {index:.0}"));
    let plus_minus = if symbols.is_ascii() { "+-" } else { "±" };
    let spread = bedtime
        .sd_minutes
        .map(|sd| format!(" {plus_minus} {sd:.0} min"))
        .unwrap_or_default();
    let lights_out = bedtime
        .mean
        .filter(|_| !charts.contains(&Page::Bedtimes))
        .map(|mean| format!("lights out {}{spread}", mean.format("%H:%M")));
    let alone = |figure: Option<String>| figure.into_iter().collect();
    vec![alone(regularity), of_legs, alone(lights_out)]
}

/// What was changed on the chosen evening, or in the chosen month; where nothing was, what was changed last.
fn change(screen: &ReviewScreen, back: &LookBack, symbols: Symbols) -> Option<String> {
    let chosen = screen.chosen.0;
    let is_chosen = |change: &&RecordedChange| match screen.span {
        Span::Week | Span::Month | Span::Quarter(_) | Span::Year => change.date.0 == chosen,
        Span::All => first_of_month(change.date) == first_of_month(screen.chosen),
    };
    let of_chosen = back.changes.iter().filter(is_chosen);
    let mut shown: Vec<&RecordedChange> = of_chosen.collect();
    if shown.is_empty() {
        let last = back.changes.last()?.date;
        let of_last = back.changes.iter().filter(|change| change.date == last);
        shown = of_last.collect();
    }
    let lines = shown.chunk_by(|one, other| one.date == other.date);
    let lines = lines.filter_map(|own| {
        let date = words::short_date(own.first()?.date);
        let is_medicine =
            |change: &&RecordedChange| matches!(change.what, ChangeKind::Medicine { .. });
        let mark = symbols.change(own.iter().any(is_medicine));
        let what = own.iter().map(|change| words::change_line(&change.what));
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
    fn a_sentence_of_many_rows_is_shortened_before_the_figures_are_left_out() {
        let sentence = |words: usize| vec!["legs"; words].join(" ");
        let gist = Gist {
            goes: vec![sentence(6), sentence(4), sentence(2)],
            goes_style: Style::new(),
            figures: vec![vec!["sleep".to_owned()]],
            change: Some("new: Bath".to_owned()),
            dim: Style::new(),
        };
        let said = |height| {
            let rows = gist.rows(9, height).into_iter();
            rows.map(|(line, _)| line).collect::<Vec<_>>()
        };
        let legs = "legs legs";
        assert_eq!(said(1), [legs]);
        assert_eq!(said(2), [legs, legs]);
        assert_eq!(said(3), [legs, legs, "Sleep"]);
        assert_eq!(said(5), [legs, legs, legs, "Sleep", "new: Bath"]);
    }
}
