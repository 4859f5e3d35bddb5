//! What goes with the legs: each trial and each comparison in a sentence, the surest first.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::State;
use crate::event::EveningDate;
use crate::review::Review;
use crate::tui::app::App;
use crate::tui::chrome::{self, Chrome};
use crate::tui::footer::{Hint, hint};
use crate::tui::message::Effect;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::wrapped;
use crate::words;

/// The page, opened.
#[derive(Debug)]
pub struct Page {
    /// The first night that is compared.
    since: Option<EveningDate>,
    /// The trials, and all comparisons that have begun, each with whether something was found.
    told: Vec<(String, bool)>,
    /// How many rows are out of sight above.
    above: usize,
}

impl Page {
    /// What a review has to compare.
    pub(super) fn of(review: &Review) -> Self {
        let insights = review.insights();
        let begun = insights.iter().filter(|insight| insight.has_begun());
        let lines = words::legs_lines(review.recent_trials(), begun).into_iter();
        let told = lines.map(|line| (line.sentence, line.is_found));
        Self {
            since: review.nights.first,
            told: told.collect(),
            above: 0,
        }
    }

    /// The same page of a review that was made anew, still at its place.
    pub(super) fn again(&self, review: &Review) -> Self {
        Self {
            above: self.above,
            ..Self::of(review)
        }
    }

    /// The sentences in rows of that width, each with whether something was found.
    fn rows(&self, width: u16, bullet: &str) -> Vec<(String, bool)> {
        const SET_IN: u16 = 2;
        if self.told.is_empty() {
            let hint = "Nothing to compare yet. Say each night how your legs were; after ten nights with something and \
                        ten without it, this is where it shows.";
            let lines = wrapped(hint, width).into_iter();
            return lines.map(|line| (line, false)).collect();
        }
        let mut rows = Vec::new();
        for (sentence, is_found) in &self.told {
            let lines = wrapped(sentence, width.saturating_sub(SET_IN));
            for (n, line) in lines.into_iter().enumerate() {
                let before = if n == 0 { bullet } else { " " };
                rows.push((format!("{before} {line}"), *is_found));
            }
        }
        rows
    }
}

/// How many rows there are too many to show at once.
fn too_many(app: &App, page: &Page, hints: &[Hint]) -> usize {
    let body = Chrome::new(app, hints).body;
    let rows = page.rows(body.width, "").len();
    rows.saturating_sub(body.height.into())
}

pub(super) fn hints(app: &App, page: &Page) -> Vec<Hint> {
    let back = hint(KeyCode::Esc, "Esc", "back");
    let ascii = app.looks.ascii;
    let down = hint(KeyCode::Down, if ascii { "Down" } else { "↓" }, "down");
    let up = hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "up");
    let too_many = too_many(app, page, &[down, up, back]);
    let mut hints = Vec::new();
    if page.above < too_many {
        hints.push(down);
    }
    if page.above > 0 && too_many > 0 {
        hints.push(up);
    }
    hints.push(back);
    hints
}

pub(super) fn key(app: &mut App, code: KeyCode) -> Vec<Effect> {
    let Some(page) = &app.review_screen.insights else {
        return vec![];
    };
    let most = too_many(app, page, &hints(app, page));
    let above = page.above.min(most);
    let to = match code {
        KeyCode::Down | KeyCode::Char('j') => Some((above + 1).min(most)),
        KeyCode::Up | KeyCode::Char('k') => Some(above.saturating_sub(1)),
        KeyCode::Esc | KeyCode::Enter | KeyCode::Left | KeyCode::Char('h' | 'c') => None,
        _ => return vec![],
    };
    let State { insights, .. } = &mut app.review_screen;
    match (to, insights.as_mut()) {
        (Some(to), Some(page)) => page.above = to,
        (_, _) => *insights = None,
    }
    vec![]
}

pub(super) fn view(app: &App, page: &Page, frame: &mut Frame) {
    let theme = app.theme();
    let hints = hints(app, page);
    let chrome = Chrome::new(app, &hints);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let header = chrome.header;
    let title = "What goes with the legs";
    let bold = theme.text.add_modifier(Modifier::BOLD);
    buf.set_stringn(header.x, header.y, title, header.width.into(), bold);
    if let Some(first) = page.since {
        let since = format!(
            "nights since {}",
            words::short_date_seen_from(app.tonight.evening.date, first)
        );
        if title.width() + since.width() + 2 <= header.width.into() {
            chrome::right_aligned(header, &since, theme.dim, buf);
        }
    }
    let bullet = Symbols::new(app.looks.ascii).bullet;
    let rows = page.rows(chrome.body.width, bullet);
    let too_many = rows.len().saturating_sub(chrome.body.height.into());
    let shown = rows.iter().skip(page.above.min(too_many));
    for (row, (text, is_found)) in chrome.body.rows().zip(shown) {
        let style = if *is_found { theme.text } else { theme.dim };
        buf.set_stringn(row.x, row.y, text, row.width.into(), style);
    }
    chrome.tell(app, buf, &theme, "Association, not proof");
}
