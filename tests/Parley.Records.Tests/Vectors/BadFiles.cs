using System.Text;
using Parley.Records.Fields;

namespace Parley.Records.Tests.Vectors;

/// <summary>Faults in the note, in the file and in the fields.</summary>
internal static class BadFiles
{
    public static IEnumerable<(string Rule, string Name, Action<RawRecord> Harm)> Faults { get; } =
    [
        ("REC-020", "carriage-return", r => r.Text = t => t.Replace("\ndesk", "\r\ndesk", StringComparison.Ordinal)),
        ("REC-020", "tab", r => r.Text = t => t.Replace("author       ", "author\t", StringComparison.Ordinal)),
        ("REC-020", "null", r => r.Set("subject", "a\0b")),
        ("REC-020", "no-signature", r => r.File = f => Edit(f, t => t.Remove(t.IndexOf("— BY", StringComparison.Ordinal), t.IndexOf("\n\nparley fields", StringComparison.Ordinal) - t.IndexOf("— BY", StringComparison.Ordinal)))),
        ("REC-020", "hyphen-for-dash", r => r.File = f => Edit(f, t => t.Replace("\n— BY", "\n- BY", StringComparison.Ordinal))),
        ("REC-020", "signature-padded-twice", r => r.File = f => Edit(f, t => t.Replace("\n\nparley fields", "=\n\nparley fields", StringComparison.Ordinal))),
        ("REC-020", "signature-with-space", r => r.File = f => Edit(f, t => t.Replace("\n\nparley fields", " \n\nparley fields", StringComparison.Ordinal))),
        ("REC-020", "not-utf8", r => r.File = f => { f[20] = 0xFF; return f; }),
        ("REC-020", "line-between-note-and-fields", r => r.File = f => Edit(f, t => t.Replace("\n\nparley fields", "\n\n\nparley fields", StringComparison.Ordinal))),
        ("REC-021", "look-alike-author", r => r.Text = t => t.Replace("author       BY", "author       ВY", StringComparison.Ordinal)),
        ("REC-021", "delete-character", r => r.Set("subject", "a\u007Fb")),
        ("REC-021", "no-break-space", r => r.Set("to", "UA/mod-duty\u00A0PL/mod-duty")),
        ("REC-022", "another-name", r => r.NodeName = "UA"),
        ("REC-022", "root-name", r => r.NodeName = "BY/root"),
        ("REC-022", "two-signatures", r => r.File = f => Edit(f, t => t.Replace("\n\nparley fields", $"\n{SignatureLine(t)}\n\nparley fields", StringComparison.Ordinal))),
        ("REC-022", "cosigned-by-another", r => r.File = f => Edit(f, t => t.Replace("\n\nparley fields", $"\n{SignatureLine(t).Replace("BY", "UA", StringComparison.Ordinal)}\n\nparley fields", StringComparison.Ordinal))),
        ("REC-022", "short-signature", r => r.File = f => Edit(f, t => t.Replace(SignatureLine(t), "— BY AAAAAAA=", StringComparison.Ordinal))),
        ("REC-022", "long-signature", r => r.File = f => Edit(f, t => t.Replace(SignatureLine(t), $"— BY {Convert.ToBase64String(new byte[69])}", StringComparison.Ordinal))),
        ("REC-030", "no-fields-section", r => r.File = f => Edit(f, t => t[..(t.IndexOf("\n\nparley fields", StringComparison.Ordinal) + 1)])),
        ("REC-030", "fields-version-2", r => r.EditFields("fields v1", "fields v2")),
        ("REC-030", "empty-file", r => r.File = _ => []),
        ("REC-030", "no-final-newline", r => r.File = f => f[..^1]),
        ("REC-030", "newline-at-end", r => r.File = f => [.. f, (byte)'\n']),
        ("REC-030", "bytes-at-end", r => r.File = f => [.. f, .. "x\n"u8]),
        ("REC-030", "carriage-return-in-fields", r => r.EditFields("none known", "none known\r")),
        ("REC-030", "tab-in-value", r => r.EditFields("none known", "none\tknown")),
        ("REC-030", "not-utf8-in-fields", r => r.File = f => [.. f[..^2], 0xC3, (byte)'\n']),
        ("REC-030", "surrogate-in-fields", r => r.File = f => [.. f[..^1], 0xED, 0xA0, 0x80, (byte)'\n']),
        ("REC-030", "overlong-in-fields", r => r.File = f => [.. f[..^1], 0xC0, 0xAF, (byte)'\n']),
        ("REC-030", "no-seed", r => r.EditFields(r.Seed(), "")),
        ("REC-030", "seed-twice", r => r.EditFields(r.Seed(), r.Seed() + r.Seed())),
        ("REC-033", "three-spaces", r => r.EditFields("    none known", "   none known")),
        ("REC-030", "empty-line-in-value", r => r.EditFields("    none known", "    none\n\n    known")),
        ("REC-030", "name-missing", r => r.EditFields("field        casualties", "field")),
        ("REC-030", "space-after-name", r => r.EditFields("casualties\n", "casualties \n")),
        ("REC-031", "note-too-long", r => r.Set("subject", new string('s', 65536))),
        ("REC-031", "value-too-long", r => r.EditFields("none known", new string('v', 262145))),
        ("REC-031", "513-fields", r => r.EditFields("field        casualties", string.Concat(Enumerable.Range(0, 511).Select(i => $"field        f-{i}\n    x\n")) + "field        casualties")),
        ("REC-032", "seed-31-bytes", r => r.EditFields(r.Seed(), RawRecord.Line("seed", Convert.ToBase64String(new byte[31])) + "\n")),
        ("REC-032", "seed-33-bytes", r => r.EditFields(r.Seed(), RawRecord.Line("seed", Convert.ToBase64String(new byte[33])) + "\n")),
        ("REC-032", "seed-unused-bits", r => r.EditFields(r.Seed(), RawRecord.Line("seed", new string('A', 42) + "B=") + "\n")),
        ("REC-032", "seed-base64url", r => r.EditFields(r.Seed(), RawRecord.Line("seed", "-_" + new string('A', 41) + "=") + "\n")),
        ("REC-032", "seed-of-no-fields", r => { r.WithFields(new SaltedFields([], new byte[32])); r.EditFields("seed         AAAA", "seed         AAAB"); }),
        ("REC-033", "no-value", r => r.EditFields("    none known\n", "")),
        ("REC-033", "no-value-before-field", r => r.EditFields("field        casualties\n", "field        nothing\nfield        casualties\n")),
        ("REC-034", "name-in-capitals", r => r.EditFields("casualties", "Casualties")),
        ("REC-034", "name-with-space", r => r.EditFields("casualties", "casualties known")),
        ("REC-034", "name-with-underscore", r => r.EditFields("casualties", "casualties_known")),
        ("REC-034", "name-not-latin", r => r.EditFields("casualties", "сasualties")),
        ("REC-034", "name-65", r => r.EditFields("casualties", new string('n', 65))),
        ("REC-034", "name-begins-with-dot", r => r.EditFields("casualties", ".casualties")),
        ("REC-035", "name-twice", r => r.EditFields("casualties", "what-happened")),
        .. Characters(),
        ("REC-037", "field-more", r => r.EditFields("    none known", "    none known\nfield        more\n    x")),
        ("REC-037", "field-less", r => r.EditFields("field        casualties\n    none known\n", "")),
        ("REC-037", "no-fields", r => r.Fields = new SaltedFields([], new byte[32]).ToBytes()),
        ("REC-038", "value-changed", r => r.EditFields("none known", "one known")),
        ("REC-038", "name-changed", r => r.EditFields("casualties", "casualtiez")),
        ("REC-038", "order-changed", r => { var f = SaltedFields.Parse(r.Fields).OrThrow(); r.Fields = new SaltedFields([.. f.All.Reverse()], Cast.Seed("fields")).ToBytes(); }),
        ("REC-038", "seed-changed", r => r.Fields = new SaltedFields(SaltedFields.Parse(r.Fields).OrThrow().All, Cast.Seed("other")).ToBytes()),
        ("REC-038", "space-added", r => r.EditFields("none known", "none known ")),
        ("REC-038", "normalised", r => { r.WithFields(new SaltedFields([new("a", "é")], Cast.Seed("fields"))); r.EditFields("é", "e\u0301"); }),
        ("REC-038", "another-content", r => r.Set("content", new string('0', 32))),
        ("REC-038", "another-channel", r => r.Set("channel", $"by-ua-pl.border {new string('0', 64)}")),
        ("REC-038", "values-swapped-between-fields", r => r.WithFields(new SaltedFields([new("a", "1"), new("b", "2")], Cast.Seed("fields"))).EditFields("    1", "    x").EditFields("    2", "    1").EditFields("    x", "    2")),
        ("REC-038", "root-of-four-for-two", RootOfFourForTwo),
        ("REC-038", "root-of-nothing-for-one", r => r.Set("fields", $"2 {Digest.Of([])}")),
    ];

