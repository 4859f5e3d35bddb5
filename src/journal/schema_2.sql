-- Blood tests and self-checks: few rows over the years, seen together.
CREATE INDEX rarely_told_by_evening ON event (evening) WHERE kind IN ('iron', 'self_check');

-- What is local to this computer and changes in place: timers, what was shown once, silence.

-- A timer that was started: it runs on by the wall clock while no window is open.
CREATE TABLE timer (
    evening TEXT NOT NULL,
    step TEXT NOT NULL,
    length_secs INTEGER NOT NULL,       -- in all, with what was added
    left_secs INTEGER NOT NULL,         -- when it last changed
    since INTEGER,                      -- UTC, milliseconds since 1970; none while it stands still
    PRIMARY KEY (evening, step)
) STRICT, WITHOUT ROWID;

-- What was shown once and need not be shown again: safety notes that were read, weeks that were told of.
CREATE TABLE acknowledged (
    page TEXT PRIMARY KEY NOT NULL,     -- a page of advice, or "week" and its Monday
    at INTEGER NOT NULL                 -- UTC, milliseconds since 1970
) STRICT, WITHOUT ROWID;

-- Somebody who has been woken is not to be spoken to until then; no row where anything may be said.
CREATE TABLE quiet (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    until INTEGER NOT NULL              -- UTC, milliseconds since 1970
) STRICT;
