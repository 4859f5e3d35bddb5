-- Lets a connection that must not write read a file of format 1: what format 2 added is empty.
CREATE TEMP TABLE timer (evening, step, length_secs, left_secs, since);
CREATE TEMP TABLE acknowledged (page, at);
CREATE TEMP TABLE quiet (one, until);
