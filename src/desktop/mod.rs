//! The desktop: notifications, those of the terminal, sounds, other processes, service files, and the user's own
//! programs.
//!
//! Nothing here knows about evenings or steps, and nothing blocks the program: whatever can hang is_running on a thread of
//! its own, with a time limit.

pub mod hook;
pub(crate) mod limited;
mod notification;
mod notify;
pub mod probe;
mod problem;
mod process;
pub mod service;
mod shown;
pub mod sound;
pub mod terminal_notification;
pub mod window;

pub use notification::{Button, Notification, NotificationId};
pub use notify::{DesktopMessage, Notifier, SEND_LIMIT};
pub use problem::NotificationProblem;
pub use process::{Invocation, has_ended, has_file_open, is_running, spawn_detached, terminate};
