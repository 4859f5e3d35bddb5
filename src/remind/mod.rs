//! Reminders: what is to be said now, and the desk that claims and sends it.
//!
//! [`due`] is pure: it is given an evening's timeline and what was sent, and says what to send and when to
//! look again. [`desk`] claims each reminder in the journal before it is sent, so that it is sent once per
//! computer, whoever sends it. The [`agent`] sends reminders while no window is open.

pub mod agent;
pub mod desk;
mod due;
#[cfg(test)]
mod due_tests;

pub use due::{Answer, Due, Part, Reminder, SNOOZE, Saying, due};
