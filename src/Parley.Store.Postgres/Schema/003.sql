-- Records of whose files not all is known to be here and said to be: a start looks at these, and not at all that was ever attached.
CREATE TABLE outstanding (
    record bytea NOT NULL PRIMARY KEY
);
-- How many bytes each party has attached, for there is a limit.
CREATE TABLE attached (
    author text   COLLATE "C" NOT NULL PRIMARY KEY,
    bytes  bigint NOT NULL
);
-- Whether a record attaches a file that a draft lets go of.
CREATE INDEX attachment_root ON attachment (root);
-- 9 is the rung complete. What this node said first it had.
INSERT INTO outstanding SELECT DISTINCT r.id FROM attachment a JOIN record r ON r.id = a.record
WHERE (r.direction = 'received' OR r.repeats IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM ladder l JOIN record s ON s.id = l.claim WHERE l.record = r.id AND l.rung = 9 AND s.direction = 'sent');
INSERT INTO attached SELECT r.author, sum(a.size) FROM attachment a JOIN record r ON r.id = a.record GROUP BY r.author;
