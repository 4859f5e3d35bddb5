//! The page "What goes with the legs": one sentence per trial and per comparison, the most certain first.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use crate::plan::{KeyAction, KeyArea};
use crate::review::insights::Significance;
use crate::tui::chrome::{self, Chrome};
use crate::tui::comparison::Comparison;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, hint};
use crate::tui::row::put;
use crate::tui::screen::{Explained, Help, Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::wrapped;
use crate::words;
use crate::words::LegsLine;

/// The line at the foot of the page.
pub(super) const FOOT_LINE: &str = "Association, not proof";

/// The title of the page.
pub(super) const TITLE: &str = "What goes with the legs";

const HELP: &[Explained] = &[
    ("↓ ↑", "further down, and up again"),
    ("Esc  c", "back to the evenings"),
    ("i", "learn more"),
    ("t", "try a step on drawn evenings"),
    ("Tab  *", "Tonight; woken at night"),
];

/// The terms by which the sentences express certainty, for the help.
const TERMS: &[Explained] = &[
    ("likely", "the difference lies between these: 95 % sure"),
    (
        "found",
        "judged every four weeks, on at most a year of nights",
    ),
    (
        "chance",
        "not certain enough; weekday and slow change are out",
    ),
    (
        "no proof",
        "what goes with calm nights need not be what calms them",
    ),
    ("trial", "chance draws the evenings, so it can name a cause"),
];

/// The help of the page: keys, symbols and terms.
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
        ..Help::keys(TITLE, HELP, KeyArea::Comparisons)
    }
}

/// The state of the open page.
#[derive(Debug, Default)]
pub struct InsightsPage {
    /// The number of rows scrolled out of view at the top. May exceed the limit after a resize.
    scroll: usize,
}

/// A row of the page.
enum Row<'a> {
    Heading(&'static str),
    /// A line of text, with the comparison it belongs to.
    Text(String, Option<&'a LegsLine>),
    Gap,
}

/// Wraps a sentence into rows; the first row begins with the symbol of its certainty.
fn sentence<'l>(
    line: &'l LegsLine,
    width: u16,
    ctx: &Context<'_>,
) -> impl Iterator<Item = Row<'l>> {
    const INDENT: u16 = 2;
    let symbols = ctx.terminal.symbols();
    let text = line.with_offer(&ctx.config.plan, |_| {
        format!("{} starts one", ctx.config.keys.key(KeyAction::Trial))
    });
    let texts = wrapped(&text, width.saturating_sub(INDENT));
    let texts = texts.into_iter().enumerate();
    texts.map(move |(n, text)| {
        let symbol = if n == 0 {
            symbols.significance(line.significance)
        } else {
            " "
        };
        Row::Text(format!("{symbol} {text}"), Some(line))
    })
}

/// All rows of the page. Headings and gaps are left out unless everything fits with them; else the arrow has a column of its own.
fn rows<'c>(
    comparison: Option<&'c Comparison>,
    Rect { width, height, .. }: Rect,
    ctx: &Context<'_>,
) -> Vec<Row<'c>> {
    let rows = rows_of_width(comparison, width, ctx);
    if rows.len() <= height.into() {
        return rows;
    }
    let mut rows = rows_of_width(comparison, width.saturating_sub(1), ctx);
    rows.retain(|row| matches!(row, Row::Text(..)));
    rows
}

fn rows_of_width<'c>(
    comparison: Option<&'c Comparison>,
    width: u16,
    ctx: &Context<'_>,
) -> Vec<Row<'c>> {
    let Some(comparison) = comparison else {
        return vec![Row::Text("Comparing the nights.".to_owned(), None)];
    };
    let comparisons = &comparison.lines;
    if comparisons.is_empty() {
        let lines = wrapped(words::NOTHING_TO_COMPARE, width).into_iter();
        return lines.map(|line| Row::Text(line, None)).collect();
    }
    let mut rows = Vec::new();
    let mut last_heading = None;
    for line in comparisons {
        let heading = line.heading();
        if last_heading.replace(heading) != Some(heading) {
            if !rows.is_empty() {
                rows.push(Row::Gap);
            }
            rows.push(Row::Heading(heading));
        }
        rows.extend(sentence(line, width, ctx));
    }
    rows
}

