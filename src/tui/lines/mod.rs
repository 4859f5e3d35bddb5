//! The program in lines, where nothing is drawn: for a screen reader, a log, a terminal that cannot be drawn on, or
//! closed eyes.
//!
//! It is the same [`App`] with the same screens, effects and world. Instead of keys it takes lines, and instead of
//! pictures it prints what has changed, a line each. [`Screen::says`](super::screen::Screen::says) is what a screen
//! shows, and [`Screen::line`](super::screen::Screen::line) what it does with a line. What Tonight does with one is here:
//! `command` reads it, and `perform` turns it into the effect or the place of the key that it stands for.

mod command;
mod output;
mod perform;
mod tonight;

use ratatui::crossterm::event::KeyCode;

use super::Opening;
use super::app::App;
use super::context::Context;
use super::message::{Effect, Message, UnrecordedNight};
use super::rating_keys;
use super::screen::Outcome;
use crate::diary::drinks::all_drinks;
use crate::evening::{DiaryEntry, drink};
use crate::event::{EveningDate, Rating};
use crate::time_of_day;
use crate::words;
pub use output::LineOutput;
use perform::{perform, record};

/// Said once, at the start.
const HOW_TO_BEGIN: &str = "Type help to see what you can type.";

/// What the program in lines knows beside the app's own state.
#[derive(Debug, Default)]
pub struct Lines {
    /// The evening whose heading was printed. None before the first one.
    heading: Option<EveningDate>,
    /// What the top screen said last.
    top: Option<String>,
    /// What Tonight said last of what is to be done now, or comes next. None before the first time.
    next: Option<Vec<String>>,
    /// What Tonight asked last about the night.
    night: Option<String>,
    /// The night just past, if nothing has been recorded about it.
    unrecorded_night: Option<UnrecordedNight>,
    /// Milligrams of caffeine in each of the user's recent drinks.
    recent_doses: Vec<f64>,
    /// An unusual drink, which the next line confirms.
    doubted: Option<DiaryEntry>,
    /// Whether the questions of the first start come before the evening.
    begins_with_the_welcome: bool,
    /// Whether the program ends with the routine that it was started for.
    ends_with_the_routine: bool,
    /// Whether nothing more will be typed.
    is_input_over: bool,
}

impl Lines {
    /// The program in lines: all of the evening, with or without the questions of the first start, or one routine only.
    pub fn new(opening: &Opening) -> Self {
        Self {
            begins_with_the_welcome: *opening == Opening::Welcome,
            ends_with_the_routine: matches!(opening, Opening::Play { .. }),
            ..Self::default()
        }
    }

    /// Takes note of what the app receives.
    pub fn notice(&mut self, message: &Message) {
        match message {
            Message::UnrecordedNight(night) => self.unrecorded_night = *night,
            Message::Diary(read) => self.recent_doses.clone_from(&read.recent_doses),
            Message::InputOver => self.is_input_over = true,
            _ => {}
        }
    }

    /// The evening whose night the user can fill in: the one that nothing has been recorded about, else the last one.
    fn night_to_fill_in(&self, ctx: &Context<'_>) -> EveningDate {
        let last = ctx.tonight.evening.date.previous();
        self.unrecorded_night.map_or(last, |night| night.evening)
    }
}

impl App {
    /// Handles a line: the answer to a question, else what the top screen does with it, else a command.
    pub(super) fn line(&mut self, line: &str) -> Vec<Effect> {
        let line = line.trim();
        self.shared.notices.key_pressed(false);
        self.shared.notices.take_question();
        let waiting = std::mem::take(&mut self.waits_for_clock);
        if !waiting.is_empty() {
            return if is_yes(line) {
                [vec![Effect::ConfirmClock], waiting].concat()
            } else {
                self.carry_out(nothing_recorded())
            };
        }
        let ctx = self.screens.context(&self.shared);
        let outcome = self.screens.top_mut().line(line, &ctx);
        let outcome = outcome.unwrap_or_else(|| self.command(line));
        self.carry_out(outcome)
    }

    /// The notices that are new, to be printed at once.
    pub(super) fn print_notices(&mut self) -> Vec<Effect> {
        let is_quiet = self.screens.context(&self.shared).is_quiet;
        let new = self.shared.notices.take_new(is_quiet).into_iter();
        let printed = new.map(Effect::Print);
        printed.filter(|_| self.lines.is_some()).collect()
    }

