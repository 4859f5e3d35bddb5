//! The question about the agent where nothing is drawn.

use ratatui::crossterm::event::KeyCode;

use super::{AgentScreen, OFFER, Progress, question_and_consequence, service_file};
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::screen::{Outcome, Screen};

impl AgentScreen {
    /// The question, or how the installation goes.
    pub(super) fn lines_now(&self, ctx: &Context<'_>) -> String {
        match &self.progress {
            Progress::Asking => {
                if let Some(file) = service_file(ctx) {
                    format!(
                        "Reminders come without a window, too. `winddown agent uninstall` removes {}. yes installs it \
                         again; Enter goes on.",
                        file.display()
                    )
                } else {
                    let [question, consequence] = question_and_consequence(u16::MAX);
                    let number = if self.is_first { "4 of 4: " } else { "" };
                    format!(
                        "{number}{question} {consequence} yes {OFFER} Type yes, no, or Enter for not now."
                    )
                }
            }
            Progress::Installing => "One moment. The agent is being installed.".to_owned(),
            Progress::Installed(installed) => {
                let shown = match &installed.shown {
                    Ok(()) => "A test notification was just shown.",
                    Err(why) => why,
                };
                format!(
                    "{} {shown} `winddown agent uninstall` removes {}. Enter goes on; yes tests it again.",
                    installed.when(),
                    installed.file.display()
                )
            }
            Progress::Failed(why) => format!(
                "The agent could not be installed. {why} yes tries again; Enter goes on without it."
            ),
        }
    }

    /// Handles a line: it stands for a key.
    pub(super) fn take_line(&mut self, line: &str, ctx: &Context<'_>) -> Outcome {
        let key = match line.to_lowercase().as_str() {
            "" | "back" => KeyCode::Enter,
            "y" | "yes" => KeyCode::Char('y'),
            "n" | "no" => KeyCode::Char('n'),
            "q" | "quit" => return Effect::Quit.into(),
            _ => return Outcome::notice("yes, no, or Enter for not now."),
        };
        self.key(key.into(), ctx)
    }
}
