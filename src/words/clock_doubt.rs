//! A clock in doubt, on a screen.

use super::capitalised;
use crate::evening::ClockDoubt;

/// The line that stays at the foot until the clock is right or confirmed.
pub fn clock_doubt_line(doubt: ClockDoubt) -> String {
    format!("{}.", capitalised(&doubt.to_string()))
}

/// The question that an entry raises, which the key `yes` answers. It fits on a line of 40 columns.
pub fn clock_question(doubt: ClockDoubt, yes: char) -> String {
    let today = doubt.today().format("%-d %B %Y");
    format!("Is it {today}? {yes} records it")
}
