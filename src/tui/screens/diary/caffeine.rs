//! The caffeine page: a digit chooses a drink, the page shows how much caffeine it would leave at lights-out, and Enter
//! records it.

mod view;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::caffeine::Dose;
use crate::diary::day::Choice;
use crate::diary::drinks::all_drinks;
use crate::diary::usual::unusual_drink;
use crate::evening::{Action, Caffeine, DiaryEntry, MILLIGRAMS, drink, wall};
use crate::event::{Event, EventId, Substance, What};
use crate::plan::{KeyAction, KeyArea};
use crate::span::Span;
use crate::time_of_day::{self, ClockFormat};
use crate::tui::footer::{Hint, NONE_TODAY, hint};
use crate::tui::message::UndoableKind;
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
    /// The drink that Enter records. What it would leave at lights-out is shown until then.
    chosen: Option<DiaryEntry>,
    /// How long the next drink took. None: it was drunk at once.
    over: Option<Span>,
    /// Whether the chosen drink has unusually much caffeine, and the user was asked whether it is right.
    is_doubted: bool,
}

/// What the prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// The time a drink was drunk.
    DrunkAt,
    /// A drink, as milligrams or by name.
    Drink,
    /// How long it took to drink, in minutes.
    Over,
}

impl Question {
    /// The prompt. `at` is where the arrow keys begin in a time.
    fn prompt(self, at: NaiveTime, clock: ClockFormat, prefilled: String) -> (Self, Prompt) {
        let prompt = match self {
            Self::DrunkAt => {
                let field = TextField::prefilled(FieldKind::Time(at, clock), prefilled);
                Prompt::new("Drunk at", "Drunk at", field.of_the_past(at))
            }
            Self::Drink => Prompt::new(
                "Milligrams, or a drink's name",
                "mg or name",
                prompt::words(prefilled),
            ),
            Self::Over => Prompt::new(
                "Drunk over how many minutes",
                "Minutes",
                TextField::prefilled(MINUTES, prefilled),
            ),
        };
        (self, prompt)
    }
}

/// How long a drink can take.
const MINUTES: FieldKind = FieldKind::Whole {
    from: 0,
    to: 720,
    by: 15,
    start: 60,
    unit: " min",
};

/// Within this time the keys `-` and `+` step by 5 minutes, beyond it by 15: older drinks are not remembered to the
/// minute.
const FINE_STEP_RANGE: TimeDelta = TimeDelta::minutes(30);

impl CaffeinePage {
    /// The drinks that have a digit, with that digit.
    fn digits(&self) -> impl Iterator<Item = (char, &Choice)> {
        ('1'..='9').zip(&self.choices)
    }

    /// Chooses the drink that Enter records. On a past day its time must be known, so this asks for it first.
    fn choose(&mut self, entry: DiaryEntry, ctx: &PageContext<'_>) {
        self.over = Some(entry.over())
            .filter(|over| !over.is_zero())
            .or(self.over);
        self.chosen = Some(entry);
        if self.at.is_none() && !ctx.is_tonight() {
            self.ask(Question::DrunkAt, String::new(), ctx);
        }
    }

    /// Records the chosen drink, unless it has unusually much caffeine: then this asks first.
    fn record_chosen(&mut self, ctx: &PageContext<'_>) -> PageOutcome {
        let question = self.chosen.as_ref().and_then(|entry| doubt(entry, ctx));
        if let Some(question) = question {
            self.is_doubted = true;
            let keys = &ctx.config.keys;
            let (yes, no) = (keys.key(KeyAction::Yes), keys.key(KeyAction::No));
            return PageOutcome::Notice(format!("{question} {yes} keeps it, {no} does not."));
        }
        self.keep_chosen()
    }

    /// Records the chosen drink. The next one is again drunk now and at once.
    fn keep_chosen(&mut self) -> PageOutcome {
        self.is_doubted = false;
        let over = self.over.take();
        match self.chosen.take().map(|entry| entry.spread_over(over)) {
            Some(entry) => PageOutcome::Record(vec![Action::Record {
                entry,
                at: self.at.take(),
            }]),
            None => PageOutcome::Stay,
        }
    }

    /// Lets go of the chosen drink, as if it had not been chosen.
    fn let_go(&mut self) {
        self.chosen = None;
        self.over = None;
        self.is_doubted = false;
    }

    /// The name and the dose of the chosen drink, at the chosen time.
    fn preview(&self, ctx: &PageContext<'_>) -> Option<(Option<&str>, Dose)> {
        let Some(DiaryEntry::Caffeine { mg, drink, .. }) = &self.chosen else {
            return None;
        };
        let over = self.over.unwrap_or_default();
        let at = self.at.unwrap_or(latest(ctx) - over.delta());
        let mg = *mg;
        Some((drink.as_deref(), Dose { at, mg, over }))
    }

