using System.Globalization;
using System.Security.Cryptography;
using Parley.Channels;
using Parley.Channels.LineTests;
using Parley.Cli.Demo;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Node.Bench.Scale;

/// <summary>
/// A year's records between a node and its peers, all stopped, written into their stores by the stores' own append path: messages signed by two
/// officers, node and ledger, the receipts that cover them, and line tests with their checkpoints and proofs. All of it is delivered and read. The
/// node holds all; the peers hold what was said last, so that not everything is made twice.
/// </summary>
internal sealed class Past(ExerciseNode node, IReadOnlyList<(ChannelId Channel, ExerciseNode Peer)> channels)
{
    // One record of ten is a line test, as where little is said; a receipt covers what is said in one go.
    private const int PerTest = 10;
    private const int PerReceipt = 64;
    private const int Group = 131_072;
    private const int Peers = 100_000;
    private static readonly string Words = string.Join(' ', Enumerable.Repeat("Nothing to report from this sector in the last hour.", 8));
    private readonly Dictionary<(ChannelId, PartyId Author), List<Record>> _unreceipted = [];
    private Side _node = null!;
    private long _done;
    private bool _peersToo;

    public void Write(long records, Action<long> progress)
    {
        using var one = _node = new Side(node);
        var sides = channels.Select(c => c.Peer).Distinct().ToDictionary(p => p, p => new Side(p));
        try
        {
            var began = TimeProvider.System.GetUtcNow().AddDays(-365);
            for (long i = 0, committed = 0; _done < records; i++)
            {
                var (channel, peer) = channels[(int)(i % channels.Count)];
                var (other, at) = (sides[peer], began.AddSeconds(31_000_000.0 * _done / records));
                _peersToo = _done >= records - Peers;
                var (author, receiver) = i / channels.Count % 2 == 0 ? (one, other) : (other, one);
                // Whose ledger is not kept has nothing to show in a test.
                if (i / channels.Count % PerTest is 0 or 1 && IsKept(author))
                    Test(channel, author, receiver, at);
                else
                    Say(channel, author, receiver, at, i);
                if (_done - committed >= Group)
                {
                    committed = _done;
                    Commit();
                    progress(_done);
                }
            }

            foreach (var ((channel, author), _) in _unreceipted.ToArray())
            {
                var other = sides[channels.First(c => c.Channel == channel).Peer];
                Receipt(channel, author == one.Self ? other : one, author == one.Self ? one : other, began.AddDays(360));
            }
        }
        finally
        {
            foreach (var side in sides.Values)
                side.Dispose();
        }

        void Commit()
        {
            one.Commit();
            if (_peersToo)
            {
                foreach (var side in sides.Values)
                    side.Commit();
            }
        }
    }

    private bool IsKept(Side side) => side == _node || _peersToo;

    private void Say(ChannelId channel, Side author, Side receiver, DateTimeOffset at, long number)
    {
        var said = Make(channel, author, receiver, FormId.Parse("message/1"), [new Field("text", string.Create(CultureInfo.InvariantCulture, $"{Words} {number}"))], at, signed: true);
        if (!_unreceipted.TryGetValue((channel, author.Self), out var waiting))
            _unreceipted[(channel, author.Self)] = waiting = [];
        waiting.Add(said);
        if (waiting.Count == PerReceipt)
            Receipt(channel, receiver, author, at);
    }

    private void Receipt(ChannelId channel, Side by, Side author, DateTimeOffset at)
    {
        if (!_unreceipted.Remove((channel, author.Self), out var covered))
            return;
        var ledger = by.State.Channels[channel].Ledger;
        var receipt = Make(channel, by, author, FormId.DeliveredReceipt,
            [
                Receipts.ToField(covered.Select((c, i) => (c.Id, (long?)i))),
                new Field(Receipts.LedgerField, FormattableString.Invariant($"{ledger.Size} {ledger.Root}")),
            ], at, signed: false);
        if (IsKept(by))
            by.Store.Apply(new Effect.Receipted(receipt.Id, [.. covered.Select(c => c.Id)]));
        foreach (var record in covered)
        {
            if (IsKept(author))
                author.Store.Apply(new Effect.Climb(channel, record.Id, by.Self, Rung.Delivered, receipt.Id, at));
            if (IsKept(by))
                by.Store.Apply(new Effect.Climb(channel, record.Id, by.Self, Rung.Read, receipt.Id, at));
        }
    }

    private void Test(ChannelId channel, Side author, Side receiver, DateTimeOffset at)
    {
        var state = author.State.Channels[channel];
        var last = state.Tests.GetValueOrDefault(author.Self);
        var from = last?.Signed.Checkpoint.Size ?? TreeSize.Zero;
        if (!ConsistencyProof.TryBuild(author.Store.Tiles(channel, state.LedgerOrigin.Incarnation), from, state.Ledger.Size, out var proof, out var missing))
            throw new InvalidDataException($"tile {missing} is missing");
        var head = SignedCheckpoint.Sign(new Checkpoint(state.LedgerOrigin.Line, state.Ledger.Size, state.Ledger.Root), author.Node.As(state.LedgerOrigin.KeyName));
        var known = state.Tests.Where(t => t.Key != author.Self).Select(t => t.Value.Signed).ToArray();
        var record = Make(channel, author, receiver, FormId.LineTest, new LineTest(last?.Test, new AddCheckpointRequest(from, proof.Hashes, head), known, []).ToFields(), at, signed: false);
        foreach (var side in new[] { author, receiver }.Where(IsKept))
        {
            side.State.Channels[channel].Tests[author.Self] = new TestedCheckpoint(record.Head, head);
            side.Store.Apply(new Effect.StoreCheckpoint(channel, new TestedCheckpoint(record.Head, head)));
        }
    }

    private Record Make(ChannelId channel, Side author, Side receiver, FormId form, IReadOnlyList<Field> values, DateTimeOffset at, bool signed)
    {
        var fields = new SaltedFields(values, RandomNumberGenerator.GetBytes(SaltedFields.SeedSize));
        var id = new ContentId(RandomNumberGenerator.GetBytes(ContentId.Size));
        var state = author.State.Channels[channel];
        var content = new RecordContent
        {
            Id = id,
            Channel = channel,
            Author = author.Self,
            Desk = PostId.Parse($"{author.Self}/mod-duty"),
            To = [PostId.Parse($"{receiver.Self}/mod-duty")],
            Info = [],
            Seen = [],
            Composed = Records.Text.Times.Truncate(at),
            Precedence = Precedence.Routine,
            Form = form,
            Subject = null,
            Language = "en",
            Exercise = true,
            FieldCount = fields.All.Count,
            FieldsRoot = fields.Root(id, author.Self, channel),
        };
        var number = state.NextNumber(author.Self, 1);
        var record = Record.Create(content, signed ? author.Sign(content) : [],
            new Numbering(1, number, number > 1 ? state.Heads[author.Self].Id : null, [.. state.Heads.Values.Where(h => h.Author != author.Self)]), fields, author.Node);
        author.Keep(record, at, IsKept(author));
        if (IsKept(author))
        {
            foreach (var rung in new[] { Rung.Queued, Rung.Sent })
                author.Store.Apply(new Effect.Climb(channel, record.Id, receiver.Self, rung, null, at));
        }

        receiver.Keep(record, at, IsKept(receiver));
        _done++;
        return record;
    }
}
