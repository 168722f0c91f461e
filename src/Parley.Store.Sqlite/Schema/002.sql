CREATE TABLE checkpoint (
    record      BLOB    NOT NULL PRIMARY KEY,   -- the line test that carries it
    channel     INTEGER NOT NULL REFERENCES channel,
    party       TEXT    NOT NULL,
    incarnation INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    size        INTEGER NOT NULL,
    note        BLOB    NOT NULL,               -- as its ledger signed it
    UNIQUE (channel, party, incarnation, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (
    record BLOB NOT NULL,                       -- the line test whose checkpoint is cosigned
    member TEXT NOT NULL,
    line   TEXT NOT NULL,
    PRIMARY KEY (record, member)
) STRICT, WITHOUT ROWID;

-- One record may show that several parties lied.
ALTER TABLE evidence RENAME TO evidence_before;
CREATE TABLE evidence (
    seq      INTEGER PRIMARY KEY,
    channel  INTEGER NOT NULL REFERENCES channel,
    author   TEXT    NOT NULL,
    kind     INTEGER NOT NULL,
    known    BLOB    NOT NULL,
    other    BLOB    NOT NULL,
    other_id BLOB    NOT NULL,
    UNIQUE (channel, author, other_id)
) STRICT;
INSERT INTO evidence SELECT seq, channel, author, kind, known, other, other_id FROM evidence_before;
DROP TABLE evidence_before;

-- A restored node opens a new incarnation and with it a new ledger of each channel; the old one stays.
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
    UNIQUE (channel, author, incarnation, number),
    UNIQUE (channel, author, content),
    UNIQUE (channel, ledger, ledger_index)
) STRICT;
INSERT INTO record SELECT seq, channel, id, content, author, incarnation, number, precedence, service, 1, ledger_index, direction, at, bearer, flag, receipt, read, bytes FROM record_before;
DROP TABLE record_before;
CREATE INDEX record_unreceipted ON record (channel, seq) WHERE direction = 'received' AND service = 0 AND receipt IS NULL;
CREATE INDEX record_said ON record (channel, seq) WHERE service = 0;
CREATE INDEX record_said_by ON record (channel, author, incarnation, number) WHERE service = 0;
CREATE INDEX record_unread ON record (precedence, seq) WHERE direction = 'received' AND service = 0 AND read = 0;

ALTER TABLE leaf RENAME TO leaf_before;
CREATE TABLE leaf (
    channel INTEGER NOT NULL REFERENCES channel,
    ledger  INTEGER NOT NULL,
    idx     INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (channel, ledger, idx)
) STRICT, WITHOUT ROWID;
INSERT INTO leaf SELECT channel, 1, idx, hash FROM leaf_before;
DROP TABLE leaf_before;

ALTER TABLE tile RENAME TO tile_before;
CREATE TABLE tile (
    channel INTEGER NOT NULL REFERENCES channel,
    ledger  INTEGER NOT NULL,
    level   INTEGER NOT NULL,
    idx     INTEGER NOT NULL,
    root    BLOB    NOT NULL,
    hashes  BLOB    NOT NULL,
    PRIMARY KEY (channel, ledger, level, idx)
) STRICT;
INSERT INTO tile SELECT channel, 1, level, idx, root, hashes FROM tile_before;
DROP TABLE tile_before;

-- The incarnation in which this node found that it had been put back to an older state: it says nothing more in it.
ALTER TABLE channel ADD COLUMN halted INTEGER;
