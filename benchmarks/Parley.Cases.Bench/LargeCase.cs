using System.Globalization;
using System.Text;
using Parley.Cases.Hypotheses;
using Parley.Cases.Inquiries;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Simulator;

namespace Parley.Cases.Bench;

/// <summary>A case of as many records as asked for, 500 of them pieces of evidence, of every family; the same each time.</summary>
internal sealed class LargeCase
{
    public const string Name = "large";
    private const int Evidence = 500;
    private static readonly ChannelId Channel = new("bench.line", Digest.Of("policy"u8));
    private static readonly DateTimeOffset Start = new(2031, 5, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly TestParty[] _parties = [new("AA"), new("BB")];
    private readonly Dictionary<PartyId, Head> _heads = [];
    private readonly List<Record> _records = [];

    public LargeCase(int count)
    {
        var subject = CaseFile.SubjectOf(Name);
        Say(0, subject, "incident.open", ("title", "A large case"), ("kind", "missile-or-debris"), ("with", "inquiry/large demarche/large"));
        Inquiry();
        for (var i = 0; i < Evidence; i++)
            Say(i % 2, subject, "evidence.item", ("key", $"e{i}"), ("title", $"Piece {i}"), ("sha256", Digest.Of(BitConverter.GetBytes(i)).ToString()), ("origin", $"origin {i / 2}"));
        for (var i = 0; i < 5; i++)
            Say(i % 2, subject, "hypothesis", ("key", $"h{i}"), ("text", $"Explanation {i}"));
        Rate();
        Say(0, "demarche/large", "demarche.note", [.. Enumerable.Range(1, 20).Select(i => ($"demand.{i}", $"Demand {i}"))]);
        for (var i = 0; _records.Count < count; i++)
            Say(i % 2, Any(i), FormOf(i), FieldsOf(i));
    }

    public IReadOnlyList<Record> Records => _records;

    /// <summary>One more record of each family, each the next of its author.</summary>
    public IReadOnlyList<(string Family, Record Record)> More()
    {
        var more = new List<(string, Record)>();
        foreach (var i in Enumerable.Range(1_000_000, 8))
        {
            Say(0, Any(i), FormOf(i), FieldsOf(i));
            more.Add((FormOf(i), _records[^1]));
            _records.RemoveAt(_records.Count - 1);
        }

        return more;
    }

    private static string FormOf(int i) => (i % 8) switch
    {
        0 or 1 => "evidence.custody",
        2 => "statement",
        3 => "inquiry.response",
        4 => "incident.account",
        5 => "demarche.reply",
        6 => "link.assert",
        _ => "message",
    };

    private static string Any(int i) => (i % 8) switch { 3 => "inquiry/large", 5 => "demarche/large", _ => CaseFile.SubjectOf(Name) };

    private (string, string)[] FieldsOf(int i) => (i % 8) switch
    {
        0 or 1 => [("evidence", $"{(i / 8 % Evidence % 2 == 0 ? "AA" : "BB")}:e{i / 8 % Evidence}"), ("action", i % 2 == 0 ? "received" : "examined"), ("by", $"laboratory {i % 40}"), ("when", At(i))],
        2 => [("key", $"s{i}"), ("speaker", $"Speaker {i % 60}"), ("organ", $"Organ {i % 12}"), ("state", i % 16 < 8 ? "AA" : "BB"), ("capacity", "official"), ("uttered", At(i)), ("source", "press"), ("claim.cause", Causes[i / 8 % Causes.Length]), ("claim.harm", $"{i / 8 % 5} hurt")],
        3 => [("request", $"AA:r{i / 8 % 200}"), ("state", "promised")],
        4 => [("fact.date", "2031-05-01"), ("fact.time", "2031-05-01T07:00:00Z ±10 min"), ("fact.object", $"object {i % 3}"), ("fact.position", "52.1000 N 25.4000 E WGS84 ±5 km"), ("fact.cause", "not settled")],
        5 => [("demand", $"{1 + i / 8 % 20}"), ("reply", "An answer.")],
        6 => [("type", "contradicts"), ("from", $"AA:s{i - 4}"), ("to", $"BB:s{i + 4}"), ("reason", "as it reads")],
        _ => [("text", "A message of the usual length, about a matter of the day, to be read and filed.")],
    };

    private static string[] Causes { get; } = ["unintentional.misfire", "unintentional (possible); intentional (possible)", "intentional (likely); unintentional (unlikely)", "intentional.provocation (possible)", "unintentional (possible)"];

    private static string At(int i) => Text(Start.AddSeconds(i % 3600));

    private static string Text(DateTimeOffset time) => Parley.Records.Text.Times.ToText(time);

    private void Inquiry()
    {
        (string, string)[] clauses = [.. TermsOfReference.Needed.Select(n => ($"terms.{n}", $"text of {n}"))];
        Say(0, "inquiry/large", "inquiry.offer", [("parties", "AA BB"), .. clauses]);
        Say(1, "inquiry/large", "inquiry.accept", [.. clauses.Select(c => (c.Item1.Replace("terms.", "accept.", StringComparison.Ordinal), c.Item2))]);
        var text = Inquiries.Inquiry.Of(CaseLibrary.Of(_records).Open(Name)!).Terms.Text!;
        Say(0, "inquiry/large", "inquiry.sign", ("text", text));
        Say(1, "inquiry/large", "inquiry.sign", ("text", text));
        for (var i = 0; i < 200; i++)
            Say(0, "inquiry/large", "inquiry.request", ("key", $"r{i}"), ("to", "BB"), ("asks", $"Record {i}"), ("due", "2031-06-01"));
        foreach (var party in new[] { 0, 1 })
        {
            var id = _parties[party].Id;
            foreach (var officer in new[] { "first", "second" })
            {
                Say(party, "inquiry/large", "inquiry.member", ("key", officer), ("officer", $"{id}/{officer}"), ("role", "rater"));
                Say(1 - party, "inquiry/large", "inquiry.admission", ("member", $"{id}:{officer}"), ("verdict", "accepted"));
            }
        }
    }

    /// <summary>Four raters, each of every piece against every explanation.</summary>
    private void Rate()
    {
        var (words, grades) = (new[] { "II", "I", "N", "C", "CC", "NA" }, new[] { "Low", "Medium", "High" });
        foreach (var (party, officer) in new[] { (0, "first"), (0, "second"), (1, "first"), (1, "second") })
        {
            var sheet = new StringBuilder();
            for (var e = 0; e < Evidence; e++)
            {
                var name = $"{(e % 2 == 0 ? "AA" : "BB")}:e{e}";
                sheet.Append(CultureInfo.InvariantCulture, $"weigh {name} {grades[(e + party) % 3]} {grades[e / 3 % 3]}\n");
                for (var h = 0; h < 5; h++)
                    sheet.Append(CultureInfo.InvariantCulture, $"rate {name} {(h % 2 == 0 ? "AA" : "BB")}:h{h} {words[(e * 7 + h * 3 + party + officer.Length) % 6]}\n");
            }

            var (text, salt) = (sheet.ToString().TrimEnd('\n'), new byte[32]);
            Say(party, CaseFile.SubjectOf(Name), "rating.commitment", ("rater", $"{_parties[party].Id}/{officer}"), ("commitment", RatingSheet.Commitment(salt, text).ToString()));
            Say(party, CaseFile.SubjectOf(Name), "rating.sheet", ("rater", $"{_parties[party].Id}/{officer}"), ("salt", Convert.ToHexStringLower(salt)), ("sheet", text));
        }
    }

    private void Say(int by, string subject, string form, params (string Name, string Value)[] fields)
    {
        var party = _parties[by];
        var saying = party.Say(Channel, [_parties[1 - by].Desk], "", Start.AddHours(2).AddSeconds(_records.Count), c => c with { Subject = subject, Form = FormId.Parse(form + "/1") }, [.. fields.Select(f => new Field(f.Name, f.Value))]);
        _heads.TryGetValue(party.Id, out var head);
        var record = party.Number(saying, (head?.Number ?? 0) + 1, head?.Id);
        _heads[party.Id] = record.Head;
        _records.Add(record);
    }
}
