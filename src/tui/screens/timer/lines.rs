//! The timer where nothing is drawn: what it says, and the lines that it takes.

use ratatui::crossterm::event::KeyCode;

use super::{Mode, TimerScreen, leave};
use crate::session::TimerStatus;
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::screen::Outcome;
use crate::tui::screens::Place;
use crate::words;

impl TimerScreen {
    /// What there is to read: the safety notes before a start, or how the time stands.
    pub(super) fn lines_now(&self, ctx: &Context<'_>) -> String {
        let title = &self.title;
        if let (Mode::Notes(_) | Mode::Why(_), Some((_, page))) = (self.mode, &self.page) {
            let notes: Vec<&str> = page.all_to_mind().collect();
            return format!(
                "Before you start: {} Enter: I have read it. back: not now.",
                notes.join(" ")
            );
        }
        let timer = self.current(ctx);
        let now = ctx.now();
        match timer.status(now) {
            TimerStatus::Fresh => {
                let long = words::short_span(timer.left_minutes(now));
                let how = self.page.as_ref().and_then(|(_, page)| page.timer.as_ref());
                let how = how.map_or(String::new(), |timer| format!(" {}", timer.how));
                format!(
                    "{title}, {long}.{how} Enter starts the time, done marks it done, back leaves it."
                )
            }
            TimerStatus::Running => {
                let until = ctx.clock(now + timer.left(now));
                format!(
                    "{title}: its time runs until {until}. Enter pauses, + is 5 minutes longer, done, back."
                )
            }
            TimerStatus::Paused => {
                let left = words::short_span(timer.left_minutes(now));
                format!("{title}: paused, {left} left. Enter goes on, done, back.")
            }
            TimerStatus::Over => {
                format!("{title}: time is up. Enter marks it done, + is 5 minutes longer, back.")
            }
        }
    }

    /// Handles a line. Where the time begins to run it goes back to Tonight, which says when it is up.
    pub(super) fn take_line(&mut self, line: &str, ctx: &Context<'_>) -> Outcome {
        let key = match line.to_lowercase().as_str() {
            "back" | "b" => return leave(),
            "quit" | "q" => return Effect::Quit.into(),
            "" => KeyCode::Enter,
            "+" => KeyCode::Char('+'),
            "done" | "d" => KeyCode::Char('d'),
            "again" => KeyCode::Char('r'),
            _ => return Outcome::notice("Enter, +, done, again or back."),
        };
        let timer = self.current(ctx);
        let is_fresh = timer.status(ctx.now()) == TimerStatus::Fresh;
        if key == KeyCode::Enter && self.mode != Mode::Time && is_fresh {
            let mut effects = self.acknowledge();
            effects.push(self.toggle(timer, ctx));
            return Outcome::from(effects).and_go(Place::BACK);
        }
        if self.mode != Mode::Time {
            return self.acknowledge().into();
        }
        let mut outcome = self.key_while_timing(key, ctx);
        if key == KeyCode::Enter && is_fresh && self.mode == Mode::Time {
            outcome.go = leave().go;
        }
        outcome
    }
}
