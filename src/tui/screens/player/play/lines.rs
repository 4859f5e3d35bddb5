//! The player where nothing is drawn: what it says, and the lines that it takes.

use ratatui::crossterm::event::KeyCode;

use super::{PlayerScreen, player_view};
use crate::event::Rating;
use crate::session::SessionState;
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::rating_keys;
use crate::tui::screen::Outcome;
use crate::tui::screens::player::view::Mode;
use crate::tui::screens::player::{announced, page};

/// The lines that the player takes while a routine runs.
const WHILE_PLAYING: &str = "Enter pauses and goes on, n is next, b is back, + is ten seconds longer, s is sound, w is why, end ends it, quit leaves winddown.";

impl PlayerScreen {
    /// Notices what there is to announce, and returns the words to speak.
    pub(super) fn announce(&mut self) -> Option<Effect> {
        if self.mode != Mode::Playing {
            // Whatever is shown now interrupts: afterwards it has to be said where the session is.
            self.announced = None;
            return None;
        }
        let now = self.session.announcement();
        if self.announced == Some(now) {
            return None;
        }
        let before = self.announced.replace(now);
        self.line = announced::line(&self.session, before);
        let is_heard = self.speak && self.sound;
        let words = announced::spoken(&self.session, before).filter(|_| is_heard);
        words.map(Effect::Speak)
    }

    /// What there is to read, where nothing is drawn.
    pub(super) fn lines_now(&self, ctx: &Context<'_>) -> String {
        match self.mode {
            Mode::Before => self.lines_before(),
            Mode::Asking => {
                let answers = page::answers(&player_view(self, ctx)).into_iter();
                let answers = answers.map(|(_, answer, meaning)| format!("{answer}: {meaning}"));
                let answers: Vec<_> = answers.collect();
                format!("End here? {}. Enter goes on.", answers.join(". "))
            }
            Mode::Why { advice, .. } => format!("{} Enter goes on.", advice.as_paragraph()),
            Mode::Playing if self.asks_for_legs() => {
                format!(
                    "{} How are your legs now? 0 to 10, or Enter to leave it out.",
                    self.line
                )
            }
            Mode::Playing => self.line.clone(),
        }
    }

    /// The question before a night routine: which one it is, why, and which others there are.
    fn lines_before(&self) -> String {
        if self
            .rescue
            .as_ref()
            .is_some_and(|rescue| !rescue.is_settled())
        {
            // What is offered is not known yet.
            return String::new();
        }
        let mut lines = vec!["How are your legs? 0 to 10, or Enter to leave it out.".to_owned()];
        if let Some(rescue) = &self.rescue {
            let title = &rescue.routine().title;
            let reason = rescue
                .reason()
                .map_or(String::new(), |reason| format!(" {reason}"));
            lines.push(format!("Then {title}.{reason}"));
            lines.extend(rescue.neighbours().map(|(left, right)| match right {
                None => format!("Type next for {}.", left.title),
                Some(right) => {
                    format!("Type next for {}, back for {}.", right.title, left.title)
                }
            }));
        }
        lines.join(" ")
    }

    /// Handles a line: it stands for a key.
    pub(super) fn take_line(&mut self, line: &str, ctx: &Context<'_>) -> Outcome {
        let is_rating = self.mode == Mode::Before || self.asks_for_legs();
        let key = match self.mode {
            _ if is_rating && rating(line).is_some() => rating(line),
            Mode::Before => key_of(
                line,
                &[
                    ("", KeyCode::Enter),
                    ("next", KeyCode::Right),
                    ("back", KeyCode::Left),
                    ("end", KeyCode::Esc),
                    ("quit", KeyCode::Char('q')),
                ],
            ),
            Mode::Asking => key_of(
                line,
                &[
                    ("", KeyCode::Esc),
                    ("count", KeyCode::Char('c')),
                    ("keep", KeyCode::Char('k')),
                    ("discard", KeyCode::Char('d')),
                ],
            ),
            Mode::Why { .. } => Some(KeyCode::Esc),
            Mode::Playing if self.session.is_over() => {
                key_of(line, &[("", KeyCode::Enter), ("quit", KeyCode::Char('q'))])
            }
            Mode::Playing => key_of(
                line,
                &[
                    ("", KeyCode::Char(' ')),
                    ("next", KeyCode::Right),
                    ("back", KeyCode::Left),
                    ("+", KeyCode::Char('+')),
                    ("sound", KeyCode::Char('s')),
                    ("why", KeyCode::Char('w')),
                    ("end", KeyCode::Esc),
                    ("quit", KeyCode::Char('q')),
                ],
            ),
        };
        let Some(key) = key else {
            return Outcome::notice(match self.mode {
                Mode::Playing if !self.session.is_over() => WHILE_PLAYING,
                Mode::Before => "0 to 10, Enter to leave it out, next or back for another routine.",
                Mode::Playing => "0 to 10, or Enter to leave it out.",
                Mode::Asking => "count, keep, discard, or Enter to go on.",
                Mode::Why { .. } => "Enter goes on.",
            });
        };
        let (had_rating, was_over) = (self.legs.is_some(), self.session.is_over());
        let mut outcome = self.pressed(key, ctx);
        if key == KeyCode::Char('+') {
            self.line = announced::left_line(&self.session);
        } else if !had_rating && self.legs.is_some() {
            // Nothing is left to read once the legs are rated.
            outcome.go = super::leave().go;
        } else if outcome.go.is_some() && !was_over {
            let ended = match key {
                KeyCode::Char('k') => "Your place is kept.",
                _ => "Ended. Nothing was held yet, so nothing was recorded.",
            };
            outcome.effects.push(Effect::Print(ended.to_owned()));
        }
        outcome
    }

    /// Whether the routine runs, so that it goes on to its end without anybody typing.
    pub(super) fn runs(&self) -> bool {
        self.mode == Mode::Playing && self.session.state() == SessionState::Running
    }
}

/// The key of the word that the line is or begins.
fn key_of(line: &str, keys: &[(&str, KeyCode)]) -> Option<KeyCode> {
    let line = line.to_lowercase();
    let is_meant = |word: &str| word == line || (!line.is_empty() && word.starts_with(&line));
    keys.iter()
        .find(|(word, _)| is_meant(word))
        .map(|(_, key)| *key)
}

/// The key of the rating that the line is.
fn rating(line: &str) -> Option<KeyCode> {
    let number = line.parse::<i64>().ok()?;
    let rating = Rating::try_from(number).ok()?;
    Some(KeyCode::Char(rating_keys::key(rating)))
}
