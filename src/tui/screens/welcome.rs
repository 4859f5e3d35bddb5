//! The first start: questions about the plan, each with a default answer that Enter accepts. The last question, whether to
//! install the agent, can also be opened later.

pub mod agent;
mod lines;
mod view;

use chrono::{NaiveDate, NaiveTime};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Modifier;

use crate::evening::Action;
use crate::event::{EveningDate, StepId};
use crate::plan::{self, Config, Edit, FirstDayOfWeek, KeyArea, TableAddress};
use crate::remind::agent::install::InstallState;
use crate::time_of_day::{BadTimeOfDay, ClockFormat};
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, hint};
use crate::tui::message::{Effect, Message};
use crate::tui::row::{put, row};
use crate::tui::screen::{Help, Outcome, Pasted, Screen};
use crate::tui::screens::Place;
use crate::tui::text_field::{self, FieldEdit, FieldKind, TextField, as_sentence, type_or_step};
use crate::words;
use view::{below, draw_answer, draw_steps, inset};

/// The three questions about the plan, and the answers so far. Below the steps one can say since when one has kept them.
#[derive(Debug)]
pub struct WelcomeScreen {
    question: Question,
    bedtime: TextField,
    wake: TextField,
    steps: Vec<StepChoice>,
    /// The clock in which times are to be shown.
    clock: ClockFormat,
    /// The day on which weeks are to begin.
    week: FirstDayOfWeek,
    /// The day on which the user began, empty unless they type it.
    began: TextField,
    /// The chosen step, or the number of steps for the line below them.
    cursor: usize,
    /// Whether the answers are in the config.
    is_written: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Bedtime,
    Wake,
    Steps,
}

impl Question {
    /// The question, and a remark on it.
    fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Bedtime => (
                "When do the lights go out?",
                "Every step counts back from here.",
            ),
            Self::Wake => ("And when do you get up?", "An evening ends when you wake."),
            Self::Steps => (
                "Which of these do you want?",
                "The settings (,) can change it later.",
            ),
        }
    }
}

/// A step of the built-in plan, and whether the user wants it.
#[derive(Debug)]
struct StepChoice {
    id: StepId,
    title: String,
    wanted: bool,
}

impl WelcomeScreen {
    /// The first question. All default answers come from `config`.
    pub fn new(config: &Config) -> Self {
        let (plan, display) = (&config.plan, &config.display);
        let clock = display.clock;
        let choice = |step: &plan::Step| StepChoice {
            id: step.id.clone(),
            title: step.title.clone(),
            wanted: true,
        };
        Self {
            question: Question::Bedtime,
            bedtime: TextField::with_time(plan.bedtime, clock),
            wake: TextField::with_time(plan.wake, clock),
            steps: plan.steps.iter().map(choice).collect(),
            clock,
            week: display.first_day_of_week,
            began: TextField::new(FieldKind::Date(NaiveDate::default())),
            cursor: 0,
            is_written: false,
        }
    }

    /// The config file for the answers: the example config with its comments, edited.
    fn config(&self, bedtime: NaiveTime, wake: NaiveTime) -> Result<String, plan::Problems> {
        let wanted = self.steps.iter().filter(|step| step.wanted);
        let edits = [
            Edit::Bedtime(bedtime),
            Edit::Wake(wake),
            Edit::EveryEveningAlike,
            Edit::KeepSteps(wanted.map(|step| step.id.clone()).collect()),
            Edit::Set(
                TableAddress::Section("display"),
                vec![
                    ("clock", Some(self.clock.name().into())),
                    ("first_day_of_week", Some(self.week.name().into())),
                ],
            ),
        ];
        plan::edit(plan::EXAMPLE, &edits)
    }
}

/// The number of questions: three about the plan, and one about the agent. That one is left out if the agent is installed
/// or runs, was declined, or cannot be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuestionCount {
    Three = 3,
    Four = 4,
}

impl QuestionCount {
    fn from_context(ctx: &Context<'_>) -> Self {
        match ctx.agent {
            None | Some(InstallState::Unanswered) => Self::Four,
            Some(
                InstallState::Installed(_)
                | InstallState::Runs
                | InstallState::Declined
                | InstallState::NoHome,
            ) => Self::Three,
        }
    }
}

/// The time in the field.
///
/// # Errors
/// A sentence, if it is none.
fn time(field: &TextField) -> Result<NaiveTime, String> {
    field.time().map_err(|why| match why {
        BadTimeOfDay::Form => as_sentence(&field.kind().example()),
        BadTimeOfDay::NotOnTheClock { .. } | BadTimeOfDay::NotOnTheTwelveHourClock { .. } => {
            format!("No such time: {why}.")
        }
    })
}

