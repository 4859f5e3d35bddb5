//! How the screen is drawn: the steps, what Enter does for the one at the cursor, and what a trial can show.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::{TITLE, TrialScreen, candidates, newest_trial};
use crate::plan::{Step, TrialChange};
use crate::tui::chrome;
use crate::tui::context::Context;
use crate::tui::row::{put, row};
use crate::tui::screen::Screen;
use crate::tui::theme::Theme;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::{cut_to, wrapped};
use crate::words;

/// Columns before the title of a step.
const INDENT: u16 = 2;

/// The widest column of titles. Behind it stands how a step's trial goes.
const WIDEST_TITLE: usize = 32;

pub(super) fn draw(screen: &TrialScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    put(buf, chrome.header, 0, TITLE, bold);
    let beside = "on evenings drawn by chance";
    if TITLE.width() + beside.width() + 2 <= chrome.header.width.into() {
        chrome::right_aligned(chrome.header, beside, theme.dim, buf);
    }
    body(screen, ctx, &theme, chrome.body, buf);
    chrome.draw_notice(ctx, buf);
}

fn body(screen: &TrialScreen, ctx: &Context<'_>, theme: &Theme, body: Rect, buf: &mut Buffer) {
    let steps: Vec<&Step> = candidates(&ctx.config.plan).collect();
    let Some(step) = screen.step(&ctx.config.plan) else {
        let lines = wrapped(NOTHING_TO_TRY, body.width);
        for (n, line) in (0..).zip(&lines) {
            put(buf, row(body, n), 0, line, theme.dim);
        }
        return;
    };
    let is_low = body.height < 12;
    let text = text(screen, step, ctx, theme, is_low);
    let mut lines: Vec<(String, Style)> = text
        .into_iter()
        .flat_map(|(paragraph, style)| {
            let lines = wrapped(&paragraph, body.width).into_iter();
            let gap = (!is_low).then(|| (String::new(), style));
            gap.into_iter().chain(lines.map(move |line| (line, style)))
        })
        .collect();
    cut_to(&mut lines, body.width, body.height.saturating_sub(1));
    let room = usize::from(body.height)
        .saturating_sub(lines.len())
        .max(1)
        .min(steps.len());
    let at = steps
        .iter()
        .position(|other| other.id == step.id)
        .unwrap_or_default();
    let first = at.saturating_sub(room - 1);
    for (n, shown) in (0..).zip(steps.iter().skip(first).take(room)) {
        step_row(screen, shown, ctx, theme, row(body, n), buf);
    }
    let list = Rect {
        height: room as u16,
        ..body
    };
    let hidden = HiddenLines::of(steps.len(), first, list.height);
    hidden.draw(list, theme, ctx.terminal.symbols(), buf);
    for (n, (line, style)) in (room as u16..).zip(&lines) {
        put(buf, row(body, n), 0, line, *style);
    }
}

/// Stands on the screen where the plan has no step that can be tried.
const NOTHING_TO_TRY: &str = "No step of your plan can be tried: a trial needs a check, timer or routine that is planned \
                              every evening.";

fn step_row(
    screen: &TrialScreen,
    step: &Step,
    ctx: &Context<'_>,
    theme: &Theme,
    place: Rect,
    buf: &mut Buffer,
) {
    let symbols = ctx.terminal.symbols();
    let is_selected = screen.selected.as_ref() == Some(&step.id);
    let style = if is_selected {
        put(buf, place, 0, symbols.cursor, theme.accent);
        theme.accent
    } else {
        theme.text
    };
    put(buf, place, INDENT, &step.title, style);
    let state = state(screen, step, ctx);
    let titles = candidates(&ctx.config.plan).map(|step| step.title.width());
    let column = titles.max().unwrap_or_default().min(WIDEST_TITLE) as u16 + INDENT + 3;
    if column + state.width() as u16 <= place.width {
        put(buf, place, column, &state, theme.dim);
    }
}

/// How the trial of a step goes, in a few words. Empty without a trial.
fn state(screen: &TrialScreen, step: &Step, ctx: &Context<'_>) -> String {
    let tonight = ctx.tonight.evening.date;
    let Some(trial) = newest_trial(&ctx.config.plan, &step.id) else {
        return String::new();
    };
    if tonight < trial.first {
        return format!("begins {}", words::short_date(trial.first));
    }
    if let Some(number) = trial.number(tonight) {
        return format!("evening {} of {}", number + 1, trial.length());
    }
    match screen.result(trial) {
        Some(result) if result.figures().is_found() => "over".to_owned(),
        Some(_) => "over, not clear".to_owned(),
        None => String::new(),
    }
}

/// The paragraphs below the steps: what Enter does, and what is known.
fn text(
    screen: &TrialScreen,
    step: &Step,
    ctx: &Context<'_>,
    theme: &Theme,
    is_low: bool,
) -> Vec<(String, Style)> {
    let tonight = ctx.tonight.evening.date;
    let date = |evening| {
        if is_low {
            words::short_date(evening)
        } else {
            words::long_date_seen_from(tonight, evening)
        }
    };
    let forecast = || {
        screen.back.as_ref().map(|back| {
            let forecast = back.review.trial_forecast();
            if is_low {
                words::short_forecast_line(&forecast)
            } else {
                words::forecast_line(&forecast)
            }
        })
    };
    let known = newest_trial(&ctx.config.plan, &step.id).and_then(|trial| screen.result(trial));
    let known = known.map(|result| {
        if is_low {
            words::trial_in_short(result, false)
        } else {
            words::trial_line(result)
        }
    });
    let (offer, below) = match screen.offer(step, ctx) {
        Ok(change) => {
            let trial = change.trial();
            match change {
                TrialChange::Start(_) => {
                    let from = if trial.first == tonight {
                        "tonight".to_owned()
                    } else {
                        date(trial.first)
                    };
                    let (weeks, last) = (trial.fortnights * 2, date(trial.last()));
                    let how = if is_low {
                        "Of every two evenings chance picks one for it."
                    } else {
                        "Of every two evenings chance picks one for it; on the other it is not asked for."
                    };
                    let offer =
                        format!("Enter tries it for {weeks} weeks, from {from} to {last}. {how}");
                    (offer, [forecast(), known])
                }
                TrialChange::Resize(before, _) => {
                    let offer = format!(
                        "It is tried until {}. Enter goes on until {}, {} evenings in all.",
                        date(before.last()),
                        date(trial.last()),
                        trial.length()
                    );
                    (offer, [known, None])
                }
                TrialChange::Stop(_) => (String::new(), [known, None]),
            }
        }
        Err(refusal) => {
            let why = words::trial_refusal(&refusal, tonight);
            (format!("{}.", words::capitalised(&why)), [known, None])
        }
    };
    let below = below.into_iter().flatten().map(|line| {
        let line = if line.ends_with('.') {
            line
        } else {
            format!("{line}.")
        };
        (line, theme.dim)
    });
    [(offer, theme.text)].into_iter().chain(below).collect()
}
