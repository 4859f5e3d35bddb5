//! Reminders: what is due now, the dispatchers that claim and send it, and the host that a front end drives.
//!
//! [`due`] is pure: given an evening's timeline and what was sent, it returns what to send now and what comes next.
//! [`dispatcher`] claims each reminder before it is sent, so that it is sent once per computer, whoever sends it;
//! [`hooks`] does the same for programs of the user's own. The [`host`] owns both, with config, journal and claims.
//! An open window and the [`agent`] each drive a host; the agent sends reminders while no window is open.
//!
//! Reminders need the time and the plan. The [`evenings`] tell what was recorded, as far as the journal can be read; one
//! that cannot be read or written silences nothing.

pub mod agent;
mod claim_holder;
pub mod dispatcher;
mod due;
#[cfg(test)]
mod due_tests;
pub mod evenings;
mod hook_event;
#[cfg(test)]
mod hook_event_tests;
pub mod hooks;
pub mod host;
#[cfg(test)]
mod question_tests;
mod reminder;

pub use claim_holder::ClaimHolder;
pub use due::{Due, announcements, due};
pub use reminder::{Announcement, AnnouncementKind, Answer, Reminder, Topic};
