//! The agent: sends reminders while no window is open.

pub mod lock;
