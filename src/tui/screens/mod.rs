//! One screen, one room: what it keeps, which keys work in it, what a key asks for, and how it looks.

pub mod diary;
pub mod help;
pub mod learn;
pub mod player;
pub mod review;
pub mod timer;
pub mod tonight;
pub mod welcome;
