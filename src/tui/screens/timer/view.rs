//! Draws the timer: the remaining time in large digits, and what to be careful about meanwhile.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::{Mode, TimerScreen};
use crate::session::TimerStatus;
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::footer::hint;
use crate::tui::row::{put, row};
use crate::tui::screen::Screen;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::timers;
use crate::tui::widgets::advice_page::{self, AdvicePage};
use crate::tui::widgets::countdown::{Countdown, Face};
use crate::tui::widgets::hidden_lines::{HiddenLines, text_width};
use crate::tui::wrap::{cut_to, wrapped};

/// Maximum width of the text around the time, in cells.
const WIDEST: u16 = 60;

/// The heading of all safety notes, before the first use.
const READ_THIS: &str = "Please read this once, before the first time.";

/// The heading of the shared notes, before every start.
const EACH_TIME: &str = "Before you start:";

/// Draws the timer screen.
pub(super) fn draw(screen: &TimerScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let buf = frame.buffer_mut();
    header(screen, ctx, chrome.header, buf);
    chrome.render(buf, &theme);
    match screen.mode {
        Mode::Notes(_) => {
            let scrolled = scrolled(screen, ctx);
            let area = aside(chrome.body);
            let lines = notes(screen, text_width(area), ctx);
            let shown = lines.iter().skip(scrolled.first.into());
            for (row, (line, style)) in area.rows().zip(shown) {
                put(buf, row, 0, line, *style);
            }
            let hidden = HiddenLines::of(lines.len(), scrolled.first.into(), area.height);
            hidden.draw_arrows(area, &theme, ctx.terminal.symbols(), buf);
        }
        Mode::Why(first) => {
            if let Some(page) = page(screen, first, &theme, ctx.terminal.symbols()) {
                page.render(aside(chrome.body), buf);
            }
        }
        Mode::Time => time(screen, ctx, chrome.body, buf),
    }
    chrome.draw_notice(ctx, buf);
}

/// The scroll position of a page in lines: the first visible line, its maximum, and the number of visible lines.
pub(super) struct Scrolled {
    pub first: u16,
    pub most: u16,
    pub height: u16,
}

/// The scroll position of the notes or the page. Assumes the longest footer, so that the last line can always be
/// reached.
pub(super) fn scrolled(screen: &TimerScreen, ctx: &Context<'_>) -> Scrolled {
    let longest = [hint(KeyCode::Enter, "Enter", "I have read it"); 3];
    let area = aside(Chrome::new(ctx, &longest).body);
    let (theme, symbols) = (ctx.theme(), ctx.terminal.symbols());
    let (first, most) = match screen.mode {
        Mode::Notes(first) => {
            let lines = notes(screen, text_width(area), ctx).len() as u16;
            (first, lines.saturating_sub(area.height))
        }
        Mode::Why(first) => {
            let page = page(screen, first, &theme, symbols);
            (first, page.map_or(0, |page| page.max_scroll(area)))
        }
        Mode::Time => (0, 0),
    };
    Scrolled {
        first: first.min(most),
        most,
        height: area.height,
    }
}

fn aside(body: Rect) -> Rect {
    let aside = if body.width >= WIDEST { 2 } else { 0 };
    Rect {
        x: body.x + aside,
        width: body.width - 2 * aside,
        ..body
    }
}

fn page<'a>(
    screen: &TimerScreen,
    first: u16,
    theme: &'a Theme,
    symbols: Symbols,
) -> Option<AdvicePage<'a>> {
    let (_, advice) = screen.page.as_ref()?;
    Some(AdvicePage {
        advice,
        note: None,
        own: None,
        with_sources: true,
        first,
        theme,
        symbols,
    })
}

/// The lines of the notes: all safety notes until they are acknowledged, from then on only the shared ones.
fn notes(screen: &TimerScreen, width: u16, ctx: &Context<'_>) -> Vec<(String, Style)> {
    let Some((id, advice)) = &screen.page else {
        return vec![];
    };
    let (heading, mind): (_, Vec<&str>) = if ctx.timers.is_acknowledged(id) {
        (EACH_TIME, advice.shared_notes().collect())
    } else {
        (READ_THIS, advice.all_to_mind().collect())
    };
    let theme = ctx.theme();
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let heading = wrapped(heading, width).into_iter();
    let heading = heading.map(|line| (line, bold));
    let gap = (String::new(), theme.text);
    let notes = advice_page::notes(mind, width, ctx.terminal.symbols());
    let notes = notes.into_iter().map(|line| (line, theme.text));
    heading.chain([gap]).chain(notes).collect()
}

