-- The MLS group of a channel. It holds secrets: of the epoch, of message keys not yet used, of this node's leaf; not the node's own key.
CREATE TABLE mls_group (
    channel      INTEGER NOT NULL PRIMARY KEY REFERENCES channel,
    incarnation  INTEGER NOT NULL,              -- this node's when it was stored; of another one it is not used
    epoch        BLOB    NOT NULL,              -- changes with commits and proposals
    keys         BLOB    NOT NULL,              -- changes with every message
    refreshed_at INTEGER NOT NULL               -- Unix milliseconds, UTC
) STRICT;

-- A key package of this node that waits for a Welcome, with its private keys.
CREATE TABLE key_package (
    channel INTEGER NOT NULL PRIMARY KEY REFERENCES channel,
    bundle  BLOB    NOT NULL
) STRICT;

-- At the depositary: commits that a member has not confirmed.
CREATE TABLE mls_commit (
    channel INTEGER NOT NULL REFERENCES channel,
    epoch   INTEGER NOT NULL,                   -- the epoch that it ends
    item    BLOB    NOT NULL,
    welcome BLOB,                               -- for those whom it adds
    joined  TEXT    NOT NULL,                   -- their ids, with one space between
    PRIMARY KEY (channel, epoch)
) STRICT;

CREATE TABLE mls_confirmed (
    channel INTEGER NOT NULL REFERENCES channel,
    member  TEXT    NOT NULL,
    epoch   INTEGER NOT NULL,
    PRIMARY KEY (channel, member)
) STRICT, WITHOUT ROWID;

-- Records of this node as they were sealed, while somebody waits for them.
CREATE TABLE sealed (
    record  BLOB    NOT NULL PRIMARY KEY,
    channel INTEGER NOT NULL REFERENCES channel,
    epoch   INTEGER NOT NULL,
    bytes   BLOB    NOT NULL
) STRICT;