    /// What has changed on the screens since the last call, a line each. Called when a picture would be drawn.
    pub fn changes(&mut self) -> Vec<String> {
        let ctx = self.screens.context(&self.shared);
        let Some(lines) = &mut self.lines else {
            return vec![];
        };
        let mut said = vec![];
        if lines.begins_with_the_welcome {
            if !self.screens.is_home() {
                said.extend(changed(&mut lines.top, self.screens.top().says(&ctx)));
                return said;
            }
            lines.begins_with_the_welcome = false;
        }
        let date = ctx.tonight.evening.date;
        if lines.ends_with_the_routine {
            // What comes next is said once it is something else.
            lines.heading.get_or_insert(date);
            lines.next.get_or_insert_with(|| tonight::now_or_next(&ctx));
        }
        match lines.heading.replace(date) {
            Some(before) if before == date => {}
            Some(_) => said.push(tonight::heading(&ctx)),
            None => said.extend([tonight::heading(&ctx), HOW_TO_BEGIN.to_owned()]),
        }
        let top = self.screens.top().says(&ctx);
        if lines.top.is_some() && top.is_none() {
            // Back on Tonight, which says where the evening is.
            lines.next = None;
        }
        said.extend(changed(&mut lines.top, top));
        let night = tonight::about_last_night(lines.unrecorded_night, &ctx);
        said.extend(changed(&mut lines.night, night));
        let next = tonight::now_or_next(&ctx);
        let before = lines.next.replace(next.clone()).unwrap_or_default();
        said.extend(next.into_iter().filter(|line| !before.contains(line)));
        said
    }

    /// Whether there is nothing left to do where nothing is drawn: nobody types any more, or the routine that it was
    /// started for has been left.
    pub fn is_over(&self) -> bool {
        self.lines.as_ref().is_some_and(|lines| {
            lines.is_input_over && !self.screens.top().goes_on_alone()
                || lines.ends_with_the_routine && self.screens.is_home() && lines.heading.is_some()
        })
    }

    /// Handles a line on Tonight.
    fn command(&mut self, line: &str) -> Outcome {
        let ctx = self.screens.context(&self.shared);
        let Some(lines) = &mut self.lines else {
            return Outcome::default();
        };
        if let Some(entry) = lines.doubted.take() {
            return if is_yes(line) {
                record(entry, &ctx)
            } else {
                nothing_recorded()
            };
        }
        let is_asked = tonight::about_last_night(lines.unrecorded_night, &ctx).is_some();
        if let Some(rating) = rating(line).filter(|_| is_asked) {
            let key = KeyCode::Char(rating_keys::key(rating));
            return self.screens.top_mut().key(key.into(), &ctx);
        }
        if let Some(key) = answer_to_proposal(line).filter(|_| is_asked) {
            return self.screens.top_mut().key(key.into(), &ctx);
        }
        let drinks = all_drinks(&ctx.config.diary.drinks);
        let is_drink = |text: &str| drink(text, &drinks).is_ok();
        // Bedtime and lights-out are the times that a line can have.
        let bedtime = ctx.timeline().evening.bedtime.with_timezone(&ctx.zone);
        let clock = ctx.clock_format();
        let time = |text: &str| time_of_day::parse_near(text, clock, bedtime.time());
        match command::parse(line, is_drink, time) {
            Ok(command) => perform(command, lines, &ctx),
            Err(why_not) => Outcome::notice(words::capitalised(&why_not)),
        }
    }
}

/// The line, if it differs from the last one, which it then takes the place of.
fn changed(last: &mut Option<String>, line: Option<String>) -> Option<String> {
    if *last == line {
        return None;
    }
    last.clone_from(&line);
    line
}

fn is_yes(line: &str) -> bool {
    matches!(line.to_lowercase().as_str(), "y" | "yes")
}

/// The key that accepts or declines the proposed night, if the line is one.
fn answer_to_proposal(line: &str) -> Option<KeyCode> {
    match line {
        "=" => Some(KeyCode::Char('=')),
        "_" => Some(KeyCode::Char('_')),
        _ => None,
    }
}

fn rating(line: &str) -> Option<Rating> {
    Rating::try_from(line.parse::<i64>().ok()?).ok()
}

fn nothing_recorded() -> Outcome {
    Effect::Print("Nothing was recorded.".to_owned()).into()
}