fn header(screen: &TimerScreen, ctx: &Context<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let clock = ctx.clock(ctx.now());
    let timer = screen.current(ctx);
    let until = match timer.status(ctx.now()) {
        TimerStatus::Running => {
            let end = ctx.now() + timer.left(ctx.now());
            let end = format!("until {}", ctx.clock(end));
            let is_narrow = area.width < WIDEST;
            if is_narrow {
                end
            } else {
                format!("{clock}    {end}")
            }
        }
        TimerStatus::Fresh | TimerStatus::Paused | TimerStatus::Over => clock,
    };
    let room = area.width.saturating_sub(until.width() as u16 + 1);
    let title = Rect {
        width: room,
        ..area
    };
    put(buf, title, 0, &screen.title, theme.text);
    chrome::right_aligned(area, &until, theme.dim, buf);
}

fn time(screen: &TimerScreen, ctx: &Context<'_>, body: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let timer = screen.current(ctx);
    let status = timer.status(ctx.now());
    let width = body.width.min(WIDEST);
    let column = Rect {
        x: body.x + (body.width - width) / 2,
        width,
        ..body
    };
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let is_still = matches!(status, TimerStatus::Paused);
    let above = match status {
        TimerStatus::Fresh => ("Enter starts it.".to_owned(), theme.text),
        TimerStatus::Running => (timers::in_words(timer, ctx.now()), theme.text),
        TimerStatus::Paused => (
            "Paused. Enter goes on from here.".to_owned(),
            theme.accent.add_modifier(Modifier::BOLD),
        ),
        TimerStatus::Over => (
            "Time is up.".to_owned(),
            theme.accent.add_modifier(Modifier::BOLD),
        ),
    };
    let below = below(screen, status, column, &theme, bold);
    let roomy = body.height >= 14;
    let gap = u16::from(roomy);
    let taken = 1 + 2 * gap + below.len() as u16;
    let offered = Size::new(column.width, column.height.saturating_sub(taken).min(12));
    let length = timer.length.as_secs().into();
    let count = Countdown {
        face: Face::Count(timer.left_secs(ctx.now())),
        // While counting down, the ones digit keeps its column. At the end the text moves to the left edge.
        from: if status == TimerStatus::Over {
            0
        } else {
            length
        },
        most: length,
        or_word: None,
        style: if is_still { theme.dim } else { theme.accent },
        charset: ctx.terminal.charset(),
    };
    let size = count.size(offered);
    let height = (taken + size.height).min(column.height);
    let mut y = column.y + (column.height - height) / 2;
    let mut line = |y: u16, (text, style): &(String, Style)| {
        put(buf, row(column, y - column.y), 0, text, *style);
    };
    line(y, &above);
    y += 1 + gap;
    let digits = Rect {
        y,
        height: size.height,
        ..column
    };
    for (y, text) in (digits.bottom() + gap..).zip(&below) {
        line(y, text);
    }
    count.render(digits.intersection(column), buf);
}

/// The lines below the time: what to do and what to be careful about in the timer's current state. If there is little
/// room, only the first of them.
fn below(
    screen: &TimerScreen,
    status: TimerStatus,
    column: Rect,
    theme: &Theme,
    bold: Style,
) -> Vec<(String, Style)> {
    let Some(beside) = screen
        .page
        .as_ref()
        .and_then(|(_, page)| page.timer.as_ref())
    else {
        return vec![];
    };
    let during = beside.during.as_ref().map(|line| (line, bold));
    let how = (&beside.how, theme.text);
    let texts = match status {
        TimerStatus::Over => vec![(&beside.end, bold)],
        TimerStatus::Fresh => [Some(how), during].into_iter().flatten().collect(),
        TimerStatus::Running | TimerStatus::Paused => {
            [during, Some(how)].into_iter().flatten().collect()
        }
    };
    let lines = texts.into_iter().flat_map(|(text, style)| {
        let lines = wrapped(text, column.width).into_iter();
        lines.map(move |line| (line, style))
    });
    let mut lines = lines.collect();
    // Reserve three rows for the digits and one for the line above them.
    cut_to(&mut lines, column.width, column.height.saturating_sub(4));
    lines
}
