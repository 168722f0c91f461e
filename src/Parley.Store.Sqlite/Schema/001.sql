CREATE TABLE card (
    party   TEXT    NOT NULL,
    version INTEGER NOT NULL,
    note    BLOB    NOT NULL,
    PRIMARY KEY (party, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL,
    founding    BLOB    NOT NULL UNIQUE,
    policy      BLOB    NOT NULL,
    ledger_seed BLOB                        -- NULL while a member's signature is missing
) STRICT;

CREATE TABLE record (
    seq          INTEGER PRIMARY KEY,       -- the order in which this node stored them
    channel      INTEGER NOT NULL REFERENCES channel,
    id           BLOB    NOT NULL UNIQUE,
    content      BLOB    NOT NULL,
    author       TEXT    NOT NULL,
    incarnation  INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    precedence   INTEGER NOT NULL,
    service      INTEGER NOT NULL,          -- 1: a receipt or a line test
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
    UNIQUE (channel, ledger_index)
) STRICT;

CREATE INDEX record_unreceipted ON record (channel, seq) WHERE direction = 'received' AND service = 0 AND receipt IS NULL;
CREATE INDEX record_said ON record (channel, seq) WHERE service = 0;
CREATE INDEX record_said_by ON record (channel, author, incarnation, number) WHERE service = 0;
CREATE INDEX record_unread ON record (precedence, seq) WHERE direction = 'received' AND service = 0 AND read = 0;

CREATE TABLE held (
    channel     INTEGER NOT NULL REFERENCES channel,
    author      TEXT    NOT NULL,
    incarnation INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    sender      TEXT    NOT NULL,
    bearer      TEXT    NOT NULL,
    bytes       BLOB    NOT NULL,
    PRIMARY KEY (channel, author, incarnation, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE ladder (
    record BLOB    NOT NULL,
    member TEXT    NOT NULL,
    rung   INTEGER NOT NULL,
    claim  BLOB,                            -- the receipt that says so
    at     INTEGER NOT NULL,                -- Unix seconds of the channel's time
    PRIMARY KEY (record, member, rung)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    record     BLOB    NOT NULL,
    member     TEXT    NOT NULL,
    precedence INTEGER NOT NULL,
    service    INTEGER NOT NULL,
    PRIMARY KEY (record, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE leaf (
    channel INTEGER NOT NULL REFERENCES channel,
    idx     INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (channel, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE tile (
    channel INTEGER NOT NULL REFERENCES channel,
    level   INTEGER NOT NULL,
    idx     INTEGER NOT NULL,
    root    BLOB    NOT NULL,
    hashes  BLOB    NOT NULL,
    PRIMARY KEY (channel, level, idx)
) STRICT;

CREATE TABLE evidence (
    seq     INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL REFERENCES channel,
    author  TEXT    NOT NULL,
    kind    INTEGER NOT NULL,
    known   BLOB    NOT NULL,
    other   BLOB    NOT NULL,
    other_id BLOB   NOT NULL,
    UNIQUE (channel, other_id)
) STRICT;

CREATE TABLE alarm (
    seq      INTEGER PRIMARY KEY,
    first_at INTEGER NOT NULL,              -- Unix milliseconds, UTC
    last_at  INTEGER NOT NULL,
    times    INTEGER NOT NULL,
    rule     TEXT    NOT NULL,
    channel  INTEGER NOT NULL,              -- 0: none
    about    TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    UNIQUE (about, rule, channel, text)
) STRICT;
