//! Reminders: what is to be said now, and the dispatchers that claim and send it.
//!
//! [`due`] is pure: it is given an evening's timeline and what was sent, and says what to send and what comes
//! next. [`dispatcher`] claims each reminder in the journal before it is sent, so that it is sent once per computer,
//! whoever sends it; [`hooks`] does the same for programs of the user's own. The [`agent`] sends reminders while
//! no window is open.

pub mod agent;
mod claim_holder;
pub mod dispatcher;
mod due;
#[cfg(test)]
mod due_tests;
mod happening;
#[cfg(test)]
mod happening_tests;
pub mod hooks;
mod reminder;

pub use claim_holder::ClaimHolder;
pub use due::{Due, due, sayings};
pub use reminder::{Answer, Part, Reminder, SNOOZE, Saying, Topic};
