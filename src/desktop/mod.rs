//! The desktop around us: notifications, the terminal's own ones, what is heard, and the user's own programs.
//!
//! Nothing here knows of evenings or steps, and nothing here may hold up the program: whatever can hang is
//! done on a thread of its own, with a limit.

pub mod hook;
mod notify;
pub mod probe;
mod process;
pub mod service;
mod shown;
pub mod sound;
pub mod terminal_note;
mod text;
pub mod window;

pub use notify::{Button, DesktopMessage, Notification, NotificationId, Notifier, SEND_LIMIT};
pub use process::{has_ended, runs};
pub use text::{escaped, plain};
