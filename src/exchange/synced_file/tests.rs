use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::event::{EveningDate, Event, Origin, What};

fn now() -> DateTime<Utc> {
    "2026-11-24T22:00:00Z".parse().unwrap()
}

fn note(number: u128, at: DateTime<Utc>) -> StoredRow {
    StoredRow::from(&Event {
        id: EventId(Uuid::from_u128(number)),
        at,
        offset_min: 0,
        evening: EveningDate(now().date_naive()),
        what: What::Note {
            text: format!("note {number}"),
        },
        device: "desk".to_owned(),
        origin: Some(Origin::Typed),
        action: None,
    })
}

fn text(rows: &[StoredRow]) -> String {
    let lines = rows.iter().map(|row| json::line(row).unwrap() + "\n");
    lines.collect()
}

#[test]
fn a_last_line_that_has_not_arrived_whole_waits() {
    let rows = [note(1, now()), note(2, now())];
    let text = text(&rows);
    let first = text.find('\n').unwrap() + 1;
    for end in 0..=text.len() {
        let file = read(&text.as_bytes()[..end], now());
        let whole = usize::from(end >= first) + usize::from(end == text.len());
        assert_eq!(file.rows, rows[..whole], "{end}");
        assert_eq!(file.set_aside, [], "{end}");
        let is_between = [0, first, text.len()].contains(&end);
        assert_eq!(file.ends_within_a_line, !is_between, "{end}");
    }
}

#[test]
fn a_line_without_its_checksum_is_set_aside_and_named() {
    let rows = [note(1, now()), note(2, now())];
    let text = text(&rows);
    let checksum = format!(r#","checksum":{}"#, rows[0].checksum());
    let file = read(text.replace(&checksum, "").as_bytes(), now());
    assert_eq!(file.rows, rows[1..]);
    let why = BadLine::NoChecksum;
    assert_eq!(file.set_aside, [Refused { line: 1, why }]);
}

#[test]
fn a_line_of_a_time_to_come_is_read_when_the_time_has_come() {
    let rows = [note(1, now() + TimeDelta::days(3)), note(2, now())];
    let content = text(&rows);
    let file = read(content.as_bytes(), now());
    assert_eq!(file.rows, rows[1..]);
    let again_at = file.read_again_at().unwrap();
    assert_eq!(again_at, now() + TimeDelta::days(2));
    assert_eq!(read(content.as_bytes(), again_at).rows, rows);
    let before = again_at - TimeDelta::seconds(1);
    assert_eq!(read(content.as_bytes(), before).rows, rows[1..]);
}

#[test]
fn an_event_belongs_to_the_month_in_which_it_was_recorded() {
    let recorded = |at: &str| {
        let at: DateTime<Utc> = at.parse().unwrap();
        EventId(Uuid::from_u128(
            (at.timestamp_millis() as u128) << 80 | 0x7 << 76 | 0x8 << 60,
        ))
    };
    let name = |id| file_name(id, now());
    assert_eq!(name(recorded("2025-02-28T23:59:59Z")), "2025-02.jsonl");
    assert_eq!(name(recorded("2026-11-01T00:00:00Z")), "2026-11.jsonl");
    // Of a clock that was ahead, of one that began in 1970, and of an id that tells no time.
    assert_eq!(name(recorded("2031-01-01T00:00:00Z")), "2026-11.jsonl");
    assert_eq!(name(recorded("1970-01-01T00:00:00Z")), "2026-11.jsonl");
    assert_eq!(name(EventId(Uuid::from_u128(1))), "2026-11.jsonl");
}
