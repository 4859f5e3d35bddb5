//! A scrollable page of advice: the reasons, what to be careful about, and the sources.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::advice::Advice;
use crate::tui::row::put;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::hidden_lines::{HiddenLines, text_width};
use crate::tui::wrap::wrapped;

/// Maximum width of the text in cells. Longer lines are hard to read.
const WIDEST: u16 = 76;

/// Notes as a bulleted list, in lines of at most `width` cells.
pub fn notes<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    width: u16,
    symbols: Symbols,
) -> Vec<String> {
    let mut notes = Vec::new();

    for note in texts {
        let lines = wrapped(note, width.min(WIDEST).saturating_sub(2));
        notes.extend(lines.into_iter().enumerate().map(|(n, line)| {
            let sign = if n == 0 { symbols.bullet } else { " " };
            format!("{sign} {line}")
        }));
    }
    notes
}

/// An advice page and its scroll position.
#[derive(Debug, Clone)]
pub struct AdvicePage<'a> {
    /// The content.
    pub advice: &'a Advice,
    /// A further safety note, shown before the page's own.
    pub note: Option<&'a str>,
    /// What the user's own nights show about the subject, as a sentence.
    pub own: Option<String>,
    /// Whether the sources are listed at the end.
    pub with_sources: bool,
    /// The number of lines that the page is scrolled down.
    pub first: u16,
    /// The current theme.
    pub theme: &'a Theme,
    /// The symbols that the terminal can show.
    pub symbols: Symbols,
}

impl AdvicePage<'_> {
    /// The page without its sources, for where it is not the main thing.
    pub fn without_sources(self) -> Self {
        Self {
            with_sources: false,
            ..self
        }
    }

    /// The most lines that the page can be scrolled down in an area.
    pub fn max_scroll(&self, area: Rect) -> u16 {
        (self.lines(area).len() as u16).saturating_sub(area.height)
    }

    /// The lines; those of a page that goes on leave a column for the arrow.
    fn lines(&self, area: Rect) -> Vec<(String, Style)> {
        let lines = self.lines_of_width(area.width, area.height);
        if lines.len() <= area.height.into() {
            lines
        } else {
            self.lines_of_width(text_width(area), area.height)
        }
    }

    fn lines_of_width(&self, width: u16, height: u16) -> Vec<(String, Style)> {
        let width = width.min(WIDEST);
        let text = |line: String| (line, self.theme.text);
        let gap = || (String::new(), self.theme.text);

        let texts = self.note.into_iter().chain(self.advice.all_to_mind());
        let notes = notes(texts, width, self.symbols);
        let notes: Vec<_> = notes.into_iter().map(text).collect();
        let own = self
            .own
            .as_ref()
            .map(|own| format!("Your own nights: {own}."));
        let own = own.map(|own| wrapped(&own, width)).unwrap_or_default();
        let own: Vec<_> = own.into_iter().map(text).collect();
        let why: Vec<_> = wrapped(&self.advice.why, width)
            .into_iter()
            .map(text)
            .collect();
        let sources = (1..)
            .zip(&self.advice.sources)
            .filter(|_| self.with_sources)
            .flat_map(|(n, source)| wrapped(&format!("[{n}] {source}"), width));
        let sources: Vec<_> = sources.map(|line| (line, self.theme.dim)).collect();
        // The title, and a gap before each of the four parts.
        let all = why.len() + own.len() + notes.len() + sources.len() + 5;
        // In a small area the safety notes come first, because they matter more than the reasons.
        let parts = if all <= usize::from(height) {
            [why, own, notes, sources]
        } else {
            [notes, own, why, sources]
        };
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let mut lines = vec![(self.advice.title.clone(), bold)];
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            lines.push(gap());
            lines.extend(part);
        }
        lines
    }

    /// Draws as many lines as fit.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let first = usize::from(self.first.min(self.max_scroll(area)));
        let lines = self.lines(area);
        for (row, (line, style)) in area.rows().zip(lines.iter().skip(first)) {
            put(buf, row, 0, line, *style);
        }
        let hidden = HiddenLines::of(lines.len(), first, area.height);
        hidden.draw_arrows(area, self.theme, self.symbols, buf);
    }
}
