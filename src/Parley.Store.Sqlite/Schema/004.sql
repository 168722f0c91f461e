-- What is owed, by whom and by when. A row for as long as the clock runs.
CREATE TABLE clock (
    record     BLOB    NOT NULL,
    owes       TEXT    NOT NULL,
    kind       INTEGER NOT NULL,
    channel    INTEGER NOT NULL REFERENCES channel,
    author     TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    precedence INTEGER NOT NULL,
    due        INTEGER NOT NULL,                -- Unix seconds of the channel's time
    open       TEXT    NOT NULL,                -- the questions that are open, a space between
    subject    TEXT,
    asked      INTEGER NOT NULL,                -- 0 until it is overdue
    ask_at     INTEGER,                         -- Unix seconds of the channel's time
    PRIMARY KEY (record, owes, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_of ON clock (channel, due);
