-- Records of whose files not all is known to be here and said to be: a start looks at these, and not at all that was ever attached.
CREATE TABLE outstanding (
    record BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
-- How many bytes each party has attached, for there is a limit.
CREATE TABLE attached (
    author TEXT    NOT NULL PRIMARY KEY,
    bytes  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Whether a record attaches a file that a draft lets go of.
CREATE INDEX attachment_root ON attachment (root);
-- 9 is the rung complete. What this node said first it had.
INSERT INTO outstanding SELECT DISTINCT r.id FROM attachment a JOIN record r ON r.id = a.record
WHERE (r.direction = 'received' OR r.repeats IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM rung l JOIN record s ON s.id = l.claim WHERE l.seq = r.seq AND l.rung = 9 AND s.direction = 'sent');
INSERT INTO attached SELECT r.author, sum(a.size) FROM attachment a JOIN record r ON r.id = a.record GROUP BY r.author;
