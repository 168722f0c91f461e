-- What came before its turn stands unread too. How urgent a row of before is, is not known here: it counts as a flash.
ALTER TABLE held ADD COLUMN precedence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN service    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN at         INTEGER NOT NULL DEFAULT 0; -- Unix milliseconds, UTC
