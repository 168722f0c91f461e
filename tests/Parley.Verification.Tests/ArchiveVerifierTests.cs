using System.Globalization;
using System.Security.Cryptography;
using Parley.Channels;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Simulator;

namespace Parley.Verification.Tests;

/// <summary>An archive as it is laid out on a disk, and what its maker could mix into it.</summary>
public sealed class ArchiveVerifierTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2022, 12, 29, 8, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-archive-").FullName;
    private readonly Line _line = new("BY", "UA");
    private readonly ChannelId _channel;

    public ArchiveVerifierTests() => _channel = _line.Open(_line.Policy());

    private string Channel => Path.Combine(_folder, "channels", "line");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Archive_Whole_HoldsThoughTwoAuthorsUsedOneContentId()
    {
        // CHN-007: whoever takes up another's content id must not spoil everybody's archive.
        var said = _line.Say("BY", _channel, "hello");
        _line.Run(2);
        _line.Say("UA", _channel, "hello yourself", c => c with { Id = said.Content.Id });
        _line.Run(2);
        Write();
        var finding = Verify();
        Assert.Empty(finding.Faults);
        Assert.Equal((true, 4L, 1L), (finding.Good, finding.Records, finding.Ledgers));
    }

    [Fact]
    public void Archive_WithWhatARestoredNodeSaidAgain_Holds()
    {
        // CHN-007
        var (by, ua) = (_line["BY"], _line.Party("UA"));
        var card = ua.CardText();
        var next = ua.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 });
        var said = _line.Saying("UA", _channel);
        var first = ua.Number(said, 1, null);
        var restart = ua.Number(ua.Say(_channel, [by.Party.Desk], "", _line.Now, c => c with { Form = FormId.Restart }, [new Field("last", first.Head.ToString())], officers: 0), 1, null, 2);
        by.Take(ua, first);
        by.Accept(next);
        by.Take(ua, restart);
        Assert.Equal(ItemFate.Stored, by.Take(ua, ua.Number(said, 2, restart.Id, 2)).Fate);
        Write();
        File.WriteAllBytes(Path.Combine(_folder, "cards", "UA.002.txt"), next.ToBytes());
        Assert.Empty(Verify().Faults);
    }

    [Fact]
    public void Channel_ThatIsThereTwice_IsNamed()
    {
        _line.Say("BY", _channel, "hello");
        Write();
        Assert.True(Verify().Good);
        Write("line-again");
        Assert.Contains(Verify().Faults, f => f.Contains("is here a second time", StringComparison.Ordinal));
    }

    [Fact]
    public void Ledger_OfAnotherNodeOrIncarnation_DoesNotFollow()
    {
        _line.Say("BY", _channel, "hello");
        Write();
        Ledger("2", "UA", []);
        Assert.Contains("does not come after parley.ledger/BY/1/", Assert.Single(Verify().Faults), StringComparison.Ordinal);
        Directory.Delete(Path.Combine(Channel, "ledgers", "2"), recursive: true);
        Ledger("2", "BY", []);
        Assert.Contains("does not come after", Assert.Single(Verify().Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Record_LeftOut_ShowsInSeriesAndLedger()
    {
        _line.Say("BY", _channel, "one");
        _line.Say("BY", _channel, "two");
        Write();
        File.Delete(Directory.GetFiles(Path.Combine(Channel, "records")).Order(StringComparer.Ordinal).First());
        var finding = Verify();
        Assert.Contains(finding.Faults, f => f.Contains("number 2 of BY does not follow its number 0", StringComparison.Ordinal));
        Assert.Contains(finding.Faults, f => f.Contains("the entries do not name exactly the records", StringComparison.Ordinal));
    }

    [Fact]
    public void Archive_WithRecordsOfAKeyRevokedSince_HoldsByWhatFollowsThem()
    {
        // CHN-067: a thief's record under the same key stands behind the last that the author names.
        var (by, ua) = (_line["BY"], _line.Party("UA"));
        var said = ua.Number(_line.Saying("UA", _channel, "UA's own"), 1, null);
        var stolen = ua.Number(_line.Saying("UA", _channel, "a thief's"), 2, said.Id);
        by.Take(ua, said);
        by.Take(ua, stolen);
        var next = new NoteSigner(new NoteKeyName("UA"), SHA256.HashData("the next key"u8), ua.Crypto.Ed25519);
        var card = ua.CardText();
        card = card with { Version = 2, Previous = card.Hash, Incarnation = 2, Node = CardKey.Ed25519(next.Key.PublicKey.Span), Revoked = [new RevokedKey(card.Node, _line.Now)] };
        var note = SignedNote.Create(card.ToBytes(), ua.Root.Sign(card.ToBytes()), next.Sign(card.ToBytes()));
        by.Accept(note);
        var saying = ua.Say(_channel, [by.Party.Desk], "", _line.Now, c => c with { Form = FormId.Restart }, [new Field("last", said.Head.ToString())], officers: 0);
        by.Take(ua, Record.Create(saying.Content, [], new Numbering(2, 1, null, []), saying.Fields, next));
        Write();
        File.WriteAllBytes(Path.Combine(_folder, "cards", "UA.002.txt"), note.ToBytes());
        var found = new List<Digest>();
        var finding = Verify(found);
        Assert.Empty(finding.Faults);
        Assert.Contains("BUT 1 of them are by a node's key that their author has revoked since", finding.Proven, StringComparison.Ordinal);
        Assert.Contains(said.Id, found);
        Assert.DoesNotContain(stolen.Id, found);

        // A head of UA's that others cosigned shows nothing any more; one that UA's key never signed is a forgery.
        var cosigned = Directory.CreateDirectory(Path.Combine(Channel, "cosigned")).FullName;
        var origin = LedgerOrigin.Of(ua.Id, 1, _channel);
        var head = new Checkpoint(origin.Line, TreeSize.Zero, TreeHash.Empty);
        File.WriteAllBytes(Path.Combine(cosigned, "UA-1.txt"), SignedCheckpoint.Sign(head, ua.Node.As(origin.KeyName)).ToBytes());
        finding = Verify();
        Assert.Empty(finding.Faults);
        Assert.Contains("1 other heads count for nothing", finding.Proven, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(cosigned, "UA-1.txt"), SignedCheckpoint.Sign(head, _line.Party("BY").Node.As(origin.KeyName)).ToBytes());
        Assert.Single(Verify().Faults);
    }

    private Finding Verify(List<Digest>? found = null) =>
        new ArchiveVerifier(BouncyCastleProvider.Instance, new Trust(BouncyCastleProvider.Instance, Now), Now, (_, _) => { }) { Found = r => found?.Add(r.Record.Id) }.Verify(_folder);

    private void Write(string name = "line")
    {
        var channel = Path.Combine(_folder, "channels", name);
        Directory.CreateDirectory(Path.Combine(_folder, "cards"));
        Directory.CreateDirectory(Path.Combine(channel, "records"));
        foreach (var party in _line.Parties)
            File.WriteAllBytes(Path.Combine(_folder, "cards", $"{party.Id}.001.txt"), party.Card.ToBytes());
        var by = _line["BY"];
        File.WriteAllBytes(Path.Combine(channel, "policy.txt"), by.Store.Rows.Policies[_channel].Note.ToBytes());
        var records = by.Records(_channel).Select(r => r.Record).ToArray();
        for (var at = 0; at < records.Length; at++)
            File.WriteAllBytes(Path.Combine(channel, "records", string.Create(CultureInfo.InvariantCulture, $"{at:000000}.record")), records[at].Bytes);
        Ledger("1", "BY", records, channel);
    }

    private void Ledger(string folder, string party, IReadOnlyList<Record> records, string? channel = null)
    {
        var place = Path.Combine(channel ?? Channel, "ledgers", folder);
        Directory.CreateDirectory(place);
        var origin = LedgerOrigin.Of(PartyId.Parse(party), 1, _channel);
        var entries = records.Select((r, at) => LedgerEntry.Create(r.Id, EntryDirection.Sent, Now, "local", new SaltSeed(new byte[32]).Derive(origin, new LeafIndex(at)))).ToArray();
        var state = LedgerState.Empty.Append([.. entries.Select(e => e.Commitment.Leaf)]).State;
        File.WriteAllBytes(Path.Combine(place, "entries.txt"), [.. entries.SelectMany(e => e.ToBytes())]);
        File.WriteAllBytes(Path.Combine(place, "checkpoint.txt"),
            SignedCheckpoint.Sign(new Checkpoint(origin.Line, state.Size, state.Root), _line.Party(party).Node.As(origin.KeyName)).ToBytes());
    }
}
