//! Asks when something happened that may have happened well before the key for it was pressed.

use chrono::{DateTime, NaiveTime, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::clock::Zone;
use crate::coach::EveningRecord;
use crate::evening::{Action, Happening, When, wall};
use crate::event::EveningDate;
use crate::plan::KeyArea;
use crate::time_of_day;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Message};
use crate::tui::prompt::{Prompt, Typed};
use crate::tui::row::{put, row};
use crate::tui::screen::{Explained, Help, Outcome, Pasted, Screen};
use crate::tui::screens::Place;
use crate::tui::text_field::{self, TextField};
use crate::words;

/// The question when something happened, and the action that waits for the answer.
#[derive(Debug, Clone)]
pub struct WhenQuestion {
    evening: EveningDate,
    action: Action,
    /// What is carried out once the action is recorded, and only then.
    afterwards: Vec<Effect>,
    question: String,
    planned: DateTime<Utc>,
    /// A typed time of day means its first showing from here on.
    earliest: DateTime<Utc>,
    /// Whether it can have happened just now. If not, the user can say that the time is not known.
    can_be_now: bool,
    /// The time zone of that evening.
    zone: Zone,
}

impl WhenQuestion {
    /// The question about this action on the evening of `night`. None if the action says its time itself, or if its time
    /// is the present moment without doubt.
    pub fn about(action: &Action, night: &EveningRecord, ctx: &Context<'_>) -> Option<Self> {
        let now = ctx.now();
        let timeline = night.timeline(now);
        let happening = Happening::in_action(action, &timeline)?;
        if !happening.asks_when(&timeline, now, Some(ctx.sitting.since())) {
            return None;
        }
        Some(Self {
            evening: night.evening.date,
            action: action.clone(),
            afterwards: vec![],
            question: words::when_question(&happening, &night.plan),
            planned: happening.planned(&timeline)?,
            earliest: happening.earliest(&timeline),
            can_be_now: happening.can_be_now(&timeline, now),
            zone: night.zone,
        })
    }

    /// The question, with effects that belong to the action: they are carried out once it is recorded.
    pub fn and_then(self, afterwards: Vec<Effect>) -> Self {
        Self { afterwards, ..self }
    }
}

/// The screen that asks.
#[derive(Debug)]
pub struct WhenScreen {
    question: WhenQuestion,
    typing: Option<Prompt>,
}

const HELP: &[Explained] = &[
    ("p", "as planned, without a time"),
    ("n", "just now"),
    ("x", "done, at an unknown time"),
    ("t  0-9", "type the time"),
    ("Esc", "back, nothing is recorded"),
];

/// The column at which the times begin.
const TIMES: u16 = 20;

impl WhenScreen {
    /// Opens the question.
    pub fn new(question: WhenQuestion) -> Self {
        Self {
            question,
            typing: None,
        }
    }

    /// Opens a field with the planned time, which the next key replaces.
    fn ask_for_time(&mut self, ctx: &Context<'_>) {
        let WhenQuestion { planned, zone, .. } = &self.question;
        let field = TextField::with_time(planned.with_timezone(zone).time(), ctx.clock_format());
        self.typing = Some(Prompt::new("At what time", "At what time", field));
    }

    fn answer(&self, when: When) -> Outcome {
        let action = self.question.action.clone().happened(when);
        Effect::Record(self.question.evening, vec![action]).into()
    }

    fn type_time(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        let Some(prompt) = &mut self.typing else {
            return Outcome::default();
        };
        match prompt.typed(key) {
            Typed::Editing => Outcome::default(),
            Typed::Cancelled => {
                self.typing = None;
                Outcome::default()
            }
            Typed::Answered => match time_of_day::parse(prompt.text(0)) {
                Ok(time) => self.answer_time(time, ctx),
                Err(why) => {
                    prompt.fail(0, why.by_clock(ctx.clock_format()));
                    Outcome::default()
                }
            },
        }
    }

    fn answer_time(&self, time: NaiveTime, ctx: &Context<'_>) -> Outcome {
        let WhenQuestion { earliest, zone, .. } = &self.question;
        let read = |zone: &Zone| wall::showing_from(time, *earliest, zone);
        let at = wall::in_the_past(read, [zone, &ctx.zone], ctx.now());
        self.answer(When::At(at))
    }

    /// A time by the clock of that evening's place, which is named if it is another one.
    fn clock(&self, at: DateTime<Utc>, ctx: &Context<'_>) -> String {
        words::local_clock(at, &self.question.zone, &ctx.zone, ctx.clock_format())
    }

    /// The keys that answer, and the time they record.
    fn choices(&self, ctx: &Context<'_>) -> [(Hint, String); 3] {
        let now = self.clock(ctx.now(), ctx);
        let key = |letter, shown, does| hint(KeyCode::Char(letter), shown, does);
        [
            (
                key('p', "p", "as planned"),
                self.clock(self.question.planned, ctx),
            ),
            if self.question.can_be_now {
                (key('n', "n", "now"), now)
            } else {
                (key('x', "x", "not known"), String::new())
            },
            (key('t', "t", "another time"), String::new()),
        ]
    }
}

