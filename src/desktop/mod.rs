//! The desktop: notifications on it and in the terminal, sounds, other processes, service files, and the user's own
//! programs.
//!
//! Nothing here knows about evenings or steps. Nothing blocks the caller for long: operations that can hang run on their
//! own threads or with a time limit.

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
