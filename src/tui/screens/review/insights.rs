//! What goes with the legs: each trial and each comparison in a sentence, the surest first.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use crate::review::insights::Significance;
use crate::tui::chrome::{self, Chrome};
use crate::tui::comparison::Comparison;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::screen::{Explained, Help, Outcome, Screen};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::wrap::wrapped;
use crate::words;
use crate::words::LegsLine;

/// What the page is called.
pub(super) const TITLE: &str = "What goes with the legs";

const HELP: &[Explained] = &[
    ("↓ ↑", "further down, and up again"),
    ("Esc  c", "back to the evenings"),
    ("i", "learn more"),
    ("Tab  N", "Tonight; woken at night"),
];

/// What the sentences say how sure they are by.
const TERMS: &[Explained] = &[
    ("likely", "the difference lies between these: 95 % sure"),
    (
        "chance",
        "shuffled weeks give as much too often to call it a find",
    ),
    (
        "no proof",
        "what goes with calm nights need not be what calms them",
    ),
    (
        "trial",
        "`winddown trial` draws the evenings, and can name a cause",
    ),
];

/// The page's keys, signs and terms.
pub(super) fn help(symbols: Symbols) -> Help {
    let signs = [
        (Significance::Significant, "found"),
        (Significance::NotSignificant, "may be chance"),
        (Significance::NotTested, "needs more nights"),
    ];
    let signs =
        signs.map(|(significance, name)| format!("{} {name}", symbols.significance(significance)));
    Help {
        signs: signs.to_vec(),
        terms: TERMS,
        ..Help::keys(TITLE, HELP)
    }
}

/// The page, opened.
#[derive(Debug, Default)]
pub struct Page {
    /// How many rows are out of sight above.
    above: usize,
}

/// A row of the page.
enum Row<'a> {
    Heading(&'static str),
    Text(String, Option<&'a LegsLine>),
    Gap,
}

/// What stands above the sentences of a kind.
fn heading(told: &LegsLine) -> &'static str {
    match told.significance {
        _ if told.has_trial => "TrialResult on evenings drawn at random",
        Significance::Significant => "Found",
        Significance::NotSignificant => "May be chance",
        Significance::NotTested => "Needs more nights",
    }
}

/// A sentence in rows of that width, after its mark.
fn sentence(told: &LegsLine, width: u16, symbols: Symbols) -> impl Iterator<Item = Row<'_>> {
    const SET_IN: u16 = 2;
    let lines = wrapped(&told.sentence, width.saturating_sub(SET_IN));
    let lines = lines.into_iter().enumerate();
    lines.map(move |(n, line)| {
        let before = if n == 0 {
            symbols.significance(told.significance)
        } else {
            " "
        };
        Row::Text(format!("{before} {line}"), Some(told))
    })
}

/// All rows; with headings where everything fits with them.
fn rows(
    comparison: Option<&Comparison>,
    width: u16,
    height: u16,
    symbols: Symbols,
) -> Vec<Row<'_>> {
    let told = comparison.map_or(&[][..], |comparison| &comparison.lines);
    if told.is_empty() {
        let hint = "Nothing to compare yet. Say each night how your legs were; after ten nights with something and \
                    ten without it, this is where it shows.";
        let lines = wrapped(hint, width).into_iter();
        return lines.map(|line| Row::Text(line, None)).collect();
    }
    let mut headed = Vec::new();
    let mut above = None;
    for told in told {
        let heading = heading(told);
        if above.replace(heading) != Some(heading) {
            if !headed.is_empty() {
                headed.push(Row::Gap);
            }
            headed.push(Row::Heading(heading));
        }
        headed.extend(sentence(told, width, symbols));
    }
    if headed.len() > height.into() {
        headed.retain(|row| matches!(row, Row::Text(..)));
    }
    headed
}

/// How many rows there are too many to show at once.
fn too_many(screen: &ReviewScreen, hints: &[Hint], ctx: &Context<'_>) -> usize {
    let body = Chrome::new(ctx, hints).body;
    let symbols = Symbols::new(ctx.terminal.ascii);
    let comparison = screen.comparison.as_ref();
    let rows = rows(comparison, body.width, body.height, symbols).len();
    rows.saturating_sub(body.height.into())
}

pub(super) fn hints(screen: &ReviewScreen, page: &Page, ctx: &Context<'_>) -> Vec<Hint> {
    let back = hint(KeyCode::Esc, "Esc", "back");
    let more = hint(KeyCode::Char('?'), "?", "more");
    let ascii = ctx.terminal.ascii;
    let down = hint(KeyCode::Down, if ascii { "Down" } else { "↓" }, "down");
    let up = hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "up");
    let too_many = too_many(screen, &[down, up, back, more], ctx);
    let mut hints = Vec::new();
    if page.above < too_many {
        hints.push(down);
    }
    if page.above > 0 && too_many > 0 {
        hints.push(up);
    }
    hints.extend([back, more]);
    hints
}

pub(super) fn key(screen: &mut ReviewScreen, code: KeyCode, ctx: &Context<'_>) -> Outcome {
    let most = too_many(screen, &screen.hints(ctx), ctx);
    let Some(page) = &mut screen.insights else {
        return Outcome::default();
    };
    let above = page.above.min(most);
    match code {
        KeyCode::Down | KeyCode::Char('j') => page.above = (above + 1).min(most),
        KeyCode::Up | KeyCode::Char('k') => page.above = above.saturating_sub(1),
        KeyCode::Esc | KeyCode::Enter | KeyCode::Left | KeyCode::Char('h' | 'c') => {
            screen.insights = None;
        }
        _ => {}
    }
    Outcome::default()
}

fn style(row: &Row<'_>, theme: &Theme) -> Style {
    match row {
        Row::Heading(_) => theme.text.add_modifier(Modifier::BOLD),
        Row::Text(_, Some(told)) if told.significance == Significance::Significant => theme.text,
        Row::Text(_, _) | Row::Gap => theme.dim,
    }
}

pub(super) fn draw(screen: &ReviewScreen, page: &Page, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let header = chrome.header;
    let comparison = screen.comparison.as_ref();
    let bold = theme.text.add_modifier(Modifier::BOLD);
    buf.set_stringn(header.x, header.y, TITLE, header.width.into(), bold);
    if let Some(first) = comparison.and_then(|comparison| comparison.since) {
        let first = words::short_date_seen_from(ctx.tonight.evening.date, first);
        let since = format!("nights since {first}");
        if TITLE.width() + since.width() + 2 <= header.width.into() {
            chrome::right_aligned(header, &since, theme.dim, buf);
        }
    }
    let body = chrome.body;
    let rows = rows(
        comparison,
        body.width,
        body.height,
        Symbols::new(ctx.terminal.ascii),
    );
    let too_many = rows.len().saturating_sub(body.height.into());
    let shown = rows.iter().skip(page.above.min(too_many));
    for (place, row) in body.rows().zip(shown) {
        let text = match row {
            Row::Heading(text) => text,
            Row::Text(text, _) => text.as_str(),
            Row::Gap => continue,
        };
        let style = style(row, &theme);
        buf.set_stringn(place.x, place.y, text, place.width.into(), style);
    }
    chrome.draw_notice("Association, not proof", ctx, buf);
}
