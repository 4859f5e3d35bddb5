//! The terminal program.

pub mod widgets;
