//! Measures the program as it is shipped, with a journal of ten years: `cargo bench --bench shipped` (Linux; about
//! twenty minutes, after two release builds).
//!
//! Times of a start are given over a floor that is measured in turns with it in the same run: the smallest ratatui
//! program for the first picture, `true` for commands. A ratio would move with the harness and the machine; the
//! difference hardly does. The table at the end has each figure beside its goal. A part can be run alone: `starts`,
//! `keys` or `rest`.

mod homes;
mod keys;
#[path = "../../tests/support/pty.rs"]
mod pty;
mod rest;
mod screens;
mod starts;
mod table;
#[path = "../../examples/ten_years.rs"]
#[allow(dead_code, reason = "only its journal is wanted here")]
mod ten_years;

use homes::{Home, Programs};
use table::Table;

fn main() {
    // Cargo adds `--bench`.
    let parts: Vec<String> = std::env::args()
        .skip(1)
        .filter(|part| !part.starts_with('-'))
        .collect();
    let is_wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    let programs = Programs::build();
    let mut table = Table::default();
    let home = Home::with_ten_years();
    if is_wanted("starts") {
        starts::first_pictures(&programs, &home, &mut table);
        starts::commands(&programs, &home, &mut table);
        starts::reviews(&programs, &home, &mut table);
        starts::commits(&Home::with_ten_years(), &mut table);
    }
    if is_wanted("keys") {
        keys::on_every_screen(&programs, &home, &mut table);
        keys::into_a_cold_review(&programs, &home, &mut table);
    }
    if is_wanted("rest") {
        rest::of_screens(&programs, &home, &mut table);
        rest::of_the_agent(&programs, &home, &mut table);
    }
    table.print();
}
