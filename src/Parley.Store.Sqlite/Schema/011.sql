-- What happens to a record soon after it is said is kept in the order in which records were stored. By their ids, which are hashes, nearly every row
-- was on a page of its own, and each of these went to the log whole. The views show the tables as every database has them.
ALTER TABLE ladder RENAME TO ladder_before;
ALTER TABLE outbox RENAME TO outbox_before;
ALTER TABLE sealed RENAME TO sealed_before;

CREATE TABLE rung (
    seq    INTEGER NOT NULL,                -- of the record
    member TEXT    NOT NULL,
    rung   INTEGER NOT NULL,
    claim  BLOB,                            -- the receipt that says so
    at     INTEGER NOT NULL,                -- Unix seconds of the channel's time
    PRIMARY KEY (seq, member, rung)
) STRICT, WITHOUT ROWID;

-- Of records that are not here, and may yet come.
CREATE TABLE rung_ahead (
    record BLOB    NOT NULL,
    member TEXT    NOT NULL,
    rung   INTEGER NOT NULL,
    claim  BLOB,
    at     INTEGER NOT NULL,
    PRIMARY KEY (record, member, rung)
) STRICT, WITHOUT ROWID;

CREATE TABLE undelivered (
    seq        INTEGER NOT NULL,            -- of the record
    member     TEXT    NOT NULL,
    precedence INTEGER NOT NULL,
    service    INTEGER NOT NULL,
    PRIMARY KEY (seq, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE sealed_copy (
    seq     INTEGER PRIMARY KEY,            -- of the record
    channel INTEGER NOT NULL REFERENCES channel,
    epoch   INTEGER NOT NULL,
    bytes   BLOB    NOT NULL
) STRICT;

INSERT INTO rung SELECT r.seq, l.member, l.rung, l.claim, l.at FROM ladder_before l JOIN record r ON r.id = l.record ORDER BY r.seq;
INSERT INTO rung_ahead SELECT * FROM ladder_before l WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = l.record);
INSERT INTO undelivered SELECT r.seq, o.member, o.precedence, o.service FROM outbox_before o JOIN record r ON r.id = o.record;
INSERT INTO sealed_copy SELECT r.seq, s.channel, s.epoch, s.bytes FROM sealed_before s JOIN record r ON r.id = s.record;
DROP TABLE ladder_before;
DROP TABLE outbox_before;
DROP TABLE sealed_before;

CREATE VIEW ladder AS
    SELECT r.id AS record, l.member, l.rung, l.claim, l.at FROM rung l JOIN record r ON r.seq = l.seq
    UNION ALL SELECT record, member, rung, claim, at FROM rung_ahead;
CREATE VIEW outbox AS SELECT r.id AS record, o.member, o.precedence, o.service FROM undelivered o JOIN record r ON r.seq = o.seq;
CREATE VIEW sealed AS SELECT r.id AS record, s.channel, s.epoch, s.bytes FROM sealed_copy s JOIN record r ON r.seq = s.seq;

-- So that what was moved here from another database finds its place.
CREATE TRIGGER ladder_insert INSTEAD OF INSERT ON ladder BEGIN
    INSERT INTO rung SELECT seq, new.member, new.rung, new.claim, new.at FROM record WHERE id = new.record;
    INSERT INTO rung_ahead SELECT new.record, new.member, new.rung, new.claim, new.at WHERE NOT EXISTS (SELECT 1 FROM record WHERE id = new.record);
END;
CREATE TRIGGER outbox_insert INSTEAD OF INSERT ON outbox BEGIN
    INSERT INTO undelivered SELECT seq, new.member, new.precedence, new.service FROM record WHERE id = new.record;
END;
CREATE TRIGGER sealed_insert INSTEAD OF INSERT ON sealed BEGIN
    INSERT INTO sealed_copy SELECT seq, new.channel, new.epoch, new.bytes FROM record WHERE id = new.record;
END;
