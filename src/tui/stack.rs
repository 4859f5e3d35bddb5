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

    /// Whether only the bottom screen is open.
    pub fn is_home(&self) -> bool {
        self.over.is_empty()
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
        Context::new(
            shared,
            night.is_some(),
            is_tonight,
            self.top().previewed_theme(),
        )
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Frame;
    use ratatui::crossterm::event::KeyEvent;

    use super::*;
    use crate::plan::KeyArea;
    use crate::tui::footer::Hint;
    use crate::tui::screen::{Help, Outcome};

    /// A screen that shows only the message `Woken`.
    #[derive(Debug)]
    struct Plain {
        title: &'static str,
        stops_time: bool,
    }

    impl Screen for Plain {
        fn title(&self) -> &'static str {
            self.title
        }

        fn hints(&self, _ctx: &Context<'_>) -> Vec<Hint> {
            vec![]
        }

        fn key_area(&self) -> KeyArea {
            KeyArea::Help
        }

        fn key(&mut self, _key: KeyEvent, _ctx: &Context<'_>) -> Outcome {
            Outcome::default()
        }

        fn draw(&self, _ctx: &Context<'_>, _frame: &mut Frame) {}

        fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
            None
        }

        fn shows(&self, message: &Message) -> bool {
            self.title == "below" && matches!(message, Message::Woken)
        }

        fn stops_time_below(&self) -> bool {
            self.stops_time
        }
    }

    fn plain(title: &'static str) -> Box<dyn Screen> {
        Box::new(Plain {
            title,
            stops_time: false,
        })
    }

    fn stopping(title: &'static str) -> Box<dyn Screen> {
        Box::new(Plain {
            title,
            stops_time: true,
        })
    }

    fn titles<'s>(screens: impl Iterator<Item = &'s dyn Screen>) -> Vec<&'static str> {
        screens.map(Screen::title).collect()
    }

    #[test]
    fn screens_open_and_close_at_the_top_and_the_bottom_one_stays() {
        let mut stack = Stack::new(plain("home"));
        stack.push(plain("one"));
        stack.push(plain("two"));
        assert_eq!(titles(stack.iter()), ["two", "one", "home"]);
        let all = stack.iter_mut().map(|screen| screen.title());
        assert_eq!(all.collect::<Vec<_>>(), ["two", "one", "home"]);
        assert_eq!(stack.top().title(), "two");
        assert_eq!(stack.top_mut().title(), "two");
        stack.pop();
        assert_eq!(titles(stack.iter()), ["one", "home"]);
        stack.push(plain("three"));
        stack.clear();
        assert_eq!(titles(stack.iter()), ["home"]);
        stack.pop();
        assert_eq!(stack.top().title(), "home");
    }

    #[test]
    fn time_passes_down_to_the_first_screen_that_stops_it() {
        let mut stack = Stack::new(plain("home"));
        let awake = |stack: &mut Stack| {
            let mutable = stack.awake_mut().map(|screen| screen.title());
            let mutable: Vec<_> = mutable.collect();
            assert_eq!(titles(stack.awake()), mutable);
            mutable
        };
        assert_eq!(awake(&mut stack), ["home"]);
        stack.push(plain("below"));
        stack.push(plain("one"));
        assert_eq!(awake(&mut stack), ["one", "below", "home"]);
        stack.push(stopping("two"));
        assert_eq!(awake(&mut stack), ["two"]);
        stack.push(plain("three"));
        assert_eq!(awake(&mut stack), ["three", "two"]);
    }

    #[test]
    fn a_screen_shows_a_message_only_while_time_passes_for_it() {
        let mut stack = Stack::new(plain("home"));
        assert!(!stack.any_shows(&Message::Woken));
        stack.push(plain("below"));
        stack.push(plain("one"));
        assert!(stack.any_shows(&Message::Woken));
        assert!(!stack.any_shows(&Message::Recorded));
        stack.push(stopping("two"));
        assert!(!stack.any_shows(&Message::Woken));
    }
}
