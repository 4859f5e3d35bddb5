//! Formats in and out: text from events and evenings, and events from text.
//!
//! Everything here is pure. `cli/export.rs` and `cli/import/` read the journal and the files. What comes in is untrusted:
//! each line is checked on its own, and one that is refused keeps no other out.

mod calendar_text;
pub mod csv;
pub mod ics;
pub mod json;
mod limits;
pub mod loop_habits;
pub mod markdown;
pub mod synced_file;
mod time_zone;

#[cfg(test)]
mod round_trip_tests;

pub use limits::OutOfBounds;

/// How many bytes from the beginning of a file show whether this program wrote it.
pub const HEAD: usize = 256;