impl Screen for WelcomeScreen {
    fn title(&self) -> &'static str {
        "Welcome"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Question
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let ascii = ctx.terminal.ascii;
        let mut hints = match self.question {
            Question::Bedtime => vec![
                type_or_step(ascii),
                hint(KeyCode::Enter, "Enter", "keep"),
                hint(KeyCode::Tab, "Tab", "clock"),
            ],
            Question::Wake => vec![
                type_or_step(ascii),
                hint(KeyCode::Enter, "Enter", "keep"),
                hint(KeyCode::Tab, "Tab", "week"),
            ],
            Question::Steps => {
                let mut hints = vec![hint(KeyCode::Enter, "Enter", "yes, these")];
                if !self.is_at_began() {
                    hints.extend([
                        hint(KeyCode::Char(' '), "Space", "with or without"),
                        footer::down(ascii),
                    ]);
                }
                hints.push(footer::up(ascii));
                hints
            }
        };
        if self.question != Question::Bedtime {
            hints.push(hint(KeyCode::BackTab, "Shift-Tab", "back"));
        }
        hints.push(hint(KeyCode::Esc, "Esc", "leave"));
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        match (self.question, key.code) {
            (_, KeyCode::Esc) => return Effect::Quit.into(),
            (Question::Steps, KeyCode::Enter) => return self.finish(ctx),
            (Question::Bedtime | Question::Wake, KeyCode::Enter) => return self.answer(),
            (Question::Bedtime, KeyCode::Tab) => self.next_clock(),
            (Question::Wake, KeyCode::Tab) => self.next_week(),
            (Question::Steps, KeyCode::BackTab) => self.go_to(Question::Wake),
            (Question::Wake, KeyCode::BackTab) => self.go_to(Question::Bedtime),
            (Question::Steps, code) if !self.is_at_began() || is_move(code) => self.choose(code),
            (Question::Bedtime | Question::Wake | Question::Steps, _) => {
                let edit = self.field_mut().map(|field| field.key(key));
                if let Some(FieldEdit::Refused(example)) = edit {
                    return Outcome::notice(as_sentence(&example));
                }
            }
        }
        Outcome::default()
    }

    fn line(&mut self, line: &str, ctx: &Context<'_>) -> Option<Outcome> {
        Some(self.take_line(line, ctx))
    }

    fn says(&self, ctx: &Context<'_>) -> Option<String> {
        Some(self.lines_now(ctx))
    }

    fn paste(&mut self, text: &str) -> Pasted {
        match self.field_mut() {
            Some(field) => field.paste(text).into(),
            None => Pasted::Nowhere,
        }
    }

    fn has_unsaved_input(&self) -> bool {
        let is_changed = self.bedtime.has_unsaved_input()
            || self.wake.has_unsaved_input()
            || self.began.has_unsaved_input()
            || self.steps.iter().any(|step| !step.wanted);
        is_changed && !self.is_written
    }

    fn has_field(&self) -> bool {
        self.field().is_some()
    }

    /// Keys that open other screens do not work until the questions are answered.
    fn takes_letters(&self) -> bool {
        true
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        None
    }

    fn receive(&mut self, message: &Message, ctx: &Context<'_>) -> Outcome {
        let Message::ConfigCreated(_) = message else {
            return Outcome::default();
        };
        self.is_written = true;
        let began = text_field::date(self.began.text()).map(EveningDate);
        let began = began.map(|evening| Effect::Act(evening, Action::Begin));
        let next = match QuestionCount::from_context(ctx) {
            QuestionCount::Three => Place::Tonight,
            QuestionCount::Four => Place::Agent { is_first: true },
        };
        Outcome::from(began.into_iter().collect::<Vec<_>>()).and_go(next)
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        chrome.render(frame.buffer_mut(), &theme);
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let number = self.question as usize + 1;
        let questions = QuestionCount::from_context(ctx);
        let greeting = greeting(questions, chrome.header.width);
        put(frame.buffer_mut(), chrome.header, 0, greeting, theme.text);
        let body = inset(chrome.body);
        let (question, remark) = self.question.text();
        let question = format!("{number} of {}   {question}", questions as usize);
        put(frame.buffer_mut(), body, 0, &question, bold);
        put(frame.buffer_mut(), row(body, 1), 0, remark, theme.dim);
        if let Some(usual) = self.usual(body.width) {
            put(frame.buffer_mut(), row(body, 2), 0, &usual, theme.dim);
        }
        match self.question {
            Question::Bedtime => draw_answer(ctx, &self.bedtime, frame, below(body, 4)),
            Question::Wake => draw_answer(ctx, &self.wake, frame, below(body, 4)),
            Question::Steps => draw_steps(ctx, self, frame, below(body, 3)),
        }
        chrome.draw_notice(ctx, frame.buffer_mut());
    }
}

impl WelcomeScreen {
    /// Whether the cursor is on the line below the steps.
    fn is_at_began(&self) -> bool {
        self.question == Question::Steps && self.cursor == self.steps.len()
    }

    /// The field with the cursor. None on a step.
    fn field(&self) -> Option<&TextField> {
        match self.question {
            Question::Bedtime => Some(&self.bedtime),
            Question::Wake => Some(&self.wake),
            Question::Steps => self.is_at_began().then_some(&self.began),
        }
    }

