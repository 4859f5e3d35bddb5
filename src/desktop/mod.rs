//! The desktop: notifications, those of the terminal, sounds, other processes, service files, and the user's own
//! programs.
//!
//! Nothing here knows about evenings or steps, and nothing blocks the program: whatever can hang runs on a thread of
//! its own, with a time limit.

pub mod hook;
pub(crate) mod limited;
mod notification;
mod notify;
pub mod probe;
mod process;
pub mod service;
mod shown;
pub mod sound;
pub mod terminal_note;
mod trouble;
pub mod window;

pub use notification::{Button, Notification, NotificationId};
pub use notify::{DesktopMessage, Notifier, SEND_LIMIT};
pub use process::{StartedWith, ask_to_end, has_ended, has_open, runs, start_apart};
pub use trouble::Trouble;
