-- When the computer was quiet, for the last nights. It belongs to this computer and is not part of the journal.
CREATE TABLE IF NOT EXISTS quiet_night (
    evening TEXT NOT NULL,              -- 2026-11-24
    quiet_from INTEGER NOT NULL,        -- UTC, milliseconds since 1970
    quiet_until INTEGER,                -- none while it is still quiet
    PRIMARY KEY (evening, quiet_from)
) STRICT, WITHOUT ROWID;
