-- Who has given which header in a sealed exchange, and whose fields are in.
CREATE TABLE exchange (
    header       BLOB    NOT NULL PRIMARY KEY,
    channel      INTEGER NOT NULL REFERENCES channel,
    subject      TEXT    NOT NULL,
    parties      TEXT    NOT NULL,              -- in the order of their ids, a space between
    party        TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    content      BLOB    NOT NULL,
    content_hash BLOB    NOT NULL,
    reveal_by    INTEGER NOT NULL,              -- Unix seconds of the channel's time
    at           INTEGER NOT NULL,              -- Unix seconds of the channel's time
    revealed     BLOB,                          -- the record with the fields
    over         INTEGER NOT NULL DEFAULT 0     -- 1: everything is in
) STRICT, WITHOUT ROWID;
CREATE INDEX exchange_of ON exchange (channel, over, at);

-- What officers here have signed and what is said only when every header is in.
CREATE TABLE exchange_sealed (
    channel  INTEGER NOT NULL REFERENCES channel,
    content  BLOB    NOT NULL,
    text     BLOB    NOT NULL,
    officers TEXT    NOT NULL,
    fields   BLOB    NOT NULL,
    PRIMARY KEY (channel, content)
) STRICT, WITHOUT ROWID;
