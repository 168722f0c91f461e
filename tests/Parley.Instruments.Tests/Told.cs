using Parley.Records;
using Parley.Records.Fields;
using Parley.Simulator;

namespace Parley.Instruments.Tests;

/// <summary>Records as parties would sign them, and when each has them.</summary>
internal sealed class Told
{
    private readonly Dictionary<string, TestParty> _parties = [];
    private readonly Dictionary<string, long> _numbers = [];
    private readonly List<KnownRecord> _all = [];

    public IReadOnlyList<KnownRecord> All => _all;

    public KnownRecord By(string author, string form, DateTimeOffset composed, params (string Name, string Value)[] fields)
    {
        if (!_parties.TryGetValue(author, out var party))
            _parties[author] = party = new TestParty(author);
        var channel = new ChannelId("test.line", Digest.Of("policy"u8));
        var said = party.Say(channel, [PostId.Parse("ZZ/duty")], "", composed, c => c with { Form = FormId.Parse(form), Exercise = party.Id.IsExercise && !form.StartsWith("public.", StringComparison.Ordinal) },
            [.. fields.Select(f => new Field(f.Name, f.Value))]);
        var number = _numbers[author] = _numbers.GetValueOrDefault(author) + 1;
        var record = party.Number(said, number, number == 1 ? null : Digest.Of("previous"u8));
        var known = new KnownRecord(record, new Dictionary<PartyId, DateTimeOffset> { [party.Id] = composed });
        _all.Add(known);
        return known;
    }
}