    fn field_mut(&mut self) -> Option<&mut TextField> {
        match self.question {
            Question::Bedtime => Some(&mut self.bedtime),
            Question::Wake => Some(&mut self.wake),
            Question::Steps if self.is_at_began() => Some(&mut self.began),
            Question::Steps => None,
        }
    }

    /// The clock or the week that Tab changes, as a sentence of at most `width` cells.
    fn usual(&self, width: u16) -> Option<String> {
        match self.question {
            Question::Bedtime => {
                let [one, other] = [self.clock, next(self.clock, &ClockFormat::ALL)]
                    .map(|clock| clock.time(self.example()));
                Some(format!("Times as {one}; Tab for {other}."))
            }
            Question::Wake => {
                let day = words::capitalised(self.week.name());
                let sentence = format!("Your week begins on {day}; Tab changes it.");
                Some(if sentence.len() <= width.into() {
                    sentence
                } else {
                    format!("Weeks from {day}; Tab: other.")
                })
            }
            Question::Steps => None,
        }
    }

    /// A time to show both clocks with.
    fn example(&self) -> NaiveTime {
        time(&self.bedtime).unwrap_or_default()
    }

    fn next_clock(&mut self) {
        self.clock = next(self.clock, &ClockFormat::ALL);
        self.bedtime.show_by(self.clock);
        self.wake.show_by(self.clock);
    }

    fn next_week(&mut self) {
        self.week = next(self.week, &FirstDayOfWeek::ALL);
    }

    fn times(&self) -> Result<(NaiveTime, NaiveTime), String> {
        Ok((time(&self.bedtime)?, time(&self.wake)?))
    }

    /// Goes to the next question, if the answer is a time.
    fn answer(&mut self) -> Outcome {
        if let Some(example) = self.field().and_then(TextField::refusal) {
            return Outcome::notice(as_sentence(&example));
        }
        let trouble = match self.question {
            Question::Bedtime => time(&self.bedtime).err(),
            Question::Wake | Question::Steps => match self.times() {
                Ok((bedtime, wake)) if bedtime == wake => {
                    Some("That is your bedtime already.".to_owned())
                }
                Ok(_) => None,
                Err(why) => Some(why),
            },
        };
        match (trouble, self.question) {
            (Some(trouble), _) => return Outcome::notice(trouble),
            (None, Question::Bedtime) => self.go_to(Question::Wake),
            (None, Question::Wake | Question::Steps) => self.go_to(Question::Steps),
        }
        Outcome::default()
    }

    fn go_to(&mut self, question: Question) {
        self.question = question;
        if let Some(field) = self.field_mut() {
            field.select();
        }
    }

    fn choose(&mut self, code: KeyCode) {
        let last = self.steps.len();
        match code {
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Char(' ' | 'x') => {
                if let Some(step) = self.steps.get_mut(self.cursor) {
                    step.wanted = !step.wanted;
                }
            }
            _ => {}
        }
    }

    /// Why the day on which the user began cannot be recorded. Nothing typed is fine: they begin today.
    fn trouble_with_began(&self, ctx: &Context<'_>) -> Option<&'static str> {
        let text = self.began.text().trim();
        let tonight = ctx.tonight.evening.date;
        match text_field::date(text) {
            _ if text.is_empty() => None,
            None => Some("A date such as 2026-11-02, or none."),
            Some(date) if date > tonight.0 => Some("That day is still to come."),
            Some(_) => None,
        }
    }

    fn finish(&mut self, ctx: &Context<'_>) -> Outcome {
        if let Some(trouble) = self.trouble_with_began(ctx) {
            self.cursor = self.steps.len();
            return Outcome::notice(trouble);
        }
        if self.steps.iter().all(|step| !step.wanted) {
            return Outcome::notice("One at least; Space brings it back.");
        }
        let (bedtime, wake) = match self.times() {
            Ok(times) => times,
            Err(why) => return Outcome::notice(why),
        };
        match self.config(bedtime, wake) {
            Ok(text) => Effect::CreateConfig(text).into(),
            // The built-in steps do not fit every bedtime. Show the first problem.
            Err(problems) => Outcome {
                notice: problems
                    .iter()
                    .next()
                    .map(|problem| format!("That does not fit: {}.", problem.message)),
                ..Outcome::default()
            },
        }
    }
}

/// The value after this one, and after the last the first.
fn next<T: Copy + PartialEq>(one: T, all: &[T]) -> T {
    let after = all.iter().skip_while(|it| **it != one).nth(1);
    after.or(all.first()).copied().unwrap_or(one)
}

/// The sentence in the header.
fn greeting(questions: QuestionCount, width: u16) -> &'static str {
    match (questions, width >= 60) {
        (QuestionCount::Four, true) => "Good evening. Four questions, and you are set.",
        (QuestionCount::Four, false) => "Good evening. Four questions first.",
        (QuestionCount::Three, true) => "Good evening. Three questions, and you are set.",
        (QuestionCount::Three, false) => "Good evening. Three questions first.",
    }
}

/// Whether the key moves between the steps and the line below them.
fn is_move(code: KeyCode) -> bool {
    matches!(code, KeyCode::Up | KeyCode::Down)
}
