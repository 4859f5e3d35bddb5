//! Draws the player while a routine runs: what to do, for how long, and what comes next.
//!
//! Only the countdown is large. The layout does not move while it counts, because room for the longest cue and the
//! widest number is reserved from the beginning of an exercise.

mod figure;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use super::layout::{Layout, Parts, Pen, ROOMY, WIDEST, is_roomy};
use super::rescue::RescueChoice;
use super::{page, words};
use crate::advice::{self, Advice, Note};
use crate::event::Rating;
use crate::exercise::pose::Pose;
use crate::plan::{KeyArea, Keys};
use crate::session::{Moving, PausedBy, PhaseKind, Session, SessionState};
use crate::tui::charset::Charset;
use crate::tui::footer::{Footer, Hint, LEARN, hint};
use crate::tui::row::put;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::advice_page::AdvicePage;
use crate::tui::widgets::breath::Breath;
use crate::tui::widgets::countdown::{Countdown, Face};
use crate::tui::wrap::{wrapped, wrapped_into};

/// The width in cells from which there is room for all keys, whatever the state.
const VERY_WIDE: u16 = 90;

/// The data that the player draws.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The session's state machine.
    pub session: &'a Session,
    /// The title of the step or the routine.
    pub title: &'a str,
    /// What is shown: the routine, or a page over it.
    pub mode: Mode,
    /// Whether sounds are played.
    pub sound: bool,
    /// The rating of the legs before a night routine. None if it was left out.
    pub legs_before: Option<Rating>,
    /// The rating of the legs after a night routine, from 0 to 10. None until it is given.
    pub legs: Option<Rating>,
    /// The choice among the routines for the night, where there is one.
    pub rescue: Option<&'a RescueChoice>,
    /// What comes next tonight, shown once the routine is over.
    pub next: Option<String>,
    /// Whether winddown is left with the player.
    pub leaves_winddown: bool,
    /// A failure to save, or a refusal.
    pub failure: Option<&'a str>,
    /// What the previous key recorded or changed.
    pub answer: Option<&'a str>,
    /// Whether that was a few seconds ago. Only then it may cover something.
    pub is_answer_new: bool,
    /// The pose of the current exercise, if a figure shows it.
    pub pose: Option<&'a Pose>,
    /// What moves.
    pub moving: Moving,
    /// The current theme.
    pub theme: Theme,
    /// The user's keys.
    pub keys: &'a Keys,
    /// The characters that can be drawn.
    pub charset: Charset,
}

/// What the player shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// How the legs are, asked before a night routine begins.
    Before,
    /// The routine, or the page at its end.
    Playing,
    /// The question before ending early.
    Asking,
    /// The advice page: why stretching may help, and what to be careful about.
    Why {
        /// The advice shown.
        advice: &'static Advice,
        /// The number of lines that the page is scrolled down.
        first: u16,
    },
}

impl Mode {
    /// Where the keys work.
    pub fn key_area(self) -> KeyArea {
        match self {
            Self::Asking => KeyArea::EndOfRoutine,
            Self::Before | Self::Playing | Self::Why { .. } => KeyArea::Player,
        }
    }
}

/// The styles of the text. During a pause everything except the word "Paused" is dim.
struct Styles {
    text: Style,
    strong: Style,
    accent: Style,
    dim: Style,
}

