//! Events as rows: every stored value as it is, also what this version of the program does not understand.

use chrono::{DateTime, NaiveDate};
use rusqlite::types::ValueRef;
use uuid::Uuid;

use super::checksum::Checksums;
use super::unreadable::Unreadable;
use crate::event::{
    ActionId, EveningDate, Event, EventId, Origin, What, is_plausible_instant, is_plausible_offset,
};

/// The number of columns that the checksum covers.
pub(super) const COLUMNS: usize = 10;

/// The values of a row in the order of its columns, without the checksum.
pub(super) type Values<'v> = [ValueRef<'v>; COLUMNS];

/// A row of the event table, as it is stored. Exchanged in this form, events stay the same to the byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// The event's id.
    pub id: EventId,
    /// When it happened: UTC, in milliseconds since 1970.
    pub at: i64,
    /// The local UTC offset then, in minutes east.
    pub offset_min: i64,
    /// The evening, as `2026-11-24`.
    pub evening: String,
    /// The kind of event.
    pub kind: String,
    /// The step's id.
    pub step: Option<String>,
    /// The data as JSON text.
    pub data: String,
    /// The name of the computer that wrote it.
    pub device: String,
    /// How it came about: the name of an [`Origin`], or of one that a later version has.
    pub origin: Option<String>,
    /// The action that it belongs to.
    pub action: Option<ActionId>,
}

impl StoredRow {
    /// The event that the row stores.
    ///
    /// # Errors
    /// What is wrong with it, if it cannot be read.
    pub(crate) fn event(&self) -> Result<Event, Unreadable> {
        event(&self.values())
    }

    /// The checksum that the journal stores with the row.
    pub(crate) fn checksum(&self) -> u32 {
        Checksums::default().crc(&self.values())
    }

    pub(super) fn values(&self) -> Values<'_> {
        [
            ValueRef::Blob(self.id.0.as_bytes()),
            ValueRef::Integer(self.at),
            ValueRef::Integer(self.offset_min),
            ValueRef::Text(self.evening.as_bytes()),
            ValueRef::Text(self.kind.as_bytes()),
            optional_text(self.step.as_deref()),
            ValueRef::Text(self.data.as_bytes()),
            ValueRef::Text(self.device.as_bytes()),
            optional_text(self.origin.as_deref()),
            match &self.action {
                Some(action) => ValueRef::Blob(action.0.0.as_bytes()),
                None => ValueRef::Null,
            },
        ]
    }

    /// Reads the values of a row, of which only the types are checked.
    pub(super) fn from_values(values: &Values<'_>) -> Result<Self, Unreadable> {
        let columns = Columns(values);
        Ok(Self {
            id: columns.id()?,
            at: columns.number(AT)?,
            offset_min: columns.number(OFFSET)?,
            evening: columns.text(EVENING)?.to_owned(),
            kind: columns.text(KIND)?.to_owned(),
            step: columns.optional_text(STEP)?.map(str::to_owned),
            data: columns.text(DATA)?.to_owned(),
            device: columns.text(DEVICE)?.to_owned(),
            origin: columns.optional_text(ORIGIN)?.map(str::to_owned),
            action: columns.action()?,
        })
    }
}

fn optional_text(text: Option<&str>) -> ValueRef<'_> {
    text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes()))
}

impl From<&Event> for StoredRow {
    fn from(event: &Event) -> Self {
        Self {
            id: event.id,
            at: event.at.timestamp_millis(),
            offset_min: event.offset_min.into(),
            evening: event.evening.to_string(),
            kind: event.what.kind().to_owned(),
            step: event.what.step().map(|step| step.0.clone()),
            data: event.what.data().to_string(),
            device: event.device.clone(),
            origin: event.origin.map(|origin| origin.name().to_owned()),
            action: event.action,
        }
    }
}

/// A column: its number and its name.
type Column = (usize, &'static str);

const ID: usize = 0;
const AT: Column = (1, "at");
const OFFSET: Column = (2, "offset_min");
/// The number of the column that names the evening.
pub(super) const EVENING_COLUMN: usize = 3;
const EVENING: Column = (EVENING_COLUMN, "evening");
const KIND: Column = (4, "kind");
const STEP: Column = (5, "step");
const DATA: Column = (6, "data");
const DEVICE: Column = (7, "device");
const ORIGIN: Column = (8, "origin");
const ACTION: usize = 9;

/// Reads values as the types that their columns have.
struct Columns<'a, 'v>(&'a Values<'v>);

impl<'v> Columns<'_, 'v> {
    fn id(&self) -> Result<EventId, Unreadable> {
        uuid(self.0[ID]).map(EventId)
    }

    fn action(&self) -> Result<Option<ActionId>, Unreadable> {
        match self.0[ACTION] {
            ValueRef::Null => Ok(None),
            id => uuid(id).map(|id| Some(ActionId(EventId(id)))),
        }
    }

    fn number(&self, (number, name): Column) -> Result<i64, Unreadable> {
        self.0[number].as_i64().map_err(|_| Unreadable::Type(name))
    }

    fn text(&self, (number, name): Column) -> Result<&'v str, Unreadable> {
        self.0[number].as_str().map_err(|_| Unreadable::Type(name))
    }

    fn optional_text(&self, column: Column) -> Result<Option<&'v str>, Unreadable> {
        match self.0[column.0] {
            ValueRef::Null => Ok(None),
            _ => self.text(column).map(Some),
        }
    }
}

fn uuid(id: ValueRef<'_>) -> Result<Uuid, Unreadable> {
    let bytes = id.as_blob().map_err(|_| Unreadable::Id)?;
    Uuid::from_slice(bytes).map_err(|_| Unreadable::Id)
}

/// The event in a row with these values. Data of another version is kept unparsed.
pub(super) fn event(values: &Values<'_>) -> Result<Event, Unreadable> {
    let columns = Columns(values);
    let (kind, data) = (columns.text(KIND)?, columns.text(DATA)?);
    let event = Event {
        id: columns.id()?,
        at: DateTime::from_timestamp_millis(columns.number(AT)?).ok_or(Unreadable::At)?,
        offset_min: i32::try_from(columns.number(OFFSET)?).map_err(|_| Unreadable::Offset)?,
        evening: date(columns.text(EVENING)?).ok_or(Unreadable::Evening)?,
        what: What::from_columns(kind, columns.optional_text(STEP)?, data)
            .ok_or(Unreadable::Data)?,
        device: columns.text(DEVICE)?.to_owned(),
        origin: columns.optional_text(ORIGIN)?.and_then(Origin::from_name),
        action: columns.action()?,
    };
    check(&event)?;
    Ok(event)
}

/// Checks that the event's times are plausible. One whose times are not would be unreadable.
fn check(event: &Event) -> Result<(), Unreadable> {
    if !is_plausible_instant(event.at) {
        return Err(Unreadable::At);
    }
    if !is_plausible_offset(event.offset_min) {
        return Err(Unreadable::Offset);
    }
    if !event.evening.is_plausible() {
        return Err(Unreadable::Evening);
    }
    if !event.what.is_plausible() {
        return Err(Unreadable::Data);
    }
    Ok(())
}

/// Reads `2026-11-24`. Other spellings of a date are refused, because queries compare the text.
pub(super) fn date(text: &str) -> Option<EveningDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
            Some(10 * number + digit)
        })
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)?;
    Some(EveningDate(date)).filter(|evening| evening.is_plausible())
}