impl Screen for WhenScreen {
    fn title(&self) -> &'static str {
        "When was it?"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::When
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        if let Some(prompt) = &self.typing {
            let mut hints = prompt.hints(ctx.terminal.ascii);
            hints.push(hint(KeyCode::Esc, "Esc", "cancel"));
            return hints;
        }
        let mut hints = self.choices(ctx).map(|(hint, _)| hint).to_vec();
        hints.push(hint(KeyCode::Esc, "Esc", "back"));
        hints.push(hint(KeyCode::Char('?'), "?", "more"));
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        if self.typing.is_some() {
            return self.type_time(key, ctx);
        }
        match key.code {
            KeyCode::Esc => Place::BACK.into(),
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Char('p') => self.answer(When::AsPlanned),
            // The answer is the instant itself, so that it is not asked for again.
            KeyCode::Char('n') if self.question.can_be_now => self.answer(When::At(ctx.now())),
            KeyCode::Char('x') if !self.question.can_be_now => self.answer(When::Unknown),
            KeyCode::Char('t') => {
                self.ask_for_time(ctx);
                Outcome::default()
            }
            KeyCode::Char(digit) if digit.is_ascii_digit() => {
                self.ask_for_time(ctx);
                self.type_time(key, ctx)
            }
            _ => Outcome::default(),
        }
    }

    fn line(&mut self, line: &str, ctx: &Context<'_>) -> Option<Outcome> {
        let key = match line.to_lowercase().as_str() {
            "p" | "planned" | "as planned" => KeyCode::Char('p'),
            "n" | "now" if self.question.can_be_now => KeyCode::Char('n'),
            "x" | "not known" if !self.question.can_be_now => KeyCode::Char('x'),
            "q" | "quit" => KeyCode::Char('q'),
            "back" => {
                let line = "Nothing was recorded.".to_owned();
                return Some(Outcome::from(Effect::Print(line)).and_go(Place::BACK));
            }
            line => {
                let WhenQuestion { planned, zone, .. } = &self.question;
                let planned = planned.with_timezone(zone).time();
                let time = time_of_day::parse_near(line, ctx.clock_format(), planned);
                return Some(match time {
                    Ok(time) => self.answer_time(time, ctx),
                    Err(why) => {
                        let why = why.by_clock(ctx.clock_format());
                        Outcome::notice(text_field::as_sentence(&why))
                    }
                });
            }
        };
        Some(self.key(key.into(), ctx))
    }

    fn says(&self, ctx: &Context<'_>) -> Option<String> {
        let planned = self.clock(self.question.planned, ctx);
        let other = if self.question.can_be_now {
            "now"
        } else {
            "not known"
        };
        Some(format!(
            "{} planned ({planned}), {other}, or a time; back records nothing.",
            self.question.question
        ))
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.typing.as_ref()
    }

    fn paste(&mut self, text: &str) -> Pasted {
        match &mut self.typing {
            Some(prompt) => prompt.paste(text).into(),
            None => Pasted::Nowhere,
        }
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let help = Help::keys(self.title(), HELP, self.key_area());
        self.typing.is_none().then_some(help)
    }

    /// Closes when the answer is recorded. One that was refused stays open, with the reason at the foot.
    fn receive(&mut self, message: &Message, _ctx: &Context<'_>) -> Outcome {
        match message {
            Message::Recorded => {
                let afterwards = std::mem::take(&mut self.question.afterwards);
                Outcome::from(afterwards).and_go(Place::BACK)
            }
            _ => Outcome::default(),
        }
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        self.question.question.clone()
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        chrome.render(frame.buffer_mut(), &theme);
        let bold = theme.text.add_modifier(Modifier::BOLD);
        put(frame.buffer_mut(), chrome.header, 0, self.title(), bold);
        let body = chrome.body;
        let left = if body.width >= 60 { 4 } else { 1 };
        let top = u16::from(body.height >= 12);
        let question = &self.question.question;
        put(frame.buffer_mut(), row(body, top), left, question, bold);
        for (n, (choice, time)) in (0..).zip(self.choices(ctx)) {
            let line = row(body, top + 2 + n);
            let key = choice.with_own_key(&ctx.config.keys, self.key_area());
            put(frame.buffer_mut(), line, left, key.label(), theme.key);
            put(frame.buffer_mut(), line, left + 3, choice.does, theme.text);
            put(frame.buffer_mut(), line, left + TIMES, &time, theme.accent);
        }
        let late = words::minutes_between(self.question.planned, ctx.now());
        let planned = self.clock(self.question.planned, ctx);
        let ago = words::short_span(late);
        let line = format!("It was planned for {planned}, {ago} ago.");
        let line = if line.width() <= usize::from(body.width - left) {
            line
        } else {
            format!("That was {ago} ago.")
        };
        let line_below = row(body, top + 6);
        put(frame.buffer_mut(), line_below, left, &line, theme.dim);
        chrome.draw_foot(self.prompt(), ctx, frame);
    }
}
