//! Reminders: what is due now, the dispatchers that claim and send it, and the host that a front end drives.
//!
//! From a due time to a notification on the desktop:
//!
//! 1. A loop calls [`Host::look`](host::Host::look) at the time that the last look returned. An open window has this
//!    loop in `tui::writer`, the [`agent`] in [`agent::run`]. The agent sends reminders while no window is open.
//! 2. The host reads the [`evenings`] from the journal and calls
//!    [`ReminderDispatcher::look`](dispatcher::ReminderDispatcher::look).
//! 3. The dispatcher calls [`due`], which is pure: it takes an evening's timeline and what was sent, and returns what
//!    to send now and what comes next.
//! 4. The dispatcher claims each reminder in [`claims`](crate::claims). So each is sent once per computer, although
//!    several processes may look.
//! 5. The dispatcher hands a notification to the [`Notifier`](crate::desktop::Notifier), which shows it from a thread
//!    of its own. A button that was pressed is stored from that thread. [`Host::handle`](host::Host::handle) receives
//!    the outcome and, later, the press.
//!
//! The host also owns the dispatcher of [`hooks`], which claims and runs the user's own programs in the same way.
//!
//! A reminder needs only the time and the plan. If the journal cannot be read, the evenings that were read last are
//! used, so a step that is done may be announced, but none is left out.

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
mod outstanding;
#[cfg(test)]
mod question_tests;
mod reminder;
mod wind_down;
#[cfg(test)]
mod wind_down_tests;

pub use claim_holder::ClaimHolder;
pub use due::{Due, due};
pub use outstanding::OutstandingReminders;
pub use reminder::{Announcement, AnnouncementKind, Answer, Reminder, Topic};
