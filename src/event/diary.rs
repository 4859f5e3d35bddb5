//! What the diary's events hold.

use chrono::serde::ts_milliseconds_option;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What somebody tells of a night when they are awake. Anything may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NightEntry {
    /// Minutes from lights out to sleep, 0 to 720.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asleep_after_min: Option<u16>,
    /// How often they woke in between, 0 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awakenings: Option<u8>,
    /// When they got up.
    #[serde(
        default,
        with = "ts_milliseconds_option",
        skip_serializing_if = "Option::is_none"
    )]
    pub up: Option<DateTime<Utc>>,
    /// How they slept, 1 (badly) to 5 (well).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
}

/// Values of a blood test. At least one of the two is there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IronTest {
    /// Ferritin in ng/mL, 1 to 5000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ferritin: Option<f64>,
    /// Transferrin saturation in percent, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tsat: Option<f64>,
    /// The day on which the blood was taken.
    pub tested: NaiveDate,
}
