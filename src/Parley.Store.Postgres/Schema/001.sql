-- Names, ids and states are compared and sorted by their bytes, whatever language the database speaks.

-- Who may write. There is one row. Every transaction that writes holds it; whoever does not own its term writes nothing.
CREATE TABLE lease (
    one     boolean     NOT NULL PRIMARY KEY CHECK (one),
    term    bigint      NOT NULL,               -- the fencing token: one more with each holder
    holder  text        NOT NULL,
    until   timestamptz NOT NULL,               -- by this database's clock
    commits bigint      NOT NULL                -- one more with each transaction: others see that there is something new
) WITH (fillfactor = 20);
INSERT INTO lease VALUES (true, 0, '', '-infinity', 0);

-- First in every transaction that writes. It holds the row until the end: nobody takes the lease in between.
CREATE PROCEDURE hold_lease(mine bigint, seconds double precision) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE lease SET until = clock_timestamp() + make_interval(secs => seconds), commits = commits + 1 WHERE term = mine;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'another replica holds the lease' USING ERRCODE = 'PY001';
    END IF;
END
$$;

-- Renews the lease of a term, or takes it under the next one where it has run out. Who writes at this moment is not waited for. After a
-- failure even its holder takes it anew: what is still under way from before it then finds the term gone.
CREATE FUNCTION take_lease(mine bigint, anew boolean, who text, seconds double precision, OUT held boolean, OUT term bigint, OUT holder text, OUT commits bigint)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT false, l.term, l.holder, l.commits INTO held, term, holder, commits FROM lease l;
    IF (SELECT l.term = mine OR l.until < clock_timestamp() FROM lease l) THEN
        PERFORM FROM lease FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            UPDATE lease l SET until = clock_timestamp() + make_interval(secs => seconds), holder = who, term = CASE WHEN l.term = mine AND NOT anew THEN mine ELSE l.term + 1 END
            WHERE l.term = mine OR l.until < clock_timestamp()
            RETURNING true, l.term, l.holder, l.commits INTO held, term, holder, commits;
            held := coalesce(held, false);
        END IF;
    END IF;
END
$$;

CREATE TABLE card (
    party   text   COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    note    bytea  NOT NULL,
    PRIMARY KEY (party, version)
);

CREATE TABLE channel (
    id          bigint NOT NULL PRIMARY KEY,
    name        text   COLLATE "C" NOT NULL,
    founding    bytea  NOT NULL UNIQUE,
    policy      bytea  NOT NULL,
    ledger_seed bytea,                          -- NULL while a member's signature is missing
    halted      bigint                          -- the incarnation in which this node found that it had been put back to an older state
);

-- Later policies of a channel: the chain of all its versions. One row is in force; the others lack a signature.
CREATE TABLE policy_change (
    hash     bytea  NOT NULL PRIMARY KEY,       -- of the last version
    name     text   COLLATE "C" NOT NULL,
    founding bytea  NOT NULL,
    in_force bigint NOT NULL,
    chain    bytea  NOT NULL
);

CREATE TABLE record (
    seq          bigint NOT NULL PRIMARY KEY,   -- the order in which this node stored them
    channel      bigint NOT NULL REFERENCES channel,
    id           bytea  NOT NULL UNIQUE,
    content      bytea  NOT NULL,
    author       text   COLLATE "C" NOT NULL,
    incarnation  bigint NOT NULL,
    number       bigint NOT NULL,
    precedence   bigint NOT NULL,
    service      bigint NOT NULL,               -- 1: a receipt, a line test or a restart
    ledger       bigint NOT NULL,               -- this node's incarnation when it stored the record
    ledger_index bigint NOT NULL,
    direction    text   COLLATE "C" NOT NULL,
    at           bigint NOT NULL,               -- Unix milliseconds, UTC
    bearer       text   COLLATE "C" NOT NULL,
    flag         text   COLLATE "C",
    receipt      bytea,                         -- this node's receipt that covers it
    read         bigint NOT NULL DEFAULT 0,     -- 1: a receipt of an officer here covers it
    bytes        bytea  NOT NULL,
    repeats      bytea,                         -- the record of a former incarnation that it says again
    UNIQUE (channel, author, incarnation, number),
    UNIQUE (channel, author, content, incarnation),
    UNIQUE (channel, ledger, ledger_index)
);
CREATE INDEX record_unreceipted ON record (channel, seq) WHERE direction = 'received' AND service = 0 AND receipt IS NULL;
CREATE INDEX record_said ON record (channel, seq) WHERE service = 0;
CREATE INDEX record_said_by ON record (channel, author, incarnation, number) WHERE service = 0;
CREATE INDEX record_unread ON record (precedence, seq) WHERE direction = 'received' AND service = 0 AND read = 0;
CREATE INDEX record_repeats ON record (repeats) WHERE repeats IS NOT NULL;

