//! In the morning, until it is answered: how the legs were last night, in one key.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::{TonightScreen, unrecorded_night};
use crate::evening::{Action, DiaryEntry};
use crate::event::About;
use crate::tui::charset::Charset;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::Effect;
use crate::tui::rating_keys;
use crate::tui::row::{put, row};
use crate::tui::screen::Outcome;
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::widgets::big::{self, Big};
use crate::tui::widgets::rating_scale::{self, RatingScale};
use crate::words;

/// The question, on one line.
const QUESTION: [&str; 1] = ["How were your legs last night?"];

/// The question on two lines, of one length so that both have letters of one size.
const ON_TWO_LINES: [&str; 2] = ["How were your   ", "legs last night?"];

/// The question on three lines, for letters that are wide, or a narrow terminal that is high.
const ON_THREE_LINES: [&str; 3] = ["How were   ", "your legs  ", "last night?"];

/// The rows of the question in big letters and the scale.
const BIG_ROWS: u16 = 2 * big::HEIGHT + GAP + rating_scale::HEIGHT;

/// The rows that the panel takes with the question in big letters.
pub(super) fn big_rows(screen: &TonightScreen, ctx: &Context<'_>) -> u16 {
    let has_proposal = unrecorded_night(screen, ctx).is_some_and(|night| night.proposed.is_some());
    BIG_ROWS + u16::from(has_proposal) * PROPOSAL_ROWS
}

/// The rows between them.
const GAP: u16 = 1;

/// Records the rating of last night that the key stands for, and goes on to the rest of the night. None if no night is
/// to be rated, or if the key stands for no rating.
pub(super) fn rate(screen: &TonightScreen, code: KeyCode, ctx: &Context<'_>) -> Option<Outcome> {
    let night = unrecorded_night(screen, ctx)?.evening;
    let KeyCode::Char(key) = code else {
        return None;
    };
    let entry = DiaryEntry::Legs {
        rating: rating_keys::rating(key)?,
        feels: vec![],
        places: vec![],
        about: Some(About::Night),
    };
    let rated = Effect::Act(night, Action::Record { entry, at: None });
    Some(Outcome::from(rated).and_go(Place::Diary(DiaryStart::Morning, night)))
}

/// The keys that accept and decline the night that is proposed.
pub(super) const ACCEPT: KeyCode = KeyCode::Char('=');
pub(super) const DECLINE: KeyCode = KeyCode::Char('_');

/// The hints about last night.
pub(super) fn hints(screen: &TonightScreen, ctx: &Context<'_>) -> Vec<Hint> {
    let Some(night) = unrecorded_night(screen, ctx) else {
        return vec![];
    };
    let mut hints = vec![hint(KeyCode::Char('m'), "m", "the night")];
    if night.proposed.is_some() {
        hints.push(hint(ACCEPT, "=", "accept it"));
        hints.push(hint(DECLINE, "_", "not so"));
    }
    hints
}

/// Accepts the proposed night, and goes on to the rest of it; or drops it.
pub(super) fn answer(screen: &TonightScreen, code: KeyCode, ctx: &Context<'_>) -> Outcome {
    let night = unrecorded_night(screen, ctx);
    let Some((night, quiet)) = night.and_then(|night| Some((night.evening, night.proposed?)))
    else {
        return Outcome::default();
    };
    if code == DECLINE {
        return vec![Effect::DeclineNight(night), Effect::FindUnrecordedNight].into();
    }
    let action = Action::AcceptNight {
        lights_out: quiet.from,
        woke: quiet.until,
    };
    Outcome::from(Effect::Act(night, action)).and_go(Place::Diary(DiaryStart::Morning, night))
}

/// The line about the night that is proposed, for so much room; none if none is.
fn proposal(screen: &TonightScreen, ctx: &Context<'_>, room: u16) -> Option<String> {
    let quiet = unrecorded_night(screen, ctx)?.proposed?;
    let [long, short] =
        words::proposed_night_long_and_short(&ctx.clock(quiet.from), &ctx.clock(quiet.until));
    let fits = long.width() <= usize::from(room);
    Some(if fits { long } else { short })
}

/// The most columns to the left of that line.
const PROPOSAL_INDENT: u16 = 6;

