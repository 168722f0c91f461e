using Parley.Records;
using Parley.Records.Fields;
using Parley.Simulator;

namespace Parley.Cases.Tests.World;

/// <summary>A case that a test makes record by record, among three parties.</summary>
internal sealed class Case
{
    public const string Name = "test-2031";
    public static readonly DateTimeOffset Start = new(2031, 5, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ChannelId Channel = new("test.line", Digest.Of("policy"u8));
    private readonly Dictionary<string, Head> _heads = [];
    private readonly List<Record> _records = [];

    public TestParty A { get; } = new("AA");

    public TestParty B { get; } = new("BB");

    public TestParty C { get; } = new("CC");

    public IReadOnlyList<Record> Records => _records;

    public DateTimeOffset Now { get; set; } = Start;

    public CaseFile File => CaseLibrary.Of(_records).Open(Name)!;

    public static string Subject { get; } = CaseFile.SubjectOf(Name);

    /// <summary>A party says something about the case's own subject, an hour after what was said last.</summary>
    public Record Say(TestParty party, string form, params (string Name, string Value)[] fields) => SayAbout(Subject, party, form, fields);

    public Record SayAbout(string subject, TestParty party, string form, params (string Name, string Value)[] fields)
    {
        Now = Now.AddHours(1);
        var id = form.Contains('/', StringComparison.Ordinal) ? form : form + "/1";
        var saying = party.Say(Channel, [new TestParty("DD").Desk], "", Now, c => c with
        {
            Subject = subject,
            Form = FormId.Parse(id),
            Seen = [.. _heads.Values.Where(h => h.Author != party.Id && !Unseen.Contains(h.Author.Value)).OrderBy(h => h.Author)],
        }, [.. fields.Select(f => new Field(f.Name, f.Value))]);
        _heads.TryGetValue(party.Id.Value, out var head);
        var record = party.Number(saying, (head?.Number ?? 0) + 1, head?.Id);
        _heads[party.Id.Value] = record.Head;
        _records.Add(record);
        return record;
    }

    /// <summary>Parties whose latest records nobody has read.</summary>
    public HashSet<string> Unseen { get; } = [];

    /// <summary>The rule that a record breaks, or nothing where it counts.</summary>
    public string? RuleOf(Record record) => Attempts.Of(File).FirstOrDefault(a => a.Entry.Record.Id == record.Id)?.Rule;

    /// <summary>Terms that AA and BB have agreed clause by clause and signed, on <c>inquiry/test-2031</c>.</summary>
    public string AgreeTerms()
    {
        const string About = "inquiry/test-2031";
        Say(A, "incident.open", ("title", "A test"), ("kind", "missile-or-debris"), ("with", About));
        (string, string)[] clauses = [.. Inquiries.TermsOfReference.Needed.Select(n => ($"terms.{n}", $"text of {n}"))];
        SayAbout(About, A, "inquiry.offer", [("parties", "AA BB"), .. clauses]);
        SayAbout(About, B, "inquiry.accept", [.. clauses.Select(c => (c.Item1.Replace("terms.", "accept.", StringComparison.Ordinal), c.Item2))]);
        var text = Inquiries.Inquiry.Of(File).Terms.Text!;
        SayAbout(About, A, "inquiry.sign", ("text", text));
        SayAbout(About, B, "inquiry.sign", ("text", text));
        return text;
    }
}
