//! Which plans of other computers a `plan` event takes the place of.
//!
//! Between two computers that recorded their plans for one evening while they were apart, the plans themselves decide. A
//! computer that knows of the other's plan and records its own all the same means its own: its event names the others.

use serde_json::{Value, json};

use super::EventId;

/// The key in the record of a plan. Versions that do not know it read the plan without it.
const KEY: &str = "instead_of";

/// The record of a plan that takes the place of the plans in these events.
pub(crate) fn in_place_of(mut record: Value, plans: &[EventId]) -> Value {
    if !plans.is_empty()
        && let Value::Object(fields) = &mut record
    {
        fields.insert(KEY.to_owned(), json!(plans));
    }
    record
}

/// The events whose plans the plan in this record takes the place of.
pub(crate) fn superseded(record: &Value) -> impl Iterator<Item = EventId> {
    let ids = record.get(KEY).and_then(Value::as_array);
    let ids = ids.into_iter().flatten().filter_map(Value::as_str);
    ids.filter_map(|id| id.parse().ok()).map(EventId)
}

/// The record without the events that it takes the place of: the plan alone.
pub(super) fn alone(mut record: Value) -> Value {
    if let Value::Object(fields) = &mut record {
        fields.remove(KEY);
    }
    record
}
