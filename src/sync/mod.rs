//! Several computers, one journal: through a folder that some other program keeps the same on all of them.
//!
//! Each computer writes only its own files in `computers/<writer>/`, one for each month, and only appends to them. It
//! reads everybody's, and its journal becomes the union of all events by their ids. No file is ever written by two, so
//! whatever carries the folder never meets a conflict.
//!
//! That nobody else writes an own file is not taken on trust. A computer remembers the length and the hash of what it
//! wrote ([`state`]). Where a file is anything else (a cloned disk, a restored backup, a folder that was put back), the
//! computer leaves its old files as they are and begins new ones under a new writer id ([`own`]).
//!
//! What is remembered can be lost without harm: then everything is read once more.
//!
//! [`settings`] is what the user chose, [`folder`] alone touches the folder, [`pass`] is one look at it.

mod about;
mod error;
mod folder;
mod own;
mod pass;
mod plans;
mod remark;
mod settings;
mod shared_config;
mod state;
mod status;
mod switch;
mod turn;

pub use about::About;
pub use error::SyncError;
pub(crate) use folder::{computers, folders};
pub use pass::{Outcome, synchronize};
pub use remark::Remark;
pub use settings::Settings;
pub use shared_config::{ConfigMove, ConfigMoveError};
pub use status::{Computer, Status, status};
pub use switch::{SwitchError, SwitchOn, switch_off, switch_on};
pub use turn::{ensure_answering, in_turn, unanswering, unanswering_for};
