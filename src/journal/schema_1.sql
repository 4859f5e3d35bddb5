CREATE TABLE event (
    id BLOB PRIMARY KEY NOT NULL,       -- UUIDv7: sorts by when it was written
    at INTEGER NOT NULL,                -- when it happened: UTC, milliseconds since 1970
    offset_min INTEGER NOT NULL,        -- the local UTC offset then, minutes east
    evening TEXT NOT NULL,              -- 2026-11-24
    kind TEXT NOT NULL,
    step TEXT,
    data TEXT NOT NULL,                 -- JSON
    device TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One evening, or a span of them, in the order of writing.
CREATE INDEX event_by_evening ON event (evening, id);
-- The plan in force: few rows, found without reading the evenings.
CREATE INDEX plan_by_evening ON event (evening, id) WHERE kind = 'plan';

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- Local to this computer, never passed on.
CREATE TABLE claim (
    reminder TEXT PRIMARY KEY NOT NULL,
    evening TEXT NOT NULL,
    owner TEXT NOT NULL,
    claimed_at INTEGER NOT NULL,        -- UTC, milliseconds since 1970
    sent_at INTEGER,                    -- when a channel took it
    channel TEXT,                       -- which: desktop, terminal, hook
    problem TEXT,                       -- why the desktop did not take it
    bubble INTEGER,                     -- the desktop's number for it while it is on the screen
    service TEXT                        -- which desktop service gave that number
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_evening ON claim (evening);

CREATE TABLE unfinished_session (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    evening TEXT NOT NULL,
    step TEXT,
    progress TEXT NOT NULL              -- JSON
) STRICT;
