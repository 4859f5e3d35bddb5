//! The desktop: notifications on it and in the terminal, sounds, other processes, service files, and the user's own
//! programs.
//!
//! Nothing here knows about evenings or steps. Nothing blocks the caller for long: operations that can hang run on their
//! own threads or with a time limit.
//!
//! - `notify` sends notifications through `shown`, a notification on the screen; `icon` is what desktops know the program
//!   by; `probe` checks the notification service, and `problem` advises about it.
//! - [`presence`] hears whether somebody uses the computer.
//! - `limited` runs a program with a time limit: [`hook`] the user's own, [`sound`] players, [`service`] the commands of
//!   service managers.
//! - `process` looks at other processes and starts one in the background; [`window`] opens a terminal.

pub mod hook;
#[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code))]
mod icon;
pub(crate) mod limited;
mod notification;
mod notify;
pub mod presence;
pub(crate) mod probe;
mod problem;
mod process;
pub mod service;
mod shown;
pub(crate) mod sound;
pub mod supervisor;
pub(crate) mod terminal_notification;
pub(crate) mod window;

pub use notification::{Button, Notification, NotificationId, NotificationKind};
#[cfg(test)]
pub(crate) use notify::DesktopRequest;
pub use notify::{DesktopMessage, Notifier};
pub(crate) use notify::{LEAVE_LIMIT, SEND_LIMIT};
pub(crate) use problem::NotificationProblem;
pub(crate) use process::{
    Invocation, has_ended, has_file_open, is_running, spawn_detached, terminate,
};
