//! The data of two kinds of diary events: a night and a blood test.

use chrono::serde::ts_milliseconds_option;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What the user records about a night once awake. Every field is optional. The fields are the core of the consensus
/// sleep diary. [Carney et al. 2012, doi 10.5665/sleep.1642]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NightEntry {
    /// When the user went to bed, which may be well before lights-out.
    #[serde(
        default,
        with = "ts_milliseconds_option",
        skip_serializing_if = "Option::is_none"
    )]
    pub into_bed: Option<DateTime<Utc>>,
    /// Minutes from lights out to sleep, 0 to 720.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asleep_after_min: Option<u16>,
    /// How often the user woke during the night, 0 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awakenings: Option<u8>,
    /// Minutes awake during the awakenings together, 0 to 720.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awake_min: Option<u16>,
    /// When the user got out of bed.
    #[serde(
        default,
        with = "ts_milliseconds_option",
        skip_serializing_if = "Option::is_none"
    )]
    pub up: Option<DateTime<Utc>>,
    /// Quality of sleep, 1 (bad) to 5 (good).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
    /// Minutes of naps on the day before the night, 0 to 720.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nap_min: Option<u16>,
    /// Whether the user took a medicine to sleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sleep_medicine: Option<bool>,
}

/// Results of a blood test. At least one of the two values is present.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IronTest {
    /// Ferritin in ng/mL, 1 to 5000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ferritin: Option<f64>,
    /// Transferrin saturation in percent, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tsat: Option<f64>,
    /// The date on which the blood was drawn.
    pub tested: NaiveDate,
}
