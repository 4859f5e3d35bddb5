//! The first start: three questions, each with an answer that Enter accepts.

use chrono::NaiveTime;
use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::event::StepId;
use crate::plan::{self, Edit, Plan};
use crate::time_of_day::{self, BadTimeOfDay};
use crate::tui::app::App;
use crate::tui::chrome::Chrome;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::Effect;
use crate::tui::widgets::big::Big;

/// How far the questions have come.
#[derive(Debug)]
pub struct State {
    question: Question,
    bedtime: NaiveTime,
    wake: NaiveTime,
    steps: Vec<Offer>,
    cursor: usize,
    input: Input,
    trouble: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Bedtime,
    Wake,
    Steps,
}

/// A step that can be had.
#[derive(Debug)]
struct Offer {
    id: StepId,
    title: String,
    wanted: bool,
}

impl State {
    /// The questions, with the answers of the built-in plan.
    pub fn new(plan: &Plan) -> Self {
        let offer = |step: &plan::Step| Offer {
            id: step.id.clone(),
            title: step.title.clone(),
            wanted: true,
        };
        Self {
            question: Question::Bedtime,
            bedtime: plan.bedtime,
            wake: plan.wake,
            steps: plan.steps.iter().map(offer).collect(),
            cursor: 0,
            input: Input::new(shown(plan.bedtime)),
            trouble: None,
        }
    }

    /// Where a time is typed; none where steps are chosen.
    pub fn input(&mut self) -> Option<&mut Input> {
        self.trouble = None;
        (self.question != Question::Steps).then_some(&mut self.input)
    }