impl View<'_> {
    /// Draws the player. Draws nothing in areas too small for one line of each part.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        if area.width < 8 || area.height < 6 {
            return;
        }
        let hints = self.shown_hints(area.width);
        let footer = Footer::new(&hints, area.width.min(WIDEST));
        let parts = Parts::new(area, footer.height());
        footer.render(parts.keys, buf, &self.theme);
        self.rule(parts.rule, buf);
        self.header(parts.header, is_roomy(parts.body), buf);
        self.bar(parts.bar, buf);
        match self.mode {
            Mode::Before => page::before(self, parts.body, buf),
            Mode::Asking => page::asking(self, parts.body, buf),
            Mode::Why { advice, first } => self.page(advice, first).render(parts.body, buf),
            Mode::Playing if self.session.is_over() => page::finished(self, parts.body, buf),
            Mode::Playing => self.playing(parts.body, buf),
        }
        self.draw_answer(&parts, buf);
    }

    /// The key whose hint is drawn at that position.
    pub fn key_at(&self, area: Rect, place: Position) -> Option<KeyCode> {
        let hints = self.shown_hints(area.width);
        let footer = Footer::new(&hints, area.width.min(WIDEST));
        let parts = Parts::new(area, footer.height());
        let is_covered = self.covered(&parts).contains(place);
        footer.key_at(parts.keys, place).filter(|_| !is_covered)
    }

    /// The hints with the user's own keys.
    fn shown_hints(&self, width: u16) -> Vec<Hint> {
        let hints = self.hints(width).into_iter();
        hints
            .map(|hint| hint.with_own_key(self.keys, self.mode.key_area()))
            .collect()
    }

    /// The hints for a terminal of that width. Narrow terminals show one row of the most important keys.
    pub fn hints(&self, width: u16) -> Vec<Hint> {
        let [left, right] = self.arrows();
        let key = KeyCode::Char;
        match self.mode {
            Mode::Before => {
                let has_others = self.rescue.and_then(RescueChoice::neighbours).is_some();
                let other = has_others.then(|| hint(KeyCode::Right, right, "another"));
                let begin = hint(KeyCode::Enter, "Enter", "leave it out");
                let end = hint(KeyCode::Esc, "Esc", "back");
                [begin].into_iter().chain(other).chain([end]).collect()
            }
            Mode::Asking => page::asking_hints(self),
            Mode::Why { advice, .. } => {
                let close = hint(KeyCode::Esc, "Esc", "close");
                let more = advice.learn.is_some().then(|| hint(key('i'), "i", "more"));
                [close].into_iter().chain(more).collect()
            }
            Mode::Playing if self.session.routine().night && self.asks_for_legs() => {
                vec![hint(KeyCode::Esc, "Esc", "leave it out")]
            }
            Mode::Playing if self.session.is_over() => {
                let leave = if self.leaves_winddown {
                    "leave winddown"
                } else {
                    "back to tonight"
                };
                vec![hint(KeyCode::Enter, "Enter", leave)]
            }
            Mode::Playing => {
                let running = self.session.state() == SessionState::Running;
                let mut hints = vec![
                    hint(key(' '), "Space", if running { "pause" } else { "go on" }),
                    hint(KeyCode::Left, left, "back"),
                    hint(KeyCode::Right, right, "next"),
                ];
                let wide = width >= ROOMY.width;
                if wide && self.is_holding() {
                    hints.push(hint(key('+'), "+", "10 s longer"));
                }
                if wide && !self.session.routine().night {
                    let sound = if self.sound { "sound off" } else { "sound on" };
                    hints.push(hint(key('s'), "s", sound));
                }
                if wide {
                    hints.push(hint(key('w'), "w", "why"));
                }
                if width >= VERY_WIDE {
                    hints.push(LEARN);
                }
                hints.push(hint(KeyCode::Esc, "Esc", "end"));
                hints
            }
        }
    }

    /// The left and the right arrow key, as they are written.
    pub(super) fn arrows(&self) -> [&'static str; 2] {
        if self.charset == Charset::Ascii {
            ["<-", "->"]
        } else {
            ["←", "→"]
        }
    }

    fn page<'p>(&'p self, advice: &'p Advice, first: u16) -> AdvicePage<'p> {
        let symbols = Symbols::new(self.charset);
        AdvicePage {
            advice,
            note: self.note().map(|note| note.text.as_str()),
            own: None,
            with_sources: true,
            first,
            theme: &self.theme,
            symbols,
        }
    }

    fn asks_for_legs(&self) -> bool {
        page::asks_for_legs(self.session, self.legs)
    }

    fn is_holding(&self) -> bool {
        let kind = self.session.phase().map(|phase| phase.kind);
        matches!(kind, Some(PhaseKind::Hold(_)))
    }

    pub(super) fn paused(&self) -> Option<PausedBy> {
        match self.session.state() {
            SessionState::Paused(by) => Some(by),
            SessionState::Running | SessionState::Ended(_) => None,
        }
    }

    fn styles(&self) -> Styles {
        let Theme {
            text, accent, dim, ..
        } = self.theme;
        if self.paused().is_some() {
            return Styles {
                text: dim,
                strong: dim,
                accent: dim,
                dim,
            };
        }
        let strong = text.add_modifier(Modifier::BOLD);
        Styles {
            text,
            strong,
            accent,
            dim,
        }
    }

    fn rule(&self, area: Rect, buf: &mut Buffer) {
        let line = Symbols::new(self.charset).rule.repeat(area.width.into());
        if area.height > 0 {
            put(buf, area, 0, line, self.theme.rule);
        }
    }

    fn header(&self, area: Rect, roomy: bool, buf: &mut Buffer) {
        let (n, of) = self.session.exercise_number();
        let left = self.session.left_secs();
        let (minutes, secs) = (left / 60, left % 60);
        let wide = area.width + 2 >= ROOMY.width;
        let right = match (self.session.is_over(), wide) {
            (true, _) => String::new(),
            (false, true) => format!("{n} of {of}      {minutes}:{secs:02} left"),
            (false, false) => format!("{n}/{of}  {minutes}:{secs:02}"),
        };
        let width = (right.width() as u16).min(area.width);
        let room = area.width.saturating_sub(width + 1);
        // If the body has no room for the exercise's name, show it here.
        let title = match self.session.exercise() {
            Some(exercise) if !roomy && self.mode == Mode::Playing => exercise.title.as_str(),
            Some(_) | None => self.title,
        };
        let left = Rect {
            width: room,
            ..area
        };
        put(buf, left, 0, title, self.theme.text);
        put(buf, area, area.width - width, right, self.theme.dim);
    }

    fn bar(&self, area: Rect, buf: &mut Buffer) {
        let symbols = Symbols::new(self.charset);
        let full = (f64::from(area.width) * self.session.fraction()).round() as u16;
        for x in area.x..area.right() {
            let (sign, style) = if x < area.x + full {
                (symbols.full, self.theme.accent)
            } else {
                (symbols.rule, self.theme.rule)
            };
            buf.set_string(x, area.y, sign, style);
        }
    }

    fn playing(&self, body: Rect, buf: &mut Buffer) {
        let Some(exercise) = self.session.exercise() else {
            return;
        };
        let has_picture = self.session.breath().is_some() || self.pose.is_some();
        let note = self.note().map(|note| note.line.as_str());
        let layout = Layout::new(body, &exercise.cues, note, has_picture);
        if let Some(picture) = layout.figure {
            self.breath(picture, buf);
            self.figure(picture, buf);
        }
        self.column(&layout, buf);
        let mut pen = Pen::new(layout.cue);
        let Rect { width, height, .. } = layout.cue;
        let cue = wrapped_into(self.cue(), width, height);
        for line in &cue {
            pen.line(line, self.styles().text, buf);
        }
        let is_ready =
            matches!(self.session.phase(), Some(phase) if phase.kind == PhaseKind::Ready);
        let note = note.filter(|_| is_ready).unwrap_or_default();
        for line in wrapped_into(note, width, height.saturating_sub(cue.len() as u16)) {
            pen.line(&line, self.styles().strong, buf);
        }
    }

    /// The safety note of the current exercise.
    fn note(&self) -> Option<&'static Note> {
        let exercise = self.session.exercise()?;
        exercise.safety_note().and_then(advice::note)
    }

    fn breath(&self, area: Rect, buf: &mut Buffer) {
        let breath = if self.moving.breath {
            self.session.breath()
        } else {
            self.session.breath_in_steps()
        };
        let Some(breath) = breath else {
            return;
        };
        let disc = Breath {
            fullness: breath.fullness,
            disc: self.styles().accent,
            ring: self.theme.rule,
            charset: self.charset,
        };
        disc.render(area, buf);
    }

    /// Draws the text and the countdown, one below the other.
    fn column(&self, layout: &Layout, buf: &mut Buffer) {
        let styles = self.styles();
        let area = layout.words;
        let name = match self.session.exercise() {
            Some(exercise) if layout.roomy => wrapped(&exercise.title, area.width),
            Some(_) | None => Vec::new(),
        };
        let place = words::hold_position(self.session);
        let gap = layout.gap;
        let above = name.len() as u16 + u16::from(!place.is_empty()) + 1 + 2 * gap;
        let below = if layout.roomy {
            layout.cue.height + 1 + gap
        } else {
            0
        };
        let offered = area.height.saturating_sub(above + below + gap);
        let countdown = Countdown {
            face: match self.paused() {
                Some(_) => Face::Paused,
                None => Face::Count(self.session.remaining_secs()),
            },
            from: self.session.phase_secs(),
            most: self.session.longest_secs(),
            or_word: None,
            style: if self.is_transition() {
                styles.text
            } else {
                self.theme.accent
            },
            charset: self.charset,
        };
        let size = countdown.size(Size::new(area.width, offered));
        let mut pen = Pen::new(area);
        for line in &name {
            pen.line(line, styles.strong, buf);
        }
        if !place.is_empty() {
            pen.line(&place, styles.text, buf);
        }
        pen.skip(gap);
        match self.paused() {
            Some(_) => pen.line(
                "Paused",
                self.theme.accent.add_modifier(Modifier::BOLD),
                buf,
            ),
            None => pen.line(words::instruction(self.session), styles.accent, buf),
        }
        pen.skip(gap + offered.saturating_sub(size.height) / 2);
        let digits = Rect {
            y: pen.y,
            height: size.height,
            ..area
        };
        countdown.render(digits.intersection(area), buf);
        if layout.roomy {
            pen.y = layout.cue.bottom() + gap;
        } else {
            pen.skip(size.height);
        }
        pen.line(&self.coming_next(area.width), styles.dim, buf);
    }

    /// Whether the current phase only leads to a hold, such as getting ready or resting.
    fn is_transition(&self) -> bool {
        self.session
            .phase()
            .is_some_and(|phase| !phase.kind.is_work())
    }
}
