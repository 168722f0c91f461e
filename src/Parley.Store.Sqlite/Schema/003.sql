-- Which records say something about which: answers, paraphrases and the like. Receipts are in the ladder.
CREATE TABLE reference (
    target BLOB NOT NULL,                       -- the record that is named; it need not be here yet
    author TEXT NOT NULL,
    record BLOB NOT NULL,                       -- the record that names it
    PRIMARY KEY (target, author, record)
) STRICT, WITHOUT ROWID;
