-- Which records have which form, receipts, tests and restarts apart: who follows a few forms need not read all that was ever said.
CREATE TABLE form (
    name text   COLLATE "C" NOT NULL,
    seq  bigint NOT NULL,
    PRIMARY KEY (name, seq)
);
-- The first line of a record's text that begins so is its form's. It is ASCII; what follows it need not be.
INSERT INTO form SELECT split_part(convert_from(substring(bytes FROM position('\x0a'::bytea || 'form         '::bytea IN bytes) + 14 FOR 256), 'LATIN1'), chr(10), 1), seq
FROM record WHERE service = 0;
