//! Reminders: what is to be said now, and the desk that claims and sends it.
//!
//! [`due`] is pure: it is given an evening's timeline and what was sent, and says what to send and what comes
//! next. [`desk`] claims each reminder in the journal before it is sent, so that it is sent once per computer,
//! whoever sends it; [`hooks`] does the same for programs of the user's own. The [`agent`] sends reminders while
//! no window is open.

pub mod agent;
pub mod desk;
mod due;
#[cfg(test)]
mod due_tests;
mod happening;
#[cfg(test)]
mod happening_tests;
pub mod hooks;
mod reminder;

pub use due::{Due, due, sayings};
pub use reminder::{Answer, Part, Reminder, Saying, Topic};
