using Parley.Channels.LineTests;
using Parley.Channels.Wire;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Simulator.Lies;

/// <summary>BY and PL, honest, and UA, which has no node here and signs whatever it likes; where it is the depositary, it had one until it was in the group.</summary>
public sealed class LieStage
{
    private readonly LyingMember? _member;
    private readonly List<Record> _said = [];

    /// <summary>Opens the channel between the three.</summary>
    public LieStage(bool depositary = false)
    {
        Line = depositary ? new(["UA", "BY", "PL"], ["UA", "BY", "PL"]) : new(["BY", "PL", "UA"], ["BY", "PL"]);
        Channel = Line.Open(Line.Policy());
        if (!depositary)
            return;
        Line.Run(5);
        _member = new LyingMember(Line, "UA", Channel);
    }

    /// <summary>The network and the clock.</summary>
    public Line Line { get; }

    /// <summary>The liar's leaf in the group, where it is the depositary.</summary>
    public LyingMember Member => _member ?? throw new InvalidOperationException("The liar is not in the group here.");

    /// <summary>The channel.</summary>
    public ChannelId Channel { get; }

    /// <summary>An honest node.</summary>
    public Station By => Line["BY"];

    /// <summary>Another one.</summary>
    public Station Pl => Line["PL"];

    /// <summary>The liar.</summary>
    public TestParty Ua => Line.Party("UA");

    /// <summary>What the honest nodes answered to what was given to them as a lie.</summary>
    public List<ItemAnswer> Answers { get; } = [];

    /// <summary>The last record that UA numbered.</summary>
    public Record Last => _said[^1];

    /// <summary>Officers of UA sign something.</summary>
    public Saying Saying(string text = "hello", Func<RecordContent, RecordContent>? change = null, int officers = 2) => Line.Saying("UA", Channel, text, change, officers);

    /// <summary>A record that UA's node or one officer makes.</summary>
    public Saying Form(FormId form, params Field[] fields) =>
        Ua.Say(Channel, [By.Party.Desk, Pl.Party.Desk], "", Line.Now, c => c with { Form = form }, fields, officers: form.IsNodeMade ? 0 : 1);

    /// <summary>UA's next record.</summary>
    public Record Next(Saying said, params Head[] have)
    {
        _said.Add(Ua.Number(said, _said.Count + 1, _said.Count > 0 ? _said[^1].Id : null, have: have));
        return _said[^1];
    }

    /// <summary>Another record in the place of UA's last one.</summary>
    public Record Instead(Saying said) => Ua.Number(said, _said.Count, _said.Count > 1 ? _said[^2].Id : null);

    /// <summary>UA brings a record that is no lie.</summary>
    public Record Give(Record record, params Station[] to)
    {
        foreach (var station in to)
            station.Take(Ua, record);
        return record;
    }

    /// <summary>UA brings a lie.</summary>
    public void Lie(ItemKind kind, ReadOnlyMemory<byte> bytes, params Station[] to)
    {
        foreach (var station in to)
            Answers.Add(station.Take(Ua, kind, bytes));
    }

    /// <summary>UA brings a lie.</summary>
    public void Lie(Record record, params Station[] to) => Lie(ItemKind.Record, record.Bytes.ToArray(), to);

    /// <summary>A line test of UA over a ledger of a size and a root of its choice, that claims to follow its test before.</summary>
    public Saying Test(long size, string root, Record? since = null)
    {
        var origin = LedgerOrigin.Of(Ua.Id, 1, Channel);
        var before = since is null ? TreeSize.Zero : LineTest.Parse(since).OrThrow().Checkpoint.Checkpoint.Size;
        var checkpoint = new Checkpoint(origin.Line, new TreeSize(size), size == 0 ? TreeHash.Empty : new TreeHash(Digest.Of(System.Text.Encoding.UTF8.GetBytes(root)).ToArray()));
        var request = new AddCheckpointRequest(before, [], SignedCheckpoint.Sign(checkpoint, Ua.Node.As(origin.KeyName)));
        return Form(FormId.LineTest, [.. new LineTest(since?.Head, request, [], []).ToFields()]);
    }
}
