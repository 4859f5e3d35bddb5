//! The two lines that blood values are laid beside.
//!
//! Adults with restless legs are treated at or below the first, or below the second: American Academy of Sleep
//! Medicine, Winkelman et al., Journal of Clinical Sleep Medicine 2025, doi 10.5664/jcsm.11390. The program shows
//! the lines for the talk with a doctor, and never suggests taking iron.

/// Ferritin, in ng/mL: at or below it.
pub const FERRITIN_LINE: f64 = 75.0;
/// Transferrin saturation, in percent: below it.
pub const SATURATION_LINE: f64 = 20.0;
/// Where both come from, in short.
pub const SOURCE: &str = "AASM guideline 2025, doi 10.5664/jcsm.11390";
