-- Which records have which form, receipts, tests and restarts apart: who follows a few forms need not read all that was ever said.
CREATE TABLE form (
    name TEXT    NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (name, seq)
) STRICT, WITHOUT ROWID;
-- The first line of a record's text that begins so is its form's.
INSERT INTO form SELECT CAST(substr(rest, 1, instr(rest, X'0A') - 1) AS TEXT), seq
FROM (SELECT seq, substr(bytes, instr(bytes, CAST(char(10) || 'form         ' AS BLOB)) + 14, 256) AS rest FROM record WHERE service = 0);
