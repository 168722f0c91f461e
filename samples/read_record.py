#!/usr/bin/env python3
"""Reads records: structure and hashes as in docs/spec/record.md, no signatures. Standard library only.

    read_record.py FILE...      prints id, root and fields of each; exit code 1 and the rule where one is refused
"""
import base64, datetime, hashlib, hmac, re, sys

PARTY = r"(?:X-)?[A-Z][A-Z0-9]{1,15}"
DESK = PARTY + r"/[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"
NUMBER, HASH = r"[1-9][0-9]{0,15}", r"[0-9a-f]{64}"
HEAD = f"({PARTY}):({NUMBER}):({NUMBER}):{HASH}"
LINES = [  # keyword, rule, form
    ("content", "REC-002", r"[0-9a-f]{32}"),
    ("channel", "REC-003", r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])? " + HASH),
    ("author", "REC-004", PARTY), ("desk", "REC-010", DESK), ("to", "REC-012", None), ("info", "REC-012", None),
    ("seen", "REC-013", None), ("composed", "REC-014", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    ("precedence", "REC-005", "flash|immediate|priority|routine"),
    ("form", "REC-006", r"(?=.{1,64}$)[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*/[1-9][0-9]{0,3}"),
    ("subject", "REC-015", r"-|(?=.{1,128}$)[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*"),
    ("language", "REC-016", r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"), ("exercise", "REC-017", "yes|no"),
    ("fields", "REC-018", r"(?:0|[1-9][0-9]{0,2}) " + HASH), ("drafted", "REC-023", None), ("reviewed", "REC-023", None),
    ("released", "REC-023", None), ("incarnation", "REC-026", NUMBER), ("number", "REC-026", NUMBER),
    ("previous", "REC-027", "-|" + HASH), ("have", "REC-028", None)]
REFUSED = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
                     + "".join(chr(p * 65536 + 65534) + chr(p * 65536 + 65535) for p in range(17)) + "]")
NODE_MADE = ("receipt.delivered/1", "line-test/1", "line-test.answer/1", "restart/1", "reminder/1",
             "exchange.header/1")


class Refused(Exception):
    pass


def check(holds, rule):
    if not holds:
        raise Refused(rule)


def is_(form, text):
    return re.fullmatch(form, text, re.A) is not None


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(text, rule, low, high):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(rule)
    check(low <= len(data) <= high and base64.b64encode(data).decode() == text, rule)
    return data


def value(line, keyword):
    """The value of a line, or nothing where the line is not one of that keyword."""
    ok = line.startswith(keyword) and len(line) > 13 and not line[len(keyword):13].strip(" ") and line[13] != " " != line[-1]
    return line[13:] if ok else None


def heads(text, author, rule):
    found = [] if text == "-" else [re.fullmatch(HEAD, item) for item in text.split(" ")]
    check(all(found) and len(found) <= 64, rule)
    check(all(int(n) < 2**53 for head in found for n in (head[2], head[3])), rule)
    parties = [head[1] for head in found]
    check(parties == sorted(set(parties)) and author not in parties, rule)


def header(text):
    check(all(c == "\n" or " " <= c <= "~" for c in text), "REC-021")
    lines, got, officers = text.split("\n")[:-1], {}, []
    check(text.endswith("\n") and lines and lines.pop(0) == "parley record v1", "REC-001")
    for keyword, rule, form in LINES:
        if rule == "REC-023":
            while lines and value(lines[0], keyword) is not None:
                officers.append((keyword, value(lines.pop(0), keyword).split(" ")))
            continue
        got[keyword] = value(lines.pop(0), keyword) if lines else None
        check(got[keyword] is not None, "REC-001")
        check(form is None or is_(form, got[keyword]), rule)
    check(not lines, "REC-001")
    author, form, exercise = got["author"], got["form"], got["exercise"] == "yes"
    check(got["desk"].split("/")[0] == author, "REC-010")
    check(got["to"] != "-", "REC-011")
    to, info = ([] if got[k] == "-" else got[k].split(" ") for k in ("to", "info"))
    check(all(is_(DESK, d) for d in to + info) and len(set(to + info)) == len(to + info) and max(len(to), len(info)) <= 64, "REC-012")
    heads(got["seen"], author, "REC-013")
    try:
        datetime.datetime.strptime(got["composed"], "%Y-%m-%dT%H:%M:%SZ")
        check(got["composed"][17:19] < "60", "REC-014")
    except ValueError:
        raise Refused("REC-014")
    public = form.startswith("public.")
    check(exercise == (author.startswith("X-") and not public), "REC-017")
    check(int(got["fields"].split(" ")[0]) <= 512, "REC-018")
    for role, parts in officers:
        check(len(parts) > 2 and is_(DESK, parts[0]) and (parts[1], len(parts)) in (("ed25519", 3), ("webauthn", 5)), "REC-023")
        for part in parts[2:]:
            b64(part, "REC-023", *((64, 64) if parts[1] == "ed25519" else (1, 1024)))
    check(all(parts[0].split("/")[0] == author for _, parts in officers), "REC-024")
    roles, signed = [role for role, _ in officers], [(role, parts[0]) for role, parts in officers]
    check(not roles if form in NODE_MADE else roles.count("released") == 1 and roles.count("drafted") < 2
          and len(roles) <= 8 and len(set(signed)) == len(signed), "REC-025")
    check(int(got["incarnation"]) < 2**53 and int(got["number"]) < 2**53, "REC-026")
    check((got["previous"] == "-") == (got["number"] == "1"), "REC-027")
    heads(got["have"], author, "REC-028")
    return got


