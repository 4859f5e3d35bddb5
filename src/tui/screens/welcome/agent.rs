//! The question whether to install the agent, which sends reminders while no window is open. Asked last at a first start,
//! and available as a screen later.

mod lines;

use std::path::{Path, is_separator};

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::{Modifier, Style};

use super::view::inset;
use super::{QuestionCount, greeting};
use crate::plan::{KeyAction, KeyArea};
use crate::remind::agent::install::InstallState;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Installed, Message};
use crate::tui::row::{put, row};
use crate::tui::screen::{Help, Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::wrap::{cut_to, filled, wrapped};

/// The question, and the progress of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentScreen {
    /// Whether this is the last question of a first start.
    is_first: bool,
    progress: Progress,
}

/// The progress of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Progress {
    Asking,
    Installing,
    Installed(Installed),
    Failed(String),
}

impl AgentScreen {
    /// The last question of a first start, or the same question later.
    pub fn new(is_first: bool) -> Self {
        Self {
            is_first,
            progress: Progress::Asking,
        }
    }

    fn leave(&self) -> Outcome {
        let place = if self.is_first {
            Place::Tonight
        } else {
            Place::BACK
        };
        Outcome::from(Effect::ReadTonight).and_go(place)
    }
}

/// The service file, if the agent is installed already.
fn service_file<'a>(ctx: &Context<'a>) -> Option<&'a Path> {
    match ctx.shared().agent.as_ref()? {
        InstallState::Installed(file) => Some(file),
        InstallState::Runs
        | InstallState::Declined
        | InstallState::Unanswered
        | InstallState::NoHome => None,
    }
}

impl Screen for AgentScreen {
    fn title(&self) -> &'static str {
        "Reminders without a window"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Question
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let enter = |does| hint(KeyCode::Enter, "Enter", does);
        let mut hints = match self.progress {
            Progress::Asking if service_file(ctx).is_some() => {
                vec![hint(KeyCode::Char('y'), "y", "again"), enter("Tonight")]
            }
            Progress::Asking => vec![
                hint(KeyCode::Char('y'), "y", "yes"),
                hint(KeyCode::Char('n'), "n", "no, thanks"),
                enter("not now"),
            ],
            Progress::Installing => vec![enter("Tonight")],
            Progress::Installed(_) => vec![
                enter(if self.is_first { "begin" } else { "Tonight" }),
                hint(KeyCode::Char('y'), "y", "test again"),
            ],
            Progress::Failed(_) => {
                vec![hint(KeyCode::Char('y'), "y", "try again"), enter("not now")]
            }
        };
        if self.is_first {
            hints.push(hint(KeyCode::Esc, "Esc", "leave"));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        let may_decline = self.progress == Progress::Asking && service_file(ctx).is_none();
        match key.code {
            KeyCode::Esc if self.is_first => Effect::Quit.into(),
            KeyCode::Enter | KeyCode::Esc => self.leave(),
            KeyCode::Char('y') if self.progress != Progress::Installing => {
                self.progress = Progress::Installing;
                Effect::InstallAgent.into()
            }
            KeyCode::Char('n') if may_decline => {
                let mut outcome = self.leave();
                outcome.effects.insert(0, Effect::DeclineAgent);
                let again = if ctx.terminal.draws {
                    ctx.config.keys.key(KeyAction::Reminders).to_string()
                } else {
                    ASK_AGAIN.to_owned()
                };
                outcome.announcement = Some(format!(
                    "All right: reminders stop when this window closes. {again} asks again."
                ));
                outcome
            }
            _ => Outcome::default(),
        }
    }

    fn line(&mut self, line: &str, ctx: &Context<'_>) -> Option<Outcome> {
        Some(self.take_line(line, ctx))
    }

    fn says(&self, ctx: &Context<'_>) -> Option<String> {
        Some(self.lines_now(ctx))
    }

    /// An installation goes on to its end.
    fn goes_on_alone(&self) -> bool {
        self.progress == Progress::Installing
    }

    /// Keys that open other screens do not work until the question is answered.
    fn takes_letters(&self) -> bool {
        true
    }

    fn has_field(&self) -> bool {
        false
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        None
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        if self.is_first {
            vec![]
        } else {
            vec![Effect::AskAboutAgent]
        }
    }

