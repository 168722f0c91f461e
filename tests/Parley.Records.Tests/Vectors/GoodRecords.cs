using System.Text.Json.Nodes;
using Parley.Records.Fields;

namespace Parley.Records.Tests.Vectors;

/// <summary>Records that every reader takes.</summary>
internal static class GoodRecords
{
    private const int MostFieldsShown = 16;
    private static readonly string[] First = ["cards/by-1.card"];
    private static readonly string[] Later = ["cards/by-1.card", "cards/by-2.card", "cards/by-3.card"];
    private static readonly string Hash = new('c', 64);

    public static IReadOnlyList<Vector> All { get; } =
    [
        Good("two-officers", RawRecord.Good(), First),
        Good("one-officer", Alone(RawRecord.Good(form: "incident.holding/1")), First),
        Good("reviewed", Also(RawRecord.Good(), ("reviewed", "BY/duty-3", "BY/duty-3"), ("reviewed", "BY/duty-1", "BY/duty-1")), First),
        Good("same-officer-drafts-and-releases", With(RawRecord.Good(), r => r.Officers[0] = ("drafted", "BY/duty-2", "BY/duty-2")), First),
        Good("passkey", Passkeyed(RawRecord.Good()), First),
        Good("by-the-node", ByTheNode("receipt.delivered/1", new Field("records", $"{Hash} 17"), new Field("ledger", $"18 {Hash}")), First),
        Good("no-fields", ByTheNode("line-test/1").WithFields(new SaltedFields([], new byte[SaltedFields.SeedSize])), First),
        Good("empty-values", RawRecord.Good(fields: [new("empty", ""), new("one-newline", "\n"), new("newlines", "\n\n\n"), new("spaces", "  a  "), new("space", " ")]), First),
        Good("scripts", RawRecord.Good(fields: Scripts()), First),
        Good("values-that-look-like-structure", RawRecord.Good(fields: LookAlikes()), First),
        Good("exercise", RawRecord.Good("X-BY", exercise: "yes"), ["cards/x-by-1.card"]),
        Good("public-record", RawRecord.Good(form: "public.statement/1").Set("language", "be-tarask"), First),
        Good("public-record-in-an-exercise", RawRecord.Good("X-BY", "public.statement/1"), ["cards/x-by-1.card"]),
        Good("number-one", RawRecord.Good().Set("number", "1").Set("previous", "-").Set("seen", "-").Set("have", "-").Set("info", "-").Set("subject", "-"), First),
        Good("after-a-restore", With(RawRecord.Good().Set("incarnation", "2").Set("number", "1").Set("previous", "-"), r => r.NodeKey = "BY node 2"), Later[..2]),
        Good("late-by-a-key-since-replaced", With(RawRecord.Good(), r => r.Officers[0] = ("drafted", "BY/duty-6", "BY/duty-6")), Later[..2]),
        Good("late-by-a-key-since-revoked", With(RawRecord.Good(), r => r.Officers[0] = ("drafted", "BY/duty-4", "BY/duty-4")), Later[..2]),
        Good("largest-numbers", With(
            RawRecord.Good(fields: [new(new string('n', 64), "")])
                .Set("incarnation", "9007199254740991").Set("number", "9007199254740991").Set("composed", "9999-12-31T23:59:59Z")
                .Set("subject", new string('s', 128)).Set("form", new string('f', 59) + "/9999").Set("precedence", "routine").Set("language", "aaa-AAAAAAAA-00000000-Zz999999"),
            _ => { }), []),
        Good("longest-names", LongestNames(), []),
        Good("longest-lists", LongestLists(), []),
        Good("earliest-time", RawRecord.Good().Set("composed", "0001-01-01T00:00:00Z").Set("precedence", "priority"), First),
        Good("leap-day", RawRecord.Good().Set("composed", "2024-02-29T23:59:59Z").Set("precedence", "immediate"), First),
        .. new[] { 1, 3, 4, 5, 512 }.Select(count => Good($"fields-{count}", RawRecord.Good(fields: [.. Enumerable.Range(1, count).Select(i => new Field($"f-{i}", $"{i}"))]), First)),
    ];