    private static IEnumerable<(string Rule, string Name, Action<RawRecord> Harm)> Characters() =>
        from c in new[] { 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0x206A, 0xFEFF, 0xFFF9, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xE0001, 0xE0041 }
        select ("REC-036", $"character-{c:x4}", (Action<RawRecord>)(r => r.EditFields("none known", $"none {char.ConvertFromUtf32(c)} known")));

    private static void RootOfFourForTwo(RawRecord record)
    {
        record.WithFields(new SaltedFields([.. Enumerable.Range(0, 4).Select(i => new Field($"f-{i}", "x"))], Cast.Seed("fields")));
        var root = record["fields"].Split(' ')[1];
        record.WithFields(new SaltedFields([new("f-0", "x"), new("f-1", "x")], Cast.Seed("fields"))).Set("fields", $"2 {root}");
    }

    private static string Seed(this RawRecord record)
    {
        var text = Encoding.UTF8.GetString(record.Fields);
        return text[text.IndexOf("seed ", StringComparison.Ordinal)..(text.IndexOf('\n', text.IndexOf("seed ", StringComparison.Ordinal)) + 1)];
    }

    private static string SignatureLine(string file)
    {
        var at = file.IndexOf("— BY", StringComparison.Ordinal);
        return file[at..file.IndexOf('\n', at)];
    }

    private static byte[] Edit(byte[] file, Func<string, string> edit) => Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(file)));
}