CREATE TABLE held (
    channel     bigint NOT NULL REFERENCES channel,
    author      text   COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    number      bigint NOT NULL,
    id          bytea  NOT NULL,
    sender      text   COLLATE "C" NOT NULL,
    bearer      text   COLLATE "C" NOT NULL,
    bytes       bytea  NOT NULL,
    precedence  bigint NOT NULL,
    service     bigint NOT NULL,
    at          bigint NOT NULL,                -- Unix milliseconds, UTC
    PRIMARY KEY (channel, author, incarnation, number)
);

CREATE TABLE ladder (
    record bytea  NOT NULL,
    member text   COLLATE "C" NOT NULL,
    rung   bigint NOT NULL,
    claim  bytea,                               -- the receipt that says so
    at     bigint NOT NULL,                     -- Unix seconds of the channel's time
    PRIMARY KEY (record, member, rung)
);

-- Which records say something about which: answers, paraphrases and the like. Receipts are in the ladder.
CREATE TABLE reference (
    target bytea NOT NULL,                      -- the record that is named; it need not be here yet
    author text  COLLATE "C" NOT NULL,
    record bytea NOT NULL,                      -- the record that names it
    PRIMARY KEY (target, author, record)
);

CREATE TABLE outbox (
    record     bytea  NOT NULL,
    member     text   COLLATE "C" NOT NULL,
    precedence bigint NOT NULL,
    service    bigint NOT NULL,
    PRIMARY KEY (record, member)
);

CREATE TABLE leaf (
    channel bigint NOT NULL REFERENCES channel,
    ledger  bigint NOT NULL,
    idx     bigint NOT NULL,
    hash    bytea  NOT NULL,
    PRIMARY KEY (channel, ledger, idx)
);

CREATE TABLE tile (
    channel bigint NOT NULL REFERENCES channel,
    ledger  bigint NOT NULL,
    level   bigint NOT NULL,
    idx     bigint NOT NULL,
    root    bytea  NOT NULL,
    hashes  bytea  NOT NULL,
    PRIMARY KEY (channel, ledger, level, idx)
);

CREATE TABLE checkpoint (
    record      bytea  NOT NULL PRIMARY KEY,    -- the line test that carries it
    channel     bigint NOT NULL REFERENCES channel,
    party       text   COLLATE "C" NOT NULL,
    incarnation bigint NOT NULL,
    number      bigint NOT NULL,
    size        bigint NOT NULL,
    note        bytea  NOT NULL,                -- as its ledger signed it
    UNIQUE (channel, party, incarnation, size)
);

CREATE TABLE cosignature (
    record bytea NOT NULL,                      -- the line test whose checkpoint is cosigned
    member text  COLLATE "C" NOT NULL,
    line   text  COLLATE "C" NOT NULL,
    PRIMARY KEY (record, member)
);

CREATE TABLE evidence (
    seq      bigint NOT NULL PRIMARY KEY,
    channel  bigint NOT NULL REFERENCES channel,
    author   text   COLLATE "C" NOT NULL,
    kind     bigint NOT NULL,
    known    bytea  NOT NULL,
    other    bytea  NOT NULL,
    other_id bytea  NOT NULL,
    UNIQUE (channel, author, other_id)
);
CREATE INDEX evidence_of ON evidence (author);

-- The text may be longer than an index takes: who is unique is looked up, in at most 1,000 rows of a party and rule.
CREATE TABLE alarm (
    seq      bigint NOT NULL PRIMARY KEY,
    first_at bigint NOT NULL,                   -- Unix milliseconds, UTC
    last_at  bigint NOT NULL,
    times    bigint NOT NULL,
    rule     text   COLLATE "C" NOT NULL,
    channel  bigint NOT NULL,                   -- 0: none
    about    text   COLLATE "C" NOT NULL,
    text     text   COLLATE "C" NOT NULL
);
CREATE INDEX alarm_of ON alarm (about, rule, channel);
CREATE INDEX alarm_latest ON alarm (last_at, seq);

-- What is owed, by whom and by when. A row for as long as the clock runs.
CREATE TABLE clock (
    record     bytea  NOT NULL,
    owes       text   COLLATE "C" NOT NULL,
    kind       bigint NOT NULL,
    channel    bigint NOT NULL REFERENCES channel,
    author     text   COLLATE "C" NOT NULL,
    number     bigint NOT NULL,
    precedence bigint NOT NULL,
    due        bigint NOT NULL,                 -- Unix seconds of the channel's time
    open       text   COLLATE "C" NOT NULL,     -- the questions that are open, a space between
    subject    text   COLLATE "C",
    asked      bigint NOT NULL,                 -- 0 until it is overdue
    ask_at     bigint,                          -- Unix seconds of the channel's time
    PRIMARY KEY (record, owes, kind)
);
CREATE INDEX clock_of ON clock (channel, due);