/// The rows of the line about the proposed night, with the gap above it.
const PROPOSAL_ROWS: u16 = 2;

/// How the question and the scale are drawn.
struct Layout {
    lines: &'static [&'static str],
    /// Where each line is drawn, from its first row on.
    questions: Vec<Rect>,
    scale: Rect,
    /// The line about the night that is proposed.
    proposal: Rect,
}

impl Layout {
    /// In big letters where there is room, on two lines, on one or on three; else in ordinary ones.
    fn new(area: Rect, charset: Charset, has_proposal: bool) -> Self {
        let indent = if area.width >= 70 { 5 } else { 1 };
        let inner = Rect {
            x: area.x + indent,
            width: area.width.saturating_sub(indent),
            ..area
        };
        let below = u16::from(has_proposal) * PROPOSAL_ROWS;
        let rows = |lines: &[&str]| {
            let others = GAP + rating_scale::HEIGHT + below;
            let height = inner.height.saturating_sub(others) / lines.len() as u16;
            let offered = Size::new(inner.width.saturating_sub(1), height);
            letters(lines[0], Style::new(), charset)
                .size(offered)
                .height
        };
        let arrangements: [&'static [&'static str]; 3] =
            [&ON_TWO_LINES, &QUESTION, &ON_THREE_LINES];
        let big = arrangements.into_iter().find(|lines| rows(lines) > 1);
        let lines = big.unwrap_or(&QUESTION);
        let rows = rows(lines).max(1);
        let number = lines.len() as u16;
        // On a low screen the question stands directly above the scale.
        let least = number * rows + rating_scale::HEIGHT + below.min(1);
        let gap = GAP.min(area.height.saturating_sub(least));
        let gap_below = below.saturating_sub(1);
        // The gap to the list above comes before this one.
        let gap_below = gap_below.min(area.height.saturating_sub(least + gap + 1));
        let height = least + gap + gap_below;
        // A row that is left over parts it from the list.
        let top = area.height.saturating_sub(height).div_ceil(2);
        let question = |n| Rect {
            height: rows.min(inner.height),
            ..rows_from(inner, top + n * rows)
        };
        Self {
            lines,
            questions: (0..number).map(question).collect(),
            scale: rows_from(inner, top + number * rows + gap),
            proposal: rows_from(
                inner,
                top + number * rows + gap + rating_scale::HEIGHT + gap_below,
            ),
        }
    }
}

fn letters(text: &str, style: Style, charset: Charset) -> Big<'_> {
    Big {
        text,
        style,
        charset,
    }
}

/// The rows of the area from that one on.
fn rows_from(area: Rect, number: u16) -> Rect {
    let skipped = number.min(area.height);
    Rect {
        y: area.y + skipped,
        height: area.height - skipped,
        ..area
    }
}

/// Draws the question and the scale, and below them the night that is proposed.
pub(super) fn draw(screen: &TonightScreen, ctx: &Context<'_>, area: Rect, buf: &mut Buffer) {
    let (theme, charset) = (&ctx.theme(), ctx.terminal.charset());
    let proposal = proposal(screen, ctx, area.width.saturating_sub(PROPOSAL_INDENT));
    let layout = Layout::new(area, charset, proposal.is_some());
    let bold = theme.accent.add_modifier(Modifier::BOLD);
    for (line, place) in layout.lines.iter().zip(layout.questions) {
        let place = Rect {
            x: place.x + 1,
            width: place.width.saturating_sub(1),
            ..place
        };
        letters(line, bold, charset).render(place.intersection(area), buf);
    }
    let chosen = None;
    RatingScale { chosen, theme }.draw(layout.scale, buf);
    if let Some(line) = proposal {
        put(buf, row(layout.proposal, 0), 1, &line, theme.text);
    }
}

/// The key of the number at that position.
pub(super) fn key_at(
    screen: &TonightScreen,
    ctx: &Context<'_>,
    area: Rect,
    place: Position,
) -> Option<char> {
    let has_proposal = proposal(screen, ctx, area.width).is_some();
    let layout = Layout::new(area, ctx.terminal.charset(), has_proposal);
    rating_scale::key_at(layout.scale, place)
}
