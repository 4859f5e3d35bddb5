//! The caffeine page: records a drink with one digit, and shows how much caffeine will be left at lights-out.

mod view;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::day::Choice;
use crate::diary::drinks::all_drinks;
use crate::diary::usual::unusual_drink;
use crate::evening::{Action, Caffeine, DiaryEntry, MILLIGRAMS, drink, wall};
use crate::event::{Event, EventId, Substance, What};
use crate::time_of_day;
use crate::tui::footer::{Hint, NONE_TODAY, hint};
use crate::tui::prompt::{self, Prompt, Typed};
use crate::tui::screen::{Explained, Learn};
use crate::tui::text_field::{FieldKind, TextField};
use crate::words;

/// The caffeine page with its unsaved input.
#[derive(Debug, Default)]
pub struct CaffeinePage {
    /// When the next drink recorded was drunk; `None` means now.
    at: Option<DateTime<Utc>>,
    /// The drinks offered, the first nine by digit. Their order is fixed while the page is open, although the most
    /// recently used drink comes first: a digit should not change its meaning between two presses.
    choices: Vec<Choice>,
    prompt: Option<(Question, Prompt)>,
    /// A drink chosen for a past day, until the user answers when it was drunk.
    pending: Option<DiaryEntry>,
    /// A drink with unusually much caffeine, until the user says that it is right.
    doubted: Option<DiaryEntry>,
}

/// What the prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// The time a drink was drunk.
    DrunkAt,
    /// A drink, as milligrams or by name.
    Drink,
}

impl Question {
    /// The prompt. `at` is where the arrow keys begin in a time.
    fn prompt(self, at: NaiveTime, prefilled: String) -> (Self, Prompt) {
        let prompt = match self {
            Self::DrunkAt => {
                let field = TextField::prefilled(FieldKind::Time(at), prefilled);
                Prompt::new("Drunk at", "Drunk at", field)
            }
            Self::Drink => Prompt::new(
                "Milligrams, or a drink's name",
                "mg or name",
                prompt::words(prefilled),
            ),
        };
        (self, prompt)
    }
}

/// Within this time the keys `-` and `+` step by 5 minutes, beyond it by 15: older drinks are not remembered to the
/// minute.
const FINE_STEP_RANGE: TimeDelta = TimeDelta::minutes(30);

impl CaffeinePage {
    /// The drinks that have a digit, with that digit.
    fn digits(&self) -> impl Iterator<Item = (char, &Choice)> {
        ('1'..='9').zip(&self.choices)
    }

    /// Records a drink at the chosen time, then resets that time to now. On a past day a time must be chosen, so this
    /// asks for it first.
    fn record(&mut self, entry: DiaryEntry, ctx: &PageContext<'_>) -> PageOutcome {
        if self.at.is_none() && !ctx.is_tonight() {
            self.pending = Some(entry);
            self.ask(Question::DrunkAt, String::new(), ctx);
            return PageOutcome::Stay;
        }
        if let Some(question) = doubt(&entry, ctx) {
            self.doubted = Some(entry);
            return PageOutcome::Notice(format!("{question} y keeps it, n does not."));
        }
        self.keep(entry)
    }

    fn keep(&mut self, entry: DiaryEntry) -> PageOutcome {
        let at = self.at.take();
        PageOutcome::Record(vec![Action::Record { entry, at }])
    }

    /// Opens the prompt.
    fn ask(&mut self, question: Question, prefilled: String, ctx: &PageContext<'_>) {
        let at = self.at.unwrap_or(latest(ctx));
        let at = at.with_timezone(&ctx.night().zone).time();
        self.prompt = Some(question.prompt(at, prefilled));
    }

    /// Moves the chosen time one step back, at most to the evening's beginning.
    fn earlier(&mut self, ctx: &PageContext<'_>) {
        let latest = latest(ctx);
        let at = self.at.unwrap_or(latest);
        let step = if latest - at < FINE_STEP_RANGE { 5 } else { 15 };
        let at = at - TimeDelta::minutes(step);
        self.at = Some(at.max(ctx.night().evening.begins));
    }

    /// Moves the chosen time one step forward; past the latest possible one it becomes now again.
    fn later(&mut self, ctx: &PageContext<'_>) {
        let latest = latest(ctx);
        self.at = self.at.and_then(|at| {
            let step = if latest - at <= FINE_STEP_RANGE {
                5
            } else {
                15
            };
            let at = at + TimeDelta::minutes(step);
            (at < latest).then_some(at)
        });
    }

    /// Handles a key while the prompt is open.
    fn type_into_prompt(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        let Some((question, mut prompt)) = self.prompt.take() else {
            return PageOutcome::Stay;
        };
        let answer = match prompt.typed(key) {
            Typed::Cancelled => {
                self.pending = None;
                return PageOutcome::Stay;
            }
            Typed::Editing => {
                self.prompt = Some((question, prompt));
                return PageOutcome::Stay;
            }
            Typed::Answered => prompt.text(0).to_owned(),
        };
        let trouble = if question == Question::DrunkAt {
            match time_of_day::parse(&answer) {
                Ok(time) => {
                    let zone = &ctx.night().zone;
                    self.at = Some(if ctx.is_tonight() {
                        // A drink lies in the past, so this is the latest such time before now.
                        wall::showing_until(time, ctx.now(), zone)
                    } else {
                        wall::showing_from(time, ctx.night().evening.begins, zone)
                    });
                    let pending = self.pending.take();
                    return pending.map_or(PageOutcome::Stay, |entry| self.record(entry, ctx));
                }
                Err(why) => why.to_string(),
            }
        } else {
            match drink(&answer, &all_drinks(&ctx.config.diary.drinks)) {
                Ok(entry) => return self.record(entry, ctx),
                Err(such_as) => such_as.to_string(),
            }
        };
        prompt.fail(0, trouble);
        self.prompt = Some((question, prompt));
        PageOutcome::Stay
    }
}

