//! What was measured, as a table.

use std::fmt::Write as _;
use std::time::Duration;

/// The figures, each with its goal.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 3]>,
}

impl Table {
    /// Adds a figure, and prints it at once, as a run takes minutes.
    pub fn add(&mut self, figure: &str, measured: String, goal: &str) {
        println!("{figure}: {measured}");
        self.rows
            .push([figure.to_owned(), measured, goal.to_owned()]);
    }

    pub fn print(&self) {
        let heading = ["figure", "measured", "goal"].map(str::to_owned);
        let rows = || [&heading].into_iter().chain(&self.rows);
        let width = |column: usize| rows().map(|row| row[column].chars().count()).max();
        let widths = [0, 1, 2].map(|column| width(column).unwrap_or(0));
        let mut text = String::new();
        for (number, row) in rows().enumerate() {
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(text, "| {cell:width$} ");
            }
            text.push_str("|\n");
            if number == 0 {
                for width in widths {
                    let _ = write!(text, "|{}", "-".repeat(width + 2));
                }
                text.push_str("|\n");
            }
        }
        println!("\n{text}");
    }
}

/// The middle one of these times.
pub fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

/// The time that so many percent of these do not exceed.
pub fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

/// As microseconds over a floor.
pub fn over(time: Duration, floor: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6 - floor.as_secs_f64() * 1e6;
    format!("{micros:.0} us")
}

/// As milliseconds.
pub fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
