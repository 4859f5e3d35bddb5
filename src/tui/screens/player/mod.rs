//! The player: one exercise at a time, large enough to follow with half an eye.

mod layout;
mod page;
mod play;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use play::PlayerScreen;
