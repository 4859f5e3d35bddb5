//! The stack of open screens.

use super::context::{Context, Shared};
use super::message::Message;
use super::screen::Screen;

/// The open screens, with Tonight at the bottom and the visible one on top.
#[derive(Debug)]
pub struct Stack {
    home: Box<dyn Screen>,
    over: Vec<Box<dyn Screen>>,
}

impl Stack {
    /// Creates a stack whose bottom screen is never closed.
    pub fn new(home: Box<dyn Screen>) -> Self {
        Self {
            home,
            over: Vec::new(),
        }
    }

    /// Opens a screen on top.
    pub fn push(&mut self, screen: Box<dyn Screen>) {
        self.over.push(screen);
    }

    /// Closes the top screen, unless it is the bottom one.
    pub fn pop(&mut self) {
        self.over.pop();
    }

    /// Closes every screen except the bottom one.
    pub fn clear(&mut self) {
        self.over.clear();
    }

    /// The visible screen.
    pub fn top(&self) -> &dyn Screen {
        self.over.last().unwrap_or(&self.home).as_ref()
    }

    /// The visible screen, mutably.
    pub fn top_mut(&mut self) -> &mut dyn Screen {
        self.over.last_mut().unwrap_or(&mut self.home).as_mut()
    }

    /// All screens, from the top down.
    pub fn iter(&self) -> impl Iterator<Item = &dyn Screen> {
        let over = self.over.iter().rev();
        over.chain([&self.home]).map(AsRef::as_ref)
    }

    /// All screens mutably, from the top down.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        self.over.iter_mut().rev().chain([&mut self.home])
    }

    /// The screens that time passes for, from the top down: those not below one that stops the time.
    pub fn awake(&self) -> impl Iterator<Item = &dyn Screen> {
        self.iter().take(self.count_awake())
    }

    /// The screens of [`awake`](Self::awake), mutably.
    pub fn awake_mut(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        let awake = self.count_awake();
        self.iter_mut().take(awake)
    }

    fn count_awake(&self) -> usize {
        let stop = self.iter().position(Screen::stops_time_below);
        stop.map_or(self.over.len() + 1, |stop| stop + 1)
    }

    /// Whether a screen itself shows the content of a message.
    pub fn any_shows(&self, message: &Message) -> bool {
        self.awake().any(|screen| screen.shows(message))
    }

    /// The context that every screen gets. A night routine anywhere in the stack makes the whole window dark.
    pub fn context<'s>(&self, shared: &'s Shared) -> Context<'s> {
        let night = self.iter().find_map(Screen::night_routine);
        let is_tonight = night == Some(shared.tonight.evening.date);
        Context::new(shared, night.is_some(), is_tonight)
    }
}
