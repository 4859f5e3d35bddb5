//! Delivers messages to the screens, applies their outcomes, and opens and closes screens.

use super::app::App;
use super::message::{Effect, Message};
use super::screen::{Outcome, Screen};
use super::screens::{self, Place, StackChange, WhenQuestion};

impl App {
    /// Delivers a message to every open screen and appends their effects to `effects`.
    pub(super) fn deliver(&mut self, message: &Message, mut effects: Vec<Effect>) -> Vec<Effect> {
        let ctx = self.screens.context(&self.shared);
        let screens = self.screens.iter_mut();
        let outcomes: Vec<_> = screens
            .map(|screen| screen.receive(message, &ctx))
            .collect();
        for outcome in outcomes {
            effects.extend(self.carry_out(outcome));
        }
        effects
    }

    /// Applies the parts of an outcome that concern the app, and returns its effects.
    pub(super) fn carry_out(&mut self, outcome: Outcome) -> Vec<Effect> {
        let Outcome {
            mut effects,
            go,
            notice,
            announcement,
            confirmation,
        } = outcome;
        if let Some(line) = notice {
            self.shared.notices.report_failure(line);
        }
        if let Some(line) = announcement {
            self.shared.notices.announce(line);
        }
        if let Some(line) = confirmation {
            let running = self.shared.moment.running;
            self.shared.notices.confirm(line, running);
        }
        let question = self.take_question(&mut effects);
        for effect in &effects {
            self.shared.timers.apply(effect);
        }
        for place in go.into_iter().chain(question) {
            effects.extend(self.go(&place));
        }
        effects
    }

    /// Takes an action out of the effects whose time has to be asked for first, with those that follow it, and returns
    /// the question.
    fn take_question(&self, effects: &mut Vec<Effect>) -> Option<Place> {
        let ctx = self.screens.context(&self.shared);
        let tonight = &self.shared.tonight;
        let about = |effect: &Effect| match effect {
            Effect::Act(evening, action) if *evening == tonight.evening.date => {
                WhenQuestion::about(action, tonight, &ctx)
            }
            _ => None,
        };
        let (place, question) = effects
            .iter()
            .enumerate()
            .find_map(|(n, effect)| Some((n, about(effect)?)))?;
        let afterwards = effects.drain(place..).skip(1).collect();
        Some(Place::When(Box::new(question.and_then(afterwards))))
    }

    /// Opens a place, or shows why it cannot be opened.
    pub(super) fn go(&mut self, place: &Place) -> Vec<Effect> {
        let ctx = self.screens.context(&self.shared);
        match screens::open(place, &ctx) {
            Ok(StackChange::Close) => {
                self.screens.pop();
                self.shown_again(place)
            }
            Ok(StackChange::CloseAll) => {
                self.screens.clear();
                self.shown_again(place)
            }
            Ok(StackChange::Open(screen)) => self.push(screen),
            Ok(StackChange::ReplaceOthers(screen)) => {
                let others = self.screens.iter_mut();
                let mut effects: Vec<_> = others.flat_map(|other| other.interrupted()).collect();
                self.screens.clear();
                effects.extend(self.push(screen));
                effects
            }
            Err(why_not) => {
                self.shared.notices.report_failure(why_not);
                vec![]
            }
        }
    }

    fn push(&mut self, screen: Box<dyn Screen>) -> Vec<Effect> {
        self.screens.push(screen);
        let ctx = self.screens.context(&self.shared);
        self.screens.top_mut().opened(&ctx)
    }

    fn shown_again(&mut self, place: &Place) -> Vec<Effect> {
        let ctx = self.screens.context(&self.shared);
        let outcome = self.screens.top_mut().shown_again(place, &ctx);
        self.carry_out(outcome)
    }
}
