//! The plan as the journal records it: JSON with the config's own words.

use serde_json::Value;

use super::Plan;

impl Plan {
    /// The whole plan, as a `plan` event keeps it.
    pub fn to_record(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null) // plain data, always writes
    }

    /// Reads what [`Plan::to_record`] wrote.
    ///
    /// # Errors
    /// When another version recorded something that this one does not know.
    pub fn from_record(record: &Value) -> Result<Self, serde_json::Error> {
        serde::Deserialize::deserialize(record)
    }
}