def fields(data):
    check(len(data) <= 2**20, "REC-031")
    try:
        text = data.decode("utf-8")
    except ValueError:
        raise Refused("REC-030")
    check(text.endswith("\n") and not re.search("[\0-\x09\x0b-\x1f]", text), "REC-030")
    lines, found = text.split("\n")[1:-1], []
    check(lines and value(lines[0], "seed") is not None, "REC-030")
    seed = b64(value(lines[0], "seed"), "REC-032", 32, 32)
    for line in lines[1:]:
        if line.startswith("    ") and found:
            found[-1][1].append(line[4:])
        else:
            check(not found or found[-1][1], "REC-033")
            check(value(line, "field") is not None, "REC-030")
            found.append((value(line, "field"), []))
    check(not found or found[-1][1], "REC-033")
    check(found or seed == bytes(32), "REC-032")
    check(len(found) <= 512, "REC-031")
    for name, parts in found:
        check(is_(r"(?=.{1,64}$)[a-z0-9]+(?:[.-][a-z0-9]+)*", name), "REC-034")
        check(not REFUSED.search("".join(parts)), "REC-036")
        check(len("\n".join(parts).encode()) <= 2**18, "REC-031")
    check(len({name for name, _ in found}) == len(found), "REC-035")
    return seed, [(name, "\n".join(parts)) for name, parts in found]


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def read(data):
    check(len(data) <= 2**16 + 2**20 + 1024, "REC-031")
    end = data.find(b"\n\nparley fields v1\n") + 1
    check(end, "REC-030")
    try:
        text, _, signatures = data[:end].decode("utf-8").rpartition("\n\n")
    except ValueError:
        raise Refused("REC-020")
    check(text and not re.search("[\0-\x09\x0b-\x1f]", text + signatures), "REC-020")
    signed = [re.fullmatch(r"— (\S+) (\S+)\n", line) for line in signatures.splitlines(True)]
    check(signed and all(signed), "REC-020")
    keys = [(line[1], b64(line[2], "REC-020", 5, 2**20)) for line in signed]
    text += "\n"
    check(len(text.encode()) <= 2**16, "REC-031")
    got = header(text)
    check(len(keys) == 1 and keys[0][0] == got["author"] and len(keys[0][1]) == 68, "REC-022")
    seed, found = fields(data[end + 1:])
    count, expected = got["fields"].split(" ")
    check(int(count) == len(found), "REC-037")
    leaves = []
    for i, (name, content) in enumerate(found):
        salt = hmac.digest(seed, f"parley salt v1\n{i}\n".encode(), "sha256")
        commitment = sha(b"parley value v1\n", salt, content.encode()).hex()
        leaf = f"parley field v1\n{got['content']}\n{got['author']}\n{got['channel']}\n{i}\n{name}\n{commitment}\n"
        leaves.append(sha(b"\0", leaf.encode()))
    check(root(leaves).hex() == expected, "REC-038")
    return sha(text.encode()).hex(), expected, found


def main(files):
    bad = 0
    for file in files:
        with open(file, "rb") as stream:
            data = stream.read()
        try:
            record, merkle, found = read(data)
            print(f"{file}: record {record}\n{file}: root {merkle}")
            for name, content in found:
                print(f"{file}: field {name}", *content.split("\n"), sep="\n    ")
        except Refused as rule:
            bad += 1
            print(f"{file}: refused, {rule}")
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.exit(main(sys.argv[1:]))