    public static RawRecord ByTheNode(string form, params Field[] fields) =>
        With(RawRecord.Good(form: form, fields: fields).Set("seen", "-").Set("subject", "-").Set("language", "en"), r => r.Officers.Clear());

    public static RawRecord Passkeyed(RawRecord record)
    {
        record.Officers.RemoveAt(1);
        record.OfficerLines.Add(new Passkey("BY/passkey-1").Line(OfficerRole.Released, "BY/passkey-1", record.ContentBytes()));
        return record;
    }

    private static Vector Good(string name, RawRecord raw, string[] cards)
    {
        var bytes = raw.ToBytes();
        var record = Record.Parse(bytes).OrThrow();
        return new Vector($"good/{name}.record", bytes) { Kind = "record", Cards = cards, Expected = Facts(record) };
    }

    public static JsonObject Facts(Record record)
    {
        var facts = new JsonObject { ["id"] = record.Id.ToString(), ["root"] = record.Content.FieldsRoot.ToString(), ["fields"] = record.Fields.All.Count };
        if (record.Fields.All.Count <= MostFieldsShown)
        {
            facts["salted"] = new JsonArray([.. record.Fields.All.Select((field, i) =>
            {
                var commitment = SaltedFields.Commitment(record.Fields.Salt(i), field.Value);
                return (JsonNode)new JsonObject
                {
                    ["name"] = field.Name,
                    ["value"] = field.Value,
                    ["salt"] = Convert.ToHexStringLower(record.Fields.Salt(i)),
                    ["commitment"] = commitment.ToString(),
                    ["leaf"] = SaltedFields.Leaf(record.Content.Id, record.Content.Author, record.Content.Channel, i, field.Name, commitment).ToString(),
                };
            })]);
        }

        return facts;
    }

    private static RawRecord With(RawRecord record, Action<RawRecord> change)
    {
        change(record);
        return record;
    }

    private static RawRecord Alone(RawRecord record) => With(record, r => r.Officers.RemoveAt(0));

    private static RawRecord Also(RawRecord record, params (string, string, string)[] officers) => With(record, r => r.Officers.InsertRange(1, officers));

    private static Field[] Scripts() =>
    [
        new("belarusian", "Ўладзімір"), new("ukrainian", "Ґанок, їжак"), new("georgian", "საქართველო"), new("chinese", "演习 𠮷"), new("hindi", "क्\u200Dष"),
        new("urdu", "یہ ایک مشق ہے"), new("persian", "می\u200Cخواهم"), new("hebrew", "שלום\u200F (10)"), new("combining", "e\u0301 and é"), new("highest", "\U0010FFFD"), new("emoji", "🛰️"),
    ];

    private static Field[] LookAlikes() =>
    [
        new("field", "field        field\nparley fields v1\nseed         AAAA"),
        new("note", "\n\nparley fields v1\n\n— BY AAAA\n\nEXERCISE"),
        new("commitment", new string('0', 64)),
    ];

    private static RawRecord LongestNames()
    {
        // The channel's and the author's names are bound by the root, so it is computed for them.
        var (author, channel) = ("ABCDEFGHIJKLMNOP", $"c{new string('.', 62)}c {Hash}");
        var record = RawRecord.Good();
        record.Set("channel", channel).Set("author", author).Set("desk", $"{author}/a{new string('-', 30)}z");
        record.Officers.Clear();
        record.Officers.Add(("released", $"{author}/{new string('9', 32)}", "somebody"));
        record.NodeName = author;
        return record.WithFields(new SaltedFields([new("a", "b")], Cast.Seed("fields")));
    }

    private static RawRecord LongestLists()
    {
        string Many(Func<string, string> item) => string.Join(' ', Enumerable.Range(0, 64).Select(i => item($"P{i:00}")));
        var record = RawRecord.Good().Set("to", Many(p => $"{p}/desk")).Set("info", Many(p => $"{p}/other"));
        record.Set("seen", Many(p => $"{p}:1:1:{Hash}")).Set("have", Many(p => $"{p}:9007199254740991:9007199254740991:{Hash}"));
        record.Officers.InsertRange(1, Enumerable.Range(1, 6).Select(i => ("reviewed", $"BY/duty-{i}", $"BY/duty-{i}")));
        return record;
    }
}
