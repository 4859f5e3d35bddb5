//! The screens that are open.

use super::context::{Context, Shared};
use super::message::Message;
use super::screen::Screen;

/// The screens that are open, one over the other: Tonight at the bottom, the one that is shown on top.
#[derive(Debug)]
pub struct Stack {
    home: Box<dyn Screen>,
    over: Vec<Box<dyn Screen>>,
}

impl Stack {
    /// A stack of one screen, which is never closed.
    pub fn new(home: Box<dyn Screen>) -> Self {
        Self {
            home,
            over: Vec::new(),
        }
    }

    /// Opens a screen over the others.
    pub fn push(&mut self, screen: Box<dyn Screen>) {
        self.over.push(screen);
    }

    /// Closes the screen on top.
    pub fn pop(&mut self) {
        self.over.pop();
    }

    /// Closes every screen but the one at the bottom.
    pub fn clear(&mut self) {
        self.over.clear();
    }

    /// The screen that is shown.
    pub fn top(&self) -> &dyn Screen {
        self.over.last().unwrap_or(&self.home).as_ref()
    }

    /// The screen that is shown.
    pub fn top_mut(&mut self) -> &mut dyn Screen {
        self.over.last_mut().unwrap_or(&mut self.home).as_mut()
    }

    /// All of them, from the top down.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Screen> {
        let over = self.over.iter().rev();
        over.chain([&self.home]).map(AsRef::as_ref)
    }

    /// All of them, from the top down.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        self.over.iter_mut().rev().chain([&mut self.home])
    }

    /// Those that time passes for, from the top down.
    pub fn awake(&self) -> impl Iterator<Item = &dyn Screen> {
        self.iter().take(self.count_awake())
    }

    /// Those that time passes for, from the top down.
    pub fn awake_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        let awake = self.count_awake();
        self.iter_mut().take(awake)
    }

    fn count_awake(&self) -> usize {
        let stop = self.iter().position(Screen::stops_time_below);
        stop.map_or(self.over.len() + 1, |stop| stop + 1)
    }

    /// Whether one of them shows by itself what a message says.
    pub fn show(&self, message: &Message) -> bool {
        self.awake().any(|screen| screen.shows(message))
    }

    /// What they are all given. It depends on the screens too: one that is dark makes those above it dark.
    pub fn context<'s>(&self, shared: &'s Shared) -> Context<'s> {
        let night = self.iter().find_map(Screen::night_routine);
        let is_tonight = night == Some(shared.tonight.evening.date);
        Context::new(shared, night.is_some(), is_tonight)
    }
}