    /// Opens the prompt.
    fn ask(&mut self, question: Question, prefilled: String, ctx: &PageContext<'_>) {
        let at = self.at.unwrap_or(latest(ctx));
        let at = at.with_timezone(&ctx.night().zone).time();
        self.prompt = Some(question.prompt(at, ctx.clock_format(), prefilled));
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
                if question == Question::DrunkAt && self.at.is_none() && !ctx.is_tonight() {
                    self.let_go();
                }
                return PageOutcome::Stay;
            }
            Typed::Editing => {
                self.prompt = Some((question, prompt));
                return PageOutcome::Stay;
            }
            Typed::Answered => prompt.text(0).to_owned(),
        };
        let trouble = match question {
            Question::DrunkAt => match time_of_day::parse(&answer) {
                Ok(time) => {
                    let zone = &ctx.night().zone;
                    self.at = Some(if ctx.is_tonight() {
                        // A drink lies in the past, so this is the latest such time before now.
                        wall::showing_until(time, ctx.now(), zone)
                    } else {
                        wall::showing_from(time, ctx.night().evening.begins, zone)
                    });
                    return PageOutcome::Stay;
                }
                Err(why) => why.by_clock(ctx.clock_format()),
            },
            Question::Drink => match drink(&answer, &all_drinks(&ctx.config.diary.drinks)) {
                Ok(entry) => {
                    self.choose(entry, ctx);
                    return PageOutcome::Stay;
                }
                Err(such_as) => such_as.to_string(),
            },
            Question::Over => match answer.parse() {
                Ok(minutes) => {
                    self.over = Some(Span::minutes(minutes)).filter(|over| !over.is_zero());
                    return PageOutcome::Stay;
                }
                Err(_) => "minutes, 0 to 720".to_owned(),
            },
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

/// What `u` takes back: the entry about caffeine that was recorded last, a drink or "none today". This computer's come
/// first, as ids of several computers come from several clocks.
fn last_entry(ctx: &PageContext<'_>) -> Option<EventId> {
    let is_about_caffeine = |event: &&&Event| match event.what {
        What::Caffeine { .. } => true,
        What::NoneToday { substance } => substance == Substance::Caffeine,
        _ => false,
    };
    let events = ctx.events();
    let own = events.iter().filter(is_about_caffeine);
    let last = own.max_by_key(|event| (event.device == ctx.read.device, event.id));
    last.map(|event| event.id)
}

impl DiaryPage for CaffeinePage {
    fn title(&self) -> &'static str {
        "Caffeine"
    }

    fn key_area(&self) -> KeyArea {
        if self.is_doubted {
            KeyArea::Question
        } else {
            KeyArea::Caffeine
        }
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let key = KeyCode::Char;
        if let Some((_, prompt)) = &self.prompt {
            return prompt.hints(ctx.terminal.ascii);
        }
        if self.is_doubted {
            return vec![
                hint(key('y'), "y", "it is right"),
                hint(key('n'), "n", "no"),
            ];
        }
        let mut hints = Vec::new();
        if self.chosen.is_some() {
            hints.push(hint(KeyCode::Enter, "Enter", "keep"));
        }
        hints.extend([
            hint(key('1'), "1-9", "drink"),
            hint(key('m'), "m", "mg"),
            hint(key('-'), "-", "earlier"),
        ]);
        if self.at.is_some() {
            hints.push(hint(key('+'), "+", "later"));
        }
        hints.push(hint(key('t'), "t", "time"));
        if self.chosen.is_some() {
            hints.push(hint(key('o'), "o", "over"));
            return hints;
        }
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
        if self.is_doubted {
            return match key.code {
                KeyCode::Char('y') => self.keep_chosen(),
                KeyCode::Esc | KeyCode::Char('n') => {
                    self.let_go();
                    PageOutcome::Stay
                }
                // Asks once more.
                _ => self.record_chosen(ctx),
            };
        }
        match key.code {
            KeyCode::Esc if self.chosen.is_some() => self.let_go(),
            KeyCode::Esc => return PageOutcome::Back,
            KeyCode::Enter => return self.record_chosen(ctx),
            KeyCode::Char('-') => self.earlier(ctx),
            KeyCode::Char('+' | '=') => self.later(ctx),
            KeyCode::Char('t') => {
                let at = ctx.clock_there(self.at.unwrap_or(latest(ctx)));
                self.ask(Question::DrunkAt, at, ctx);
            }
            KeyCode::Char('m') => self.ask(Question::Drink, String::new(), ctx),
            KeyCode::Char('o') => {
                let minutes = self.over.map(|over| over.as_minutes().to_string());
                self.ask(Question::Over, minutes.unwrap_or_default(), ctx);
            }
            NONE_TODAY => {
                self.let_go();
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
                    let over = None;
                    let drink = name;
                    self.choose(DiaryEntry::Caffeine { mg, drink, over }, ctx);
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

    fn undoes(&self, about: UndoableKind) -> bool {
        about == UndoableKind::Caffeine && !self.is_typing()
    }

    fn is_typing(&self) -> bool {
        self.prompt.is_some() || self.is_doubted
    }

    fn has_field(&self) -> bool {
        self.prompt.is_some()
    }

    fn has_unsaved_input(&self) -> bool {
        self.chosen.is_some() || self.prompt().is_some_and(Prompt::has_unsaved_input)
    }

    fn learn(&self) -> Learn {
        Learn::page(Some("caffeine"))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("1-9 Enter", "choose a drink; keep it"),
            ("m  o", "mg or a name; drunk over"),
            ("0", "none today"),
            ("-  +", "drunk earlier, or later"),
            ("t", "type when it was"),
            ("u", "take the last thing back"),
            ("[  ]", "the day before, after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}