    fn receive(&mut self, message: &Message, _ctx: &Context<'_>) -> Outcome {
        if let Message::AgentInstalled(outcome) = message {
            self.progress = match outcome {
                Ok(installed) => Progress::Installed(installed.clone()),
                Err(why) => Progress::Failed(why.clone()),
            };
        }
        Outcome::default()
    }

    fn shows(&self, message: &Message) -> bool {
        matches!(message, Message::AgentInstalled(_))
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        chrome.render(frame.buffer_mut(), &theme);
        let header = if self.is_first {
            greeting(QuestionCount::Four, chrome.header.width)
        } else {
            self.title()
        };
        put(frame.buffer_mut(), chrome.header, 0, header, theme.text);
        let body = inset(chrome.body);
        let mut rows = self.rows(body.width, ctx);
        if rows.lines.len() > body.height.into() {
            rows.lines.retain(|(line, _)| !line.is_empty());
        }
        cut_to(&mut rows.lines, rows.width, body.height);
        for (n, (line, style)) in (0..).zip(&rows.lines) {
            put(frame.buffer_mut(), row(body, n), 0, line, *style);
        }
        chrome.draw_notice(ctx, frame.buffer_mut());
    }
}

impl AgentScreen {
    /// The lines of the page.
    fn rows(&self, width: u16, ctx: &Context<'_>) -> Rows {
        let theme = ctx.theme();
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let mut rows = Rows {
            lines: Vec::new(),
            width: width.min(MAX_TEXT_WIDTH),
        };
        match &self.progress {
            Progress::Asking => {
                if let Some(file) = service_file(ctx) {
                    rows.add("Reminders come without a window, too.", bold);
                    rows.gap();
                    rows.add_service_file(file, theme.dim);
                } else {
                    let [question, consequence] = question_and_consequence(width);
                    let number = if self.is_first { "4 of 4   " } else { "" };
                    rows.add_unwrapped(format!("{number}{question}"), bold);
                    rows.add(consequence, theme.dim);
                    rows.gap();
                    let yes = ctx.config.keys.key(KeyAction::Yes);
                    rows.add(&format!("{yes} {OFFER}"), theme.text);
                }
            }
            Progress::Installing => {
                rows.add("One moment ...", bold);
                rows.add("The agent is being installed.", theme.dim);
            }
            Progress::Installed(installed) => {
                rows.add(installed.when(), bold);
                rows.gap();
                match &installed.shown {
                    Ok(()) => rows.add("A test notification was just shown.", theme.text),
                    Err(why) => rows.add(why, theme.rose),
                }
                rows.gap();
                rows.add_service_file(&installed.file, theme.dim);
            }
            Progress::Failed(why) => {
                rows.add("The agent could not be installed.", bold);
                rows.gap();
                rows.add(why, theme.rose);
            }
        }
        rows
    }
}

/// The question, and what happens without the agent, worded for this width.
fn question_and_consequence(width: u16) -> [&'static str; 2] {
    if width >= 50 {
        [
            "Remind you when this window is closed?",
            "Reminders stop when this window closes.",
        ]
    } else {
        [
            "Remind you when it is closed?",
            "Reminders stop when it closes.",
        ]
    }
}

/// What the key for yes does.
const OFFER: &str = "installs a small program, the agent, that starts when you log in and sends your \
    reminders. A test notification shows that they arrive.";

/// The word that opens the question where nothing is drawn.
pub const ASK_AGAIN: &str = "reminders";

/// The maximum width of a text; longer lines are hard to read.
const MAX_TEXT_WIDTH: u16 = 72;

/// Styled lines to draw below each other.
struct Rows {
    lines: Vec<(String, Style)>,
    width: u16,
}

impl Rows {
    /// Adds a wrapped text.
    fn add(&mut self, text: &str, style: Style) {
        let lines = wrapped(text, self.width).into_iter();
        self.lines.extend(lines.map(|line| (line, style)));
    }

    /// Adds a single line, which is cut if it is too long.
    fn add_unwrapped(&mut self, line: String, style: Style) {
        self.lines.push((line, style));
    }

    /// Adds the path of the service file, and how to uninstall the agent.
    fn add_service_file(&mut self, file: &Path, style: Style) {
        self.add("`winddown agent uninstall` removes", style);
        let path = file.display().to_string();
        let lines = filled(path.split_inclusive(is_separator), "", self.width);
        self.lines
            .extend(lines.into_iter().map(|line| (line, style)));
    }

    /// Adds an empty line.
    fn gap(&mut self) {
        self.lines.push((String::new(), Style::new()));
    }
}
