-- In a later incarnation an author may say again what it had lost.
ALTER TABLE record RENAME TO record_before;
DROP INDEX record_unreceipted;
DROP INDEX record_said;
DROP INDEX record_said_by;
DROP INDEX record_unread;
CREATE TABLE record (
    seq          INTEGER PRIMARY KEY,       -- the order in which this node stored them
    channel      INTEGER NOT NULL REFERENCES channel,
    id           BLOB    NOT NULL UNIQUE,
    content      BLOB    NOT NULL,
    author       TEXT    NOT NULL,
    incarnation  INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    precedence   INTEGER NOT NULL,
    service      INTEGER NOT NULL,          -- 1: a receipt, a line test or a restart
    ledger       INTEGER NOT NULL,          -- this node's incarnation when it stored the record
    ledger_index INTEGER NOT NULL,
    direction    TEXT    NOT NULL,
    at           INTEGER NOT NULL,          -- Unix milliseconds, UTC
    bearer       TEXT    NOT NULL,
    flag         TEXT,
    receipt      BLOB,                      -- this node's receipt that covers it
    read         INTEGER NOT NULL DEFAULT 0, -- 1: a receipt of an officer here covers it
    bytes        BLOB    NOT NULL,
    repeats      BLOB,                      -- the record of a former incarnation that it says again
    UNIQUE (channel, author, incarnation, number),
    UNIQUE (channel, author, content, incarnation),
    UNIQUE (channel, ledger, ledger_index)
) STRICT;
INSERT INTO record SELECT seq, channel, id, content, author, incarnation, number, precedence, service, ledger, ledger_index, direction, at, bearer, flag, receipt, read, bytes, NULL FROM record_before;
DROP TABLE record_before;
CREATE INDEX record_unreceipted ON record (channel, seq) WHERE direction = 'received' AND service = 0 AND receipt IS NULL;
CREATE INDEX record_said ON record (channel, seq) WHERE service = 0;
CREATE INDEX record_said_by ON record (channel, author, incarnation, number) WHERE service = 0;
CREATE INDEX record_unread ON record (precedence, seq) WHERE direction = 'received' AND service = 0 AND read = 0;
CREATE INDEX record_repeats ON record (repeats) WHERE repeats IS NOT NULL;
