namespace Parley.Records.Tests.Vectors;

/// <summary>Faults in the content and in the numbers.</summary>
internal static class BadHeaders
{
    private static readonly string A = new('a', 64);

    public static IEnumerable<(string Rule, string Name, Action<RawRecord> Harm)> Faults { get; } =
    [
        ("REC-001", "version-2", r => r.Text = t => t.Replace("record v1", "record v2", StringComparison.Ordinal)),
        ("REC-001", "missing-line", r => r.Replace("subject")),
        ("REC-001", "line-twice", r => r.Replace("author", RawRecord.Line("author", "BY"), RawRecord.Line("author", "BY"))),
        ("REC-001", "lines-swapped", r => (r.Content[2], r.Content[3]) = (r.Content[3], r.Content[2])),
        ("REC-001", "unknown-line", r => r.Numbers.Add(RawRecord.Line("comment", "x"))),
        ("REC-001", "line-after-have", r => r.Numbers.Add(RawRecord.Line("have", "-"))),
        ("REC-001", "empty-line", r => r.Text = t => t.Replace("\ndesk", "\n\ndesk", StringComparison.Ordinal)),
        ("REC-001", "value-column-12", r => r.Replace("author", "author      BY")),
        ("REC-001", "value-column-14", r => r.Replace("author", "author        BY")),
        ("REC-001", "space-at-end", r => r.Set("author", "BY ")),
        ("REC-001", "no-value", r => r.Replace("subject", RawRecord.Line("subject", ""))),
        ("REC-001", "keyword-in-capitals", r => r.Replace("author", RawRecord.Line("Author", "BY"))),
        ("REC-001", "keyword-longer", r => r.Replace("to", RawRecord.Line("tod", "UA/mod-duty"))),
        ("REC-001", "no-numbers", r => r.Numbers.Clear()),
        ("REC-001", "released-before-drafted", r => r.Officers.Reverse()),
        ("REC-001", "officer-after-numbers", r => r.Numbers.Add(RawRecord.Line("released", "BY/duty-2 ed25519 AAAA"))),
        ("REC-002", "content-31-digits", r => r.Set("content", new string('0', 31))),
        ("REC-002", "content-33-digits", r => r.Set("content", new string('0', 33))),
        ("REC-002", "content-in-capitals", r => r.Set("content", r["content"].ToUpperInvariant())),
        ("REC-003", "channel-without-policy", r => r.Set("channel", "by-ua-pl.border")),
        ("REC-003", "channel-name-too-long", r => r.Set("channel", $"{new string('c', 65)} {A}")),
        ("REC-003", "channel-name-in-capitals", r => r.Set("channel", $"Border {A}")),
        ("REC-003", "channel-two-spaces", r => r.Set("channel", $"border  {A}")),
        ("REC-004", "author-lower-case", r => r.Set("author", "by")),
        ("REC-004", "author-one-letter", r => r.Set("author", "B")),
        ("REC-004", "author-17-letters", r => r.Set("author", new string('B', 17))),
        ("REC-004", "author-begins-with-digit", r => r.Set("author", "1BY")),
        ("REC-005", "precedence-unknown", r => r.Set("precedence", "urgent")),
        ("REC-005", "precedence-in-capitals", r => r.Set("precedence", "Flash")),
        ("REC-005", "precedence-number", r => r.Set("precedence", "0")),
        ("REC-005", "precedence-number-undefined", r => r.Set("precedence", "7")),
        ("REC-005", "precedence-list", r => r.Set("precedence", "flash, flash")),
        ("REC-006", "form-without-version", r => r.Set("form", "incident.first-report")),
        ("REC-006", "form-version-0", r => r.Set("form", "incident.first-report/0")),
        ("REC-006", "form-version-10000", r => r.Set("form", "incident.first-report/10000")),
        ("REC-006", "form-too-long", r => r.Set("form", new string('f', 63) + "/1")),
        ("REC-006", "form-two-dots", r => r.Set("form", "incident..report/1")),
        ("REC-010", "desk-of-another", r => r.Set("desk", "UA/mod-duty")),
        ("REC-010", "desk-ends-with-hyphen", r => r.Set("desk", "BY/mod-")),
        ("REC-010", "desk-too-long", r => r.Set("desk", $"BY/{new string('d', 33)}")),
        ("REC-011", "to-nobody", r => r.Set("to", "-")),
        ("REC-012", "to-two-spaces", r => r.Set("to", "UA/mod-duty  PL/mod-duty")),
        ("REC-012", "to-comma", r => r.Set("to", "UA/mod-duty, PL/mod-duty")),
        ("REC-012", "to-twice", r => r.Set("to", "UA/mod-duty UA/mod-duty")),
        ("REC-012", "to-and-info", r => r.Set("info", "UA/mod-duty")),
        ("REC-012", "to-65", r => r.Set("to", Desks(65))),
        ("REC-012", "info-65", r => r.Set("info", Desks(65))),
        ("REC-012", "to-300", r => r.Set("to", Desks(300))),
        ("REC-013", "seen-author", r => r.Set("seen", $"BY:1:1:{A}")),
        ("REC-013", "seen-out-of-order", r => r.Set("seen", $"UA:1:1:{A} PL:1:1:{A}")),
        ("REC-013", "seen-twice", r => r.Set("seen", $"UA:1:1:{A} UA:1:2:{A}")),
        ("REC-013", "seen-number-0", r => r.Set("seen", $"UA:1:0:{A}")),
        ("REC-013", "seen-without-incarnation", r => r.Set("seen", $"UA:1:{A}")),
        ("REC-013", "seen-65", r => r.Set("seen", string.Join(' ', Enumerable.Range(0, 65).Select(i => $"P{i:00}:1:1:{A}")))),
        ("REC-013", "seen-hyphen-among-heads", r => r.Set("seen", $"UA:1:1:{A} -")),
        ("REC-014", "composed-with-offset", r => r.Set("composed", "2022-12-29T07:25:00+00:00")),
        ("REC-014", "composed-with-fraction", r => r.Set("composed", "2022-12-29T07:25:00.0Z")),
        ("REC-014", "composed-lower-case", r => r.Set("composed", "2022-12-29t07:25:00z")),
        ("REC-014", "composed-second-60", r => r.Set("composed", "2016-12-31T23:59:60Z")),
        ("REC-014", "composed-hour-24", r => r.Set("composed", "2022-12-29T24:00:00Z")),
        ("REC-014", "composed-no-leap-day", r => r.Set("composed", "2023-02-29T00:00:00Z")),
        ("REC-014", "composed-year-0", r => r.Set("composed", "0000-01-01T00:00:00Z")),
        ("REC-014", "composed-short", r => r.Set("composed", "2022-12-29T7:25:00Z")),
        ("REC-015", "subject-two-slashes", r => r.Set("subject", "incident//7")),
        ("REC-015", "subject-up", r => r.Set("subject", "incident/../7")),
        ("REC-015", "subject-129", r => r.Set("subject", new string('s', 129))),
        ("REC-015", "subject-space", r => r.Set("subject", "an incident")),
        ("REC-016", "language-name", r => r.Set("language", "Belarusian")),
        ("REC-016", "language-four-parts", r => r.Set("language", "be-aa-bb-cc-dd")),
        ("REC-017", "exercise-without-exercise-party", r => r.Set("exercise", "yes")),
        ("REC-017", "exercise-maybe", r => r.Set("exercise", "Yes")),
        ("REC-017", "exercise-party-says-no", r => Author(r, "X-BY")),
        ("REC-017", "exercise-in-public-record", r => Author(r, "X-BY").Set("exercise", "yes").Set("form", "public.statement/1")),
        ("REC-018", "fields-513", r => r.Set("fields", $"513 {A}")),
        ("REC-018", "fields-leading-zero", r => r.Set("fields", "0" + r["fields"])),
        ("REC-018", "fields-negative", r => r.Set("fields", $"-1 {A}")),
        ("REC-018", "fields-1000", r => r.Set("fields", $"1000 {A}")),
        ("REC-018", "fields-without-root", r => r.Set("fields", "2")),
        ("REC-026", "number-0", r => r.Set("number", "0")),
        ("REC-026", "number-leading-zero", r => r.Set("number", "041")),
        ("REC-026", "number-plus", r => r.Set("number", "+41")),
        ("REC-026", "number-2-to-the-53", r => r.Set("number", "9007199254740992")),
        ("REC-026", "number-2-to-the-64", r => r.Set("number", "18446744073709551657")),
        ("REC-026", "incarnation-0", r => r.Set("incarnation", "0")),
        ("REC-026", "incarnation-negative", r => r.Set("incarnation", "-1")),
        ("REC-027", "no-previous", r => r.Set("previous", "-")),
        ("REC-027", "previous-on-number-1", r => r.Set("number", "1")),
        ("REC-027", "previous-short", r => r.Set("previous", A[1..])),
        ("REC-028", "have-author", r => r.Set("have", $"BY:1:1:{A}")),
        ("REC-028", "have-out-of-order", r => r.Set("have", $"UA:1:1:{A} PL:1:1:{A}")),
        ("REC-028", "have-two-spaces", r => r.Set("have", $"PL:1:1:{A}  UA:1:1:{A}")),
        ("REC-028", "have-65", r => r.Set("have", string.Join(' ', Enumerable.Range(0, 65).Select(i => $"P{i:00}:1:1:{A}")))),
    ];

    private static string Desks(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"P{i:000}/desk"));

    private static RawRecord Author(RawRecord record, string author)
    {
        record.Set("author", author).Set("desk", $"{author}/mod-duty");
        for (var i = 0; i < record.Officers.Count; i++)
            record.Officers[i] = record.Officers[i] with { Officer = record.Officers[i].Officer.Replace("BY", author, StringComparison.Ordinal) };
        record.NodeName = author;
        return record;
    }
}
