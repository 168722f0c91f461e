-- Later policies of a channel: the chain of all its versions. One row is in force; the others lack a signature.
CREATE TABLE policy_change (
    hash     BLOB    NOT NULL PRIMARY KEY,      -- of the last version
    name     TEXT    NOT NULL,
    founding BLOB    NOT NULL,
    in_force INTEGER NOT NULL,
    chain    BLOB    NOT NULL
) STRICT;
