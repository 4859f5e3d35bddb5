-- Answers to reminders that are not in the journal yet.
CREATE TABLE IF NOT EXISTS answer (
    evening TEXT NOT NULL,              -- 2026-11-24
    step TEXT NOT NULL,                 -- its id; empty where the answer is about no step
    button TEXT NOT NULL,               -- done, snooze, skip, ...
    given_at INTEGER NOT NULL,          -- UTC, milliseconds since 1970
    owner TEXT NOT NULL,                -- the process that will record it
    PRIMARY KEY (evening, step, button, given_at)
) STRICT, WITHOUT ROWID;
