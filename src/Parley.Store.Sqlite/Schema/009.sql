-- What records attach. The files are in a directory beside this one; which of them are complete, the ladder says.
CREATE TABLE attachment (
    record     BLOB    NOT NULL,
    position   INTEGER NOT NULL,
    root       BLOB    NOT NULL,
    size       INTEGER NOT NULL,
    media_type TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    secret     BLOB    NOT NULL,
    PRIMARY KEY (record, position)
) STRICT;
