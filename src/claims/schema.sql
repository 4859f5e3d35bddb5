CREATE TABLE claim (
    reminder TEXT PRIMARY KEY NOT NULL,
    evening TEXT NOT NULL,              -- 2026-11-24
    owner TEXT NOT NULL,                -- the process that claimed it
    claimed_at INTEGER NOT NULL,        -- UTC, milliseconds since 1970
    sent_at INTEGER,                    -- when a channel accepted it
    channel TEXT,                       -- which one: desktop, terminal, hook
    problem TEXT,                       -- why the desktop did not show it
    notification INTEGER,               -- the desktop's number for it while it is on the screen
    service TEXT                        -- the run of the notification service that gave the number
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_evening ON claim (evening);

-- Until then no process on this computer sends reminders or runs hooks. No row while there is no silence.
CREATE TABLE silence (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    until INTEGER NOT NULL              -- UTC, milliseconds since 1970
) STRICT;