-- The MLS group of a channel. It holds secrets: of the epoch, of message keys not yet used, of this node's leaf; not the node's own key.
CREATE TABLE mls_group (
    channel      bigint NOT NULL PRIMARY KEY REFERENCES channel,
    incarnation  bigint NOT NULL,               -- this node's when it was stored; of another one it is not used
    epoch        bytea  NOT NULL,               -- changes with commits and proposals
    keys         bytea  NOT NULL,               -- changes with every message
    refreshed_at bigint NOT NULL                -- Unix milliseconds, UTC
);
ALTER TABLE mls_group ALTER epoch SET STORAGE EXTERNAL, ALTER keys SET STORAGE EXTERNAL;

-- A key package of this node that waits for a Welcome, with its private keys.
CREATE TABLE key_package (
    channel bigint NOT NULL PRIMARY KEY REFERENCES channel,
    bundle  bytea  NOT NULL
);

-- At the depositary: commits that a member has not confirmed.
CREATE TABLE mls_commit (
    channel bigint NOT NULL REFERENCES channel,
    epoch   bigint NOT NULL,                    -- the epoch that it ends
    item    bytea  NOT NULL,
    welcome bytea,                              -- for those whom it adds
    joined  text   COLLATE "C" NOT NULL,        -- their ids, with one space between
    PRIMARY KEY (channel, epoch)
);

CREATE TABLE mls_confirmed (
    channel bigint NOT NULL REFERENCES channel,
    member  text   COLLATE "C" NOT NULL,
    epoch   bigint NOT NULL,
    PRIMARY KEY (channel, member)
);

-- Records of this node as they were sealed, while somebody waits for them: whoever takes over sends these bytes and no others.
CREATE TABLE sealed (
    record  bytea  NOT NULL PRIMARY KEY,
    channel bigint NOT NULL REFERENCES channel,
    epoch   bigint NOT NULL,
    bytes   bytea  NOT NULL
);
ALTER TABLE sealed ALTER bytes SET STORAGE EXTERNAL;

-- Who has given which header in a sealed exchange, and whose fields are in.
CREATE TABLE exchange (
    header       bytea  NOT NULL PRIMARY KEY,
    channel      bigint NOT NULL REFERENCES channel,
    subject      text   COLLATE "C" NOT NULL,
    parties      text   COLLATE "C" NOT NULL,   -- in the order of their ids, a space between
    party        text   COLLATE "C" NOT NULL,
    number       bigint NOT NULL,
    content      bytea  NOT NULL,
    content_hash bytea  NOT NULL,
    reveal_by    bigint NOT NULL,               -- Unix seconds of the channel's time
    at           bigint NOT NULL,               -- Unix seconds of the channel's time
    revealed     bytea,                         -- the record with the fields
    over         bigint NOT NULL DEFAULT 0      -- 1: everything is in
);
CREATE INDEX exchange_of ON exchange (channel, over, at);

-- What officers here have signed and what is said only when every header is in.
CREATE TABLE exchange_sealed (
    channel  bigint NOT NULL REFERENCES channel,
    content  bytea  NOT NULL,
    text     bytea  NOT NULL,
    officers text   COLLATE "C" NOT NULL,
    fields   bytea  NOT NULL,
    PRIMARY KEY (channel, content)
);

-- What records attach. The files are in a directory that all replicas see; which of them are complete, the ladder says.
CREATE TABLE attachment (
    record     bytea  NOT NULL,
    position   bigint NOT NULL,
    root       bytea  NOT NULL,
    size       bigint NOT NULL,
    media_type text   COLLATE "C" NOT NULL,
    name       text   COLLATE "C" NOT NULL,
    secret     bytea  NOT NULL,
    PRIMARY KEY (record, position)
);

-- Which steps of the alarm were taken for what stands unread.
CREATE TABLE attempt (
    record  bytea  NOT NULL,
    step    text   COLLATE "C" NOT NULL,
    means   bigint NOT NULL,
    address text   COLLATE "C" NOT NULL,
    tries   bigint NOT NULL,
    at      bigint NOT NULL,                    -- Unix milliseconds, UTC
    fault   text   COLLATE "C",
    PRIMARY KEY (record, step)
);

-- What the node keeps for its own officers, and the trail of their acts. Every replica writes here, in turn.
CREATE TABLE desk_item (
    kind    text   COLLATE "C" NOT NULL,
    key     text   COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    body    bytea  NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE TABLE desk_act (
    number bigint NOT NULL PRIMARY KEY,
    body   bytea  NOT NULL
);

CREATE TABLE desk_checkpoint (
    one  bigint NOT NULL PRIMARY KEY CHECK (one = 1),
    body bytea  NOT NULL
);