    /// What was wrong with the answer given last.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// The config that follows from the answers: the example with its comments, and these changes.
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

fn shown(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// The keys that work now.
pub fn hints(state: &State, ascii: bool) -> Vec<Hint> {
    let mut hints = match state.question {
        Question::Bedtime | Question::Wake => vec![hint(KeyCode::Enter, "Enter", "yes, that")],
        Question::Steps => vec![
            hint(KeyCode::Enter, "Enter", "begin"),
            hint(KeyCode::Char(' '), "Space", "with or without"),
            hint(KeyCode::Down, if ascii { "Down" } else { "↓" }, "down"),
            hint(KeyCode::Up, if ascii { "Up" } else { "↑" }, "up"),
        ],
    };
    if state.question != Question::Bedtime {
        hints.push(hint(KeyCode::BackTab, "Shift-Tab", "back"));
    }
    hints.push(hint(KeyCode::Esc, "Esc", "leave"));
    hints
}

/// Takes a key.
pub fn key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    state.trouble = None;
    match (state.question, key.code) {
        (_, KeyCode::Esc) => return vec![Effect::Quit],
        (Question::Steps, KeyCode::Enter) => return finish(state),
        (Question::Bedtime | Question::Wake, KeyCode::Enter) => answer(state),
        (Question::Steps, KeyCode::BackTab) => go_to(state, Question::Wake),
        (Question::Wake, KeyCode::BackTab) => go_to(state, Question::Bedtime),
        (Question::Steps, code) => choose(state, code),
        (Question::Bedtime | Question::Wake, _) => {
            state.input.handle_event(&Event::Key(key));
        }
    }
    vec![]
}

fn answer(state: &mut State) {
    let time = match time_of_day::parse(state.input.value()) {
        Ok(time) => time,
        Err(why) => {
            state.trouble = Some(match why {
                BadTimeOfDay::Form => "A time such as 22:30, please.".to_owned(),
                BadTimeOfDay::NotOnTheClock { .. }
                | BadTimeOfDay::NotOnTheTwelveHourClock { .. } => format!("No such time: {why}."),
            });
            return;
        }
    };
    match state.question {
        Question::Bedtime => {
            state.bedtime = time;
            go_to(state, Question::Wake);
        }
        Question::Wake if time == state.bedtime => {
            state.trouble = Some("That is your bedtime already.".to_owned());
        }
        Question::Wake | Question::Steps => {
            state.wake = time;
            go_to(state, Question::Steps);
        }
    }
}

fn go_to(state: &mut State, question: Question) {
    state.question = question;
    state.input = match question {
        Question::Bedtime => Input::new(shown(state.bedtime)),
        Question::Wake => Input::new(shown(state.wake)),
        Question::Steps => Input::default(),
    };
}

fn choose(state: &mut State, code: KeyCode) {
    let last = state.steps.len().saturating_sub(1);
    match code {
        KeyCode::Down | KeyCode::Char('j') => state.cursor = (state.cursor + 1).min(last),
        KeyCode::Up | KeyCode::Char('k') => state.cursor = state.cursor.saturating_sub(1),
        KeyCode::Char(' ' | 'x') => {
            if let Some(step) = state.steps.get_mut(state.cursor) {
                step.wanted = !step.wanted;
            }
        }
        _ => {}
    }
}

fn finish(state: &mut State) -> Vec<Effect> {
    if state.steps.iter().all(|step| !step.wanted) {
        state.trouble = Some("One at least; Space brings it back.".to_owned());
        return vec![];
    }
    match state.config() {
        Ok(text) => vec![Effect::CreateConfig(text)],
        Err(problems) => {
            // The built-in steps do not fit every bedtime: say the first thing that is in the way.
            state.trouble = problems
                .iter()
                .next()
                .map(|problem| format!("That does not fit: {}.", problem.message));
            vec![]
        }
    }
}

/// Draws the screen.
pub fn view(app: &App, state: &State, frame: &mut Frame) {
    let theme = app.theme();
    let hints = hints(state, app.looks.ascii);
    let chrome = Chrome::new(app, &hints);
    chrome.render(frame.buffer_mut(), &theme);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let number = state.question as usize + 1;
    put(
        frame,
        chrome.header,
        0,
        if chrome.header.width >= 60 {
            "Good evening. Three questions, then it begins."
        } else {
            "Good evening. Three questions first."
        },
        theme.text,
    );
    let body = inset(chrome.body);
    let (question, remark) = match state.question {
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
    put(frame, body, 0, &format!("{number} of 3   {question}"), bold);
    put(frame, body, 1, remark, theme.dim);
    if state.question == Question::Steps {
        steps(app, state, frame, below(body, 3));
    } else {
        answer_so_far(app, state, frame, below(body, 3));
    }
    if app.tells().is_some() {
        chrome.tell(app, frame.buffer_mut(), &theme, "");
    }
}

/// What is typed is the one big thing here, as long as it can be.
fn answer_so_far(app: &App, state: &State, frame: &mut Frame, area: Rect) {
    let style = app.theme().accent.add_modifier(Modifier::BOLD);
    let text = state.input.value();
    let big = Big {
        text,
        style,
        ascii: app.looks.ascii,
    };
    let size = big.size(area.as_size());
    let is_big = text.is_ascii() && size.height > 1;
    let (letter, row) = if is_big {
        frame.render_widget(big, area);
        (size.width / (text.len() as u16).max(1), size.height - 1)
    } else {
        put(frame, area, 0, text, style);
        (1, 0)
    };
    let before = u16::try_from(state.input.visual_cursor()).unwrap_or(u16::MAX);
    let x = area.x.saturating_add(before.saturating_mul(letter));
    let cursor = Position::new(x, area.y + row);
    if area.contains(cursor) {
        frame.set_cursor_position(cursor);
    }
}

/// What is left below so many rows.
fn below(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y + rows,
        height: area.height.saturating_sub(rows),
        ..area
    }
}

fn steps(app: &App, state: &State, frame: &mut Frame, area: Rect) {
    let theme = app.theme();
    let height = usize::from(area.height.max(1));
    let first = (state.cursor + 1).saturating_sub(height);
    for (row, (n, step)) in area.rows().zip(state.steps.iter().enumerate().skip(first)) {
        let mark = match (step.wanted, app.looks.ascii) {
            (true, false) => "✓",
            (true, true) => "x",
            (false, _) => " ",
        };
        let style = if n == state.cursor {
            theme.chosen
        } else {
            theme.text
        };
        frame.buffer_mut().set_style(row, style);
        put(frame, row, 0, &format!(" [{mark}] {}", step.title), style);
    }
}

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

fn put(frame: &mut Frame, area: Rect, row: u16, text: &str, style: Style) {
    if row < area.height {
        frame
            .buffer_mut()
            .set_stringn(area.x, area.y + row, text, area.width.into(), style);
    }
}