/// The question whether a drink is right, if it has unusually much caffeine.
fn doubt(entry: &DiaryEntry, ctx: &PageContext<'_>) -> Option<String> {
    let DiaryEntry::Caffeine { mg, .. } = entry else {
        return None;
    };
    // What no drink can have is refused when it is recorded.
    let is_possible = MILLIGRAMS.contains(mg);
    let unusual = unusual_drink(*mg, ctx.recent_doses()).filter(|_| is_possible)?;
    Some(words::unusual_drink_sentence(&unusual))
}

/// The latest possible time of a drink: now, or for a past evening its bedtime.
fn latest(ctx: &PageContext<'_>) -> DateTime<Utc> {
    if ctx.is_tonight() {
        ctx.now()
    } else {
        ctx.night().evening.bedtime
    }
}

/// The caffeine of the evening shown.
fn caffeine(ctx: &PageContext<'_>) -> Caffeine {
    ctx.night().caffeine(&ctx.config, ctx.now())
}

/// What `u` takes back: the entry about caffeine that was recorded last, a drink or "none today".
fn last_entry(ctx: &PageContext<'_>) -> Option<EventId> {
    let is_about_caffeine = |event: &&&Event| match event.what {
        What::Caffeine { .. } => true,
        What::NoneToday { substance } => substance == Substance::Caffeine,
        _ => false,
    };
    let events = ctx.events();
    let own = events.iter().filter(is_about_caffeine);
    own.map(|event| event.id).max()
}

impl DiaryPage for CaffeinePage {
    fn title(&self) -> &'static str {
        "Caffeine"
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        if let Some((_, prompt)) = &self.prompt {
            return prompt.hints(ctx.terminal.ascii);
        }
        if self.doubted.is_some() {
            return vec![
                hint(key('y'), "y", "it is right"),
                hint(key('n'), "n", "no"),
            ];
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
        let caffeine = caffeine(ctx);
        if self.at.is_none() && caffeine.drinks.is_empty() && !caffeine.is_none {
            hints.push(hint(NONE_TODAY, "0", "none"));
        }
        if last_entry(ctx).is_some() {
            hints.push(hint(key('u'), "u", "undo"));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if self.prompt.is_some() {
            return self.type_into_prompt(key, ctx);
        }
        if let Some(entry) = self.doubted.take() {
            return match key.code {
                KeyCode::Char('y') => self.keep(entry),
                KeyCode::Esc | KeyCode::Char('n') => PageOutcome::Stay,
                // Asks once more.
                _ => self.record(entry, ctx),
            };
        }
        match key.code {
            KeyCode::Esc => return PageOutcome::Back,
            KeyCode::Char('-') => self.earlier(ctx),
            KeyCode::Char('+' | '=') => self.later(ctx),
            KeyCode::Char('t') => {
                let at = words::clock(self.at.unwrap_or(latest(ctx)), &ctx.night().zone);
                self.ask(Question::DrunkAt, at, ctx);
            }
            KeyCode::Char('m') => self.ask(Question::Drink, String::new(), ctx),
            NONE_TODAY => {
                let entry = DiaryEntry::NoneToday(Substance::Caffeine);
                return PageOutcome::Record(vec![Action::Record { entry, at: None }]);
            }
            KeyCode::Char('u') => {
                if let Some(event) = last_entry(ctx) {
                    return PageOutcome::Record(vec![Action::Revoke { event }]);
                }
            }
            KeyCode::Char(digit) => {
                let chosen = self.digits().find(|(own, _)| *own == digit);
                if let Some(Choice { name, mg }) = chosen.map(|(_, choice)| choice.clone()) {
                    return self.record(DiaryEntry::Caffeine { mg, drink: name }, ctx);
                }
            }
            _ => {}
        }
        PageOutcome::Stay
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        view::draw(self, ctx, body, frame.buffer_mut());
    }

    fn read(&mut self, ctx: &PageContext<'_>) {
        if self.choices.is_empty() {
            self.choices = ctx.drinks().to_vec();
        }
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref().map(|(_, prompt)| prompt)
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.prompt.as_mut().map(|(_, prompt)| prompt)
    }

    fn is_typing(&self) -> bool {
        self.prompt.is_some() || self.doubted.is_some()
    }

    fn has_field(&self) -> bool {
        self.prompt.is_some()
    }

    fn has_unsaved_input(&self) -> bool {
        self.pending.is_some()
            || self.doubted.is_some()
            || self.prompt().is_some_and(Prompt::has_unsaved_input)
    }

    fn learn(&self) -> Learn {
        Learn::page(Some("caffeine"))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("1-9", "keep that drink"),
            ("m", "milligrams, or a name"),
            ("0", "none today"),
            ("-  +", "drunk earlier, or later"),
            ("t", "type when it was"),
            ("u", "take the last thing back"),
            ("[  ]", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}
