-- Each event also says how it came, which action it belongs to, and has a checksum. The program copies the rows from
-- the old table, because it computes the checksums, and then drops that table.
DROP TRIGGER event_is_never_changed;
DROP TRIGGER event_is_never_deleted;
DROP INDEX event_by_evening;
DROP INDEX plan_by_evening;
DROP INDEX rarely_told_by_evening;
ALTER TABLE event RENAME TO event_of_format_2;

CREATE TABLE event (
    id BLOB PRIMARY KEY NOT NULL,       -- UUIDv7: sorts by when it was written
    at INTEGER NOT NULL,                -- when it happened: UTC, milliseconds since 1970
    offset_min INTEGER NOT NULL,        -- the local UTC offset then, minutes east
    evening TEXT NOT NULL,              -- 2026-11-24
    kind TEXT NOT NULL,
    step TEXT,
    data TEXT NOT NULL,                 -- JSON
    device TEXT NOT NULL,
    origin TEXT,                        -- pressed, typed, as_planned, accepted_proposal, imported; null if unknown
    action BLOB,                        -- the id of the first event of the same action; null if it is the only one
    checksum INTEGER                    -- see checksum.rs; null in rows that an older version of the program wrote
) STRICT, WITHOUT ROWID;

-- One evening, or a span of them, in the order of writing.
CREATE INDEX event_by_evening ON event (evening, id);
-- The plan in force: few rows, found without reading the evenings.
CREATE INDEX plan_by_evening ON event (evening, id) WHERE kind = 'plan';
-- Blood tests and self-checks: few rows over the years, seen together.
CREATE INDEX rarely_told_by_evening ON event (evening) WHERE kind IN ('iron', 'self_check');

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- Rows of an older format that the table of events cannot hold, because the file was damaged: a value of the wrong
-- type, or an id that is there twice. Nobody reads them, but they are not lost.
CREATE TABLE set_aside (id, at, offset_min, evening, kind, step, data, device);
