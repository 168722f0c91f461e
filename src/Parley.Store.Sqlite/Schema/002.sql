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
