//! The player: one exercise at a time, large enough to follow with half an eye.

mod layout;
mod page;
#[cfg(test)]
mod tests;
mod view;

pub use view::{Mode, View};
