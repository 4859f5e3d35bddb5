-- Notifications about answers that are not recorded, while they are on the screen.
CREATE TABLE IF NOT EXISTS own_notification (
    tag TEXT NOT NULL,
    owner TEXT NOT NULL,                -- the process that shows it
    number INTEGER NOT NULL,            -- which the service gave it
    service TEXT NOT NULL,              -- the bus and the name of the service on it
    PRIMARY KEY (tag, owner)
) STRICT, WITHOUT ROWID;
