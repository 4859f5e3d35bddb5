//! winddown: a terminal coach for the evening, for people whose legs will not settle at night.
//!
//! Data flows one way:
//!
//! - config -> [`plan`] -> [`evening`] -> timeline -> reminders and screens;
//! - actions -> events ([`event`]) -> [`journal`] -> [`review`].
//!
//! Two paths show how the modules work together. [`tui`] lists the steps from a key press to an event in the journal,
//! [`remind`] those from a due time to a notification on the desktop.
//!
//! The pure modules are given `now`, do no I/O and are generic over the time zone. [`clock`] alone reads the
//! clock, [`paths`] alone knows where files live.

#![forbid(unsafe_code)]
#![warn(clippy::disallowed_methods)] // clippy.toml names them: the functions that ask the system for the time, or cut a text

pub(crate) mod advice;
pub(crate) mod answering;
pub mod claims;
pub mod cli;
pub mod clock;
pub mod coach;
pub(crate) mod colour;
pub(crate) mod config_file;
pub mod desktop;
pub mod diary;
pub mod evening;
pub mod event;
pub mod exchange;
pub mod exercise;
pub(crate) mod file_address;
pub mod history_file;
pub(crate) mod inbox;
pub mod journal;
pub(crate) mod learn;
pub(crate) mod log;
pub(crate) mod loop_file;
pub(crate) mod markup;
pub mod paths;
pub mod plan;
pub mod presence;
pub mod printable;
pub mod private_file;
pub mod remind;
pub mod report;
pub mod review;
pub mod session;
pub mod signals;
pub mod span;
pub mod split_mix;
pub(crate) mod sqlite_file;
pub mod sync;
pub(crate) mod terminal_output;
pub mod time_of_day;
pub mod trials;
pub mod tui;
pub(crate) mod unique;
pub mod watch;
pub mod whole_file;
pub mod words;
