//! Caffeine: a drink kept with one digit, what will be left of the day's drinks at lights-out, and the curve of it.

mod view;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::{About, Sheet, Turn};
use crate::diary::day::Choice;
use crate::diary::drinks::known;
use crate::evening::{Action, Caffeine, DiaryEntry, drink, wall};
use crate::time_of_day;
use crate::tui::footer::{Hint, hint};
use crate::tui::prompt::{Prompt, Question, Typed};
use crate::words;

/// The page.
#[derive(Debug, Default)]
pub struct Page {
    /// When the drink that is kept next was drunk, if not now.
    at: Option<DateTime<Utc>>,
    /// What there is to choose from, the first nine by a digit. They stay where they are while the page is open:
    /// a digit that means another drink after each one would be pressed wrongly.
    choices: Vec<Choice>,
    prompt: Option<Prompt>,
    /// The drink that was chosen of a day that is past, before its time was asked.
    waiting: Option<DiaryEntry>,
}

/// Half an hour back by steps of five minutes, further by quarters of an hour: nobody remembers better.
const NEAR: TimeDelta = TimeDelta::minutes(30);

impl Page {
    /// The drinks with the digits that keep them.
    fn digits(&self) -> impl Iterator<Item = (char, &Choice)> {
        ('1'..='9').zip(&self.choices)
    }

    /// Keeps a drink; the next one is drunk now again, until said otherwise. Of a day that is past nobody knows when,
    /// unless it is said.
    fn keep(&mut self, entry: DiaryEntry, about: &About<'_>) -> Turn {
        if self.at.is_none() && !about.is_tonight() {
            self.waiting = Some(entry);
            self.prompt = Some(Prompt::new(Question::DrunkAt, String::new()));
            return Turn::Stay;
        }
        let at = self.at.take();
        Turn::Tell(vec![Action::Tell { entry, at }])
    }

    fn earlier(&mut self, about: &About<'_>) {
        let latest = latest(about);
        let at = self.at.unwrap_or(latest);
        let step = if latest - at < NEAR { 5 } else { 15 };
        let at = at - TimeDelta::minutes(step);
        self.at = Some(at.max(about.night.evening.begins));
    }

    fn later(&mut self, about: &About<'_>) {
        let latest = latest(about);
        self.at = self.at.and_then(|at| {
            let step = if latest - at <= NEAR { 5 } else { 15 };
            let at = at + TimeDelta::minutes(step);
            (at < latest).then_some(at)
        });
    }

    fn type_on(&mut self, key: KeyEvent, about: &About<'_>) -> Turn {
        let Some(mut prompt) = self.prompt.take() else {
            return Turn::Stay;
        };
        let answer = match prompt.typed(key) {
            Typed::Left => {
                self.waiting = None;
                return Turn::Stay;
            }
            Typed::More => {
                self.prompt = Some(prompt);
                return Turn::Stay;
            }
            Typed::Answer(answer) => answer,
        };
        let trouble = if prompt.question == Question::DrunkAt {
            match time_of_day::parse(&answer) {
                Ok(time) => {
                    let zone = &about.night.zone;
                    self.at = Some(if about.is_tonight() {
                        // The last time that the clock showed it: nothing is drunk ahead.
                        wall::showing_until(time, about.app.now(), zone)
                    } else {
                        wall::showing_from(time, about.night.evening.begins, zone)
                    });
                    let waiting = self.waiting.take();
                    return waiting.map_or(Turn::Stay, |entry| self.keep(entry, about));
                }
                Err(why) => why.to_string(),
            }
        } else {
            match drink(&answer, &known(&about.app.config.diary.drinks)) {
                Ok(entry) => return self.keep(entry, about),
                Err(such_as) => such_as.to_string(),
            }
        };
        prompt.trouble = Some(trouble);
        self.prompt = Some(prompt);
        Turn::Stay
    }
}

/// The latest that something can have been drunk: now, or at the bedtime of an evening that is past.
fn latest(about: &About<'_>) -> DateTime<Utc> {
    if about.is_tonight() {
        about.app.now()
    } else {
        about.night.evening.bedtime
    }
}

/// The caffeine of the day.
fn caffeine(about: &About<'_>) -> Caffeine {
    let app = about.app;
    let timeline = about.night.timeline(app.now());
    let half_life = app.config.diary.half_life;
    Caffeine::of(&timeline, &about.night.events, half_life, app.now())
}

impl Sheet for Page {
    fn title(&self) -> &'static str {
        "Caffeine"
    }

    fn hints(&self, about: &About<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        if self.prompt.is_some() {
            return vec![hint(KeyCode::Enter, "Enter", "keep")];
        }
        let mut hints = vec![
            hint(key('1'), "1-9", "drink"),
            hint(key('m'), "m", "mg"),
            hint(key('-'), "-", "earlier"),
        ];
        if self.at.is_some() {
            hints.push(hint(key('+'), "+", "later"));
        }
        hints.push(hint(key('t'), "t", "time"));
        if !caffeine(about).cups.is_empty() {
            hints.push(hint(key('u'), "u", "undo"));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, about: &About<'_>) -> Turn {
        if self.prompt.is_some() {
            return self.type_on(key, about);
        }
        match key.code {
            KeyCode::Esc => return Turn::Back,
            KeyCode::Char('-') => self.earlier(about),
            KeyCode::Char('+' | '=') => self.later(about),
            KeyCode::Char('t') => {
                let at = words::clock(self.at.unwrap_or(latest(about)), &about.night.zone);
                self.prompt = Some(Prompt::new(Question::DrunkAt, at));
            }
            KeyCode::Char('m') => self.prompt = Some(Prompt::new(Question::Drink, String::new())),
            KeyCode::Char('u') => {
                let last = caffeine(about).cups.into_iter().map(|cup| cup.event).max();
                if let Some(event) = last {
                    return Turn::Tell(vec![Action::Revoke { event }]);
                }
            }
            KeyCode::Char(digit) => {
                let chosen = self.digits().find(|(own, _)| *own == digit);
                if let Some(Choice { name, mg }) = chosen.map(|(_, choice)| choice.clone()) {
                    return self.keep(DiaryEntry::Caffeine { mg, drink: name }, about);
                }
            }
            _ => {}
        }
        Turn::Stay
    }

    fn draw(&self, about: &About<'_>, body: Rect, frame: &mut Frame) {
        view::draw(self, about, body, frame.buffer_mut());
    }

    fn read(&mut self, about: &About<'_>) {
        if self.choices.is_empty() {
            self.choices = about.drinks.to_vec();
        }
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.prompt.as_mut()
    }

    fn learn(&self) -> (char, &'static str) {
        ('i', "caffeine")
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("1-9", "keep that drink"),
            ("m", "milligrams, or a name"),
            ("-  +", "drunk earlier, or later"),
            ("t", "type when it was"),
            ("u", "take the last thing back"),
            ("[  ]", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}
