-- Lets a connection that must not write read a file of format 2: what format 3 added is null, or empty.
CREATE TEMP VIEW event AS
    SELECT id, at, offset_min, evening, kind, step, data, device,
           NULL AS origin, NULL AS action, NULL AS checksum
    FROM main.event;
CREATE TEMP TABLE set_aside (id, at, offset_min, evening, kind, step, data, device);
