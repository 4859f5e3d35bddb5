//! The player guides through a routine, one exercise at a time, in large print.

mod announced;
mod answer;
mod layout;
mod page;
mod play;
mod rescue;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use play::PlayerScreen;