/// The number of rows that do not fit on the screen, which is the maximum of [`InsightsPage::scroll`].
fn max_scroll(screen: &ReviewScreen, hints: &[Hint], ctx: &Context<'_>) -> usize {
    let body = Chrome::new(ctx, hints).body;
    let comparison = screen.comparison.as_deref();
    let rows = rows(comparison, body, ctx).len();
    rows.saturating_sub(body.height.into())
}

pub(super) fn hints(screen: &ReviewScreen, page: &InsightsPage, ctx: &Context<'_>) -> Vec<Hint> {
    let back = hint(KeyCode::Esc, "Esc", "back");
    let more = hint(KeyCode::Char('?'), "?", "more");
    let ascii = ctx.terminal.ascii;
    let (down, up) = (footer::down(ascii), footer::up(ascii));
    let try_a_step = hint(KeyCode::Char('t'), "t", "try");
    let max_scroll = max_scroll(screen, &[down, up, try_a_step, back, more], ctx);
    let mut hints = Vec::new();
    if page.scroll < max_scroll {
        hints.push(down);
    }
    if page.scroll > 0 && max_scroll > 0 {
        hints.push(up);
    }
    hints.extend([try_a_step, back, more]);
    hints
}

pub(super) fn key(screen: &mut ReviewScreen, code: KeyCode, ctx: &Context<'_>) -> Outcome {
    let max_scroll = max_scroll(screen, &screen.hints(ctx), ctx);
    let Some(page) = &mut screen.insights else {
        return Outcome::default();
    };
    let scroll = page.scroll.min(max_scroll);
    match code {
        KeyCode::Down | KeyCode::Char('j') => page.scroll = (scroll + 1).min(max_scroll),
        KeyCode::Up | KeyCode::Char('k') => page.scroll = scroll.saturating_sub(1),
        KeyCode::Esc | KeyCode::Enter | KeyCode::Left | KeyCode::Char('h' | 'c') => {
            screen.insights = None;
        }
        KeyCode::Char('t') => {
            let lines = screen.comparison.iter().flat_map(|known| &known.lines);
            let mut steps = lines.filter_map(|line| line.step_to_try(&ctx.config.plan));
            return Place::Trial(steps.next().cloned()).into();
        }
        _ => {}
    }
    Outcome::default()
}

fn style(row: &Row<'_>, theme: &Theme) -> Style {
    match row {
        Row::Heading(_) => theme.text.add_modifier(Modifier::BOLD),
        Row::Text(_, Some(line)) if line.significance == Significance::Significant => theme.text,
        Row::Text(_, _) | Row::Gap => theme.dim,
    }
}

pub(super) fn draw(
    screen: &ReviewScreen,
    page: &InsightsPage,
    ctx: &Context<'_>,
    frame: &mut Frame,
) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let header = chrome.header;
    let comparison = screen.comparison.as_deref();
    let bold = theme.text.add_modifier(Modifier::BOLD);
    put(buf, header, 0, TITLE, bold);
    if let Some(first) = comparison.and_then(|comparison| comparison.since) {
        let first = words::short_date_seen_from(ctx.tonight.evening.date, first);
        let since = format!("nights since {first}");
        if TITLE.width() + since.width() + 2 <= header.width.into() {
            chrome::right_aligned(header, &since, theme.dim, buf);
        }
    }
    let body = chrome.body;
    let rows = rows(comparison, body, ctx);
    let max_scroll = rows.len().saturating_sub(body.height.into());
    let first = page.scroll.min(max_scroll);
    let shown = rows.iter().skip(first);
    for (place, row) in body.rows().zip(shown) {
        let text = match row {
            Row::Heading(text) => text,
            Row::Text(text, _) => text.as_str(),
            Row::Gap => continue,
        };
        let style = style(row, &theme);
        put(buf, place, 0, text, style);
    }
    let hidden = HiddenLines::of(rows.len(), first, body.height);
    hidden.draw_arrows(body, &theme, ctx.terminal.symbols(), buf);
    chrome.draw_notice(ctx, buf);
}
