//! The first start: questions about the plan, each with a default answer that Enter accepts. The last question, whether to
//! install the agent, can also be opened later.

pub mod agent;

use chrono::NaiveTime;
use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::event::StepId;
use crate::plan::{self, Edit, Plan};
use crate::remind::agent::install::InstallState;
use crate::time_of_day::{self, BadTimeOfDay};
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Message};
use crate::tui::prompt;
use crate::tui::row::{put, row};
use crate::tui::screen::{Help, Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::widgets::big::Big;

/// The three questions about the plan, and the answers so far.
#[derive(Debug)]
pub struct WelcomeScreen {
    question: Question,
    bedtime: NaiveTime,
    wake: NaiveTime,
    steps: Vec<StepChoice>,
    cursor: usize,
    input: Input,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Bedtime,
    Wake,
    Steps,
}

/// A step of the built-in plan, and whether the user wants it.
#[derive(Debug)]
struct StepChoice {
    id: StepId,
    title: String,
    wanted: bool,
}

impl WelcomeScreen {
    /// The first question. All default answers come from `plan`.
    pub fn new(plan: &Plan) -> Self {
        let choice = |step: &plan::Step| StepChoice {
            id: step.id.clone(),
            title: step.title.clone(),
            wanted: true,
        };
        Self {
            question: Question::Bedtime,
            bedtime: plan.bedtime,
            wake: plan.wake,
            steps: plan.steps.iter().map(choice).collect(),
            cursor: 0,
            input: Input::new(clock_time(plan.bedtime)),
        }
    }

    /// The config file for the answers: the example config with its comments, edited.
    fn config(&self) -> Result<String, plan::Problems> {
        let wanted = self.steps.iter().filter(|step| step.wanted);
        let edits = [
            Edit::Bedtime(self.bedtime),
            Edit::Wake(self.wake),
            Edit::EveryEveningAlike,
            Edit::KeepSteps(wanted.map(|step| step.id.clone()).collect()),
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

fn clock_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

impl Screen for WelcomeScreen {
    fn title(&self) -> &'static str {
        "Welcome"
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let ascii = ctx.terminal.ascii;
        let mut hints = match self.question {
            Question::Bedtime | Question::Wake => vec![hint(KeyCode::Enter, "Enter", "yes, that")],
            Question::Steps => vec![
                hint(KeyCode::Enter, "Enter", "yes, these"),
                hint(KeyCode::Char(' '), "Space", "with or without"),
                hint(KeyCode::Down, if ascii { "Down" } else { "↓" }, "down"),
                hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "up"),
            ],
        };
        if self.question != Question::Bedtime {
            hints.push(hint(KeyCode::BackTab, "Shift-Tab", "back"));
        }
        hints.push(hint(KeyCode::Esc, "Esc", "leave"));
        hints
    }

    fn key(&mut self, key: KeyEvent, _ctx: &Context<'_>) -> Outcome {
        match (self.question, key.code) {
            (_, KeyCode::Esc) => return Effect::Quit.into(),
            (Question::Steps, KeyCode::Enter) => return self.finish(),
            (Question::Bedtime | Question::Wake, KeyCode::Enter) => return self.answer(),
            (Question::Steps, KeyCode::BackTab) => self.go_to(Question::Wake),
            (Question::Wake, KeyCode::BackTab) => self.go_to(Question::Bedtime),
            (Question::Steps, code) => self.choose(code),
            (Question::Bedtime | Question::Wake, _) => {
                self.input.handle_event(&Event::Key(key));
            }
        }
        Outcome::default()
    }

    fn paste(&mut self, text: &str) -> bool {
        let has_input = self.question != Question::Steps;
        if has_input {
            prompt::paste(&mut self.input, text);
        }
        has_input
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
        match QuestionCount::from_context(ctx) {
            QuestionCount::Three => Place::Tonight.into(),
            QuestionCount::Four => Place::Agent { is_first: true }.into(),
        }
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
        let (question, remark) = match self.question {
            Question::Bedtime => (
                "When do the lights go out?",
                "Every step counts back from here.",
            ),
            Question::Wake => ("And when do you get up?", "An evening ends when you wake."),
            Question::Steps => (
                "Which of these do you want?",
                "The config file can change it later.",
            ),
        };
        let question = format!("{number} of {}   {question}", questions as usize);
        put(frame.buffer_mut(), body, 0, &question, bold);
        put(frame.buffer_mut(), row(body, 1), 0, remark, theme.dim);
        if self.question == Question::Steps {
            draw_steps(ctx, self, frame, below(body, 3));
        } else {
            draw_answer(ctx, self, frame, below(body, 3));
        }
        chrome.draw_notice(ctx, frame.buffer_mut());
    }
}

impl WelcomeScreen {
    fn answer(&mut self) -> Outcome {
        let time = match time_of_day::parse(self.input.value()) {
            Ok(time) => time,
            Err(BadTimeOfDay::Form) => return Outcome::notice("A time such as 22:30, please."),
            Err(
                why @ (BadTimeOfDay::NotOnTheClock { .. }
                | BadTimeOfDay::NotOnTheTwelveHourClock { .. }),
            ) => return Outcome::notice(format!("No such time: {why}.")),
        };
        match self.question {
            Question::Bedtime => {
                self.bedtime = time;
                self.go_to(Question::Wake);
            }
            Question::Wake if time == self.bedtime => {
                return Outcome::notice("That is your bedtime already.");
            }
            Question::Wake | Question::Steps => {
                self.wake = time;
                self.go_to(Question::Steps);
            }
        }
        Outcome::default()
    }

    fn go_to(&mut self, question: Question) {
        self.question = question;
        self.input = match question {
            Question::Bedtime => Input::new(clock_time(self.bedtime)),
            Question::Wake => Input::new(clock_time(self.wake)),
            Question::Steps => Input::default(),
        };
    }

    fn choose(&mut self, code: KeyCode) {
        let last = self.steps.len().saturating_sub(1);
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

    fn finish(&self) -> Outcome {
        if self.steps.iter().all(|step| !step.wanted) {
            return Outcome::notice("One at least; Space brings it back.");
        }
        match self.config() {
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

/// The sentence in the header.
fn greeting(questions: QuestionCount, width: u16) -> &'static str {
    match (questions, width >= 60) {
        (QuestionCount::Four, true) => "Good evening. Four questions, then it begins.",
        (QuestionCount::Four, false) => "Good evening. Four questions first.",
        (QuestionCount::Three, true) => "Good evening. Three questions, then it begins.",
        (QuestionCount::Three, false) => "Good evening. Three questions first.",
    }
}

/// Draws the typed answer in big letters, or in normal ones if big letters do not fit.
fn draw_answer(ctx: &Context<'_>, screen: &WelcomeScreen, frame: &mut Frame, area: Rect) {
    let style = ctx.theme().accent.add_modifier(Modifier::BOLD);
    let text = screen.input.value();
    let big = Big {
        text,
        style,
        ascii: ctx.terminal.ascii,
    };
    let size = big.size(area.as_size());
    let is_big = text.is_ascii() && size.height > 1;
    let (letter, row) = if is_big {
        frame.render_widget(big, area);
        (size.width / (text.len() as u16).max(1), size.height - 1)
    } else {
        put(frame.buffer_mut(), area, 0, text, style);
        (1, 0)
    };
    let before = u16::try_from(screen.input.visual_cursor()).unwrap_or(u16::MAX);
    let x = area.x.saturating_add(before.saturating_mul(letter));
    let cursor = Position::new(x, area.y + row);
    if area.contains(cursor) {
        frame.set_cursor_position(cursor);
    }
}

/// The part of `area` below its first `rows` rows.
fn below(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y + rows,
        height: area.height.saturating_sub(rows),
        ..area
    }
}

/// Draws the choice of steps, scrolled to the cursor.
fn draw_steps(ctx: &Context<'_>, screen: &WelcomeScreen, frame: &mut Frame, area: Rect) {
    let theme = ctx.theme();
    let height = usize::from(area.height.max(1));
    let first = (screen.cursor + 1).saturating_sub(height);
    for (row, (n, step)) in area.rows().zip(screen.steps.iter().enumerate().skip(first)) {
        let mark = match (step.wanted, ctx.terminal.ascii) {
            (true, false) => "✓",
            (true, true) => "x",
            (false, _) => " ",
        };
        let style = if n == screen.cursor {
            theme.chosen
        } else {
            theme.text
        };
        frame.buffer_mut().set_style(row, style);
        put(
            frame.buffer_mut(),
            row,
            0,
            &format!(" [{mark}] {}", step.title),
            style,
        );
    }
}

/// The area with margins, if it is large enough for them.
fn inset(area: Rect) -> Rect {
    let down = u16::from(area.height > 10) * 2;
    let right = u16::from(area.width > 60) * 4;
    Rect {
        x: area.x + right,
        y: area.y + down,
        width: area.width - right,
        height: area.height - down,
    }
}
