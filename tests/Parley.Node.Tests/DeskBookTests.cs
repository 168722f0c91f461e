using System.Text;
using Microsoft.Data.Sqlite;
using Parley.Crypto;
using Parley.Node.Accounts;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node.Tests;

public sealed class DeskBookTests : IDisposable
{
    private static readonly PartyId Self = PartyId.Parse("X-BY");
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly NoteSigner Signer = new(new NoteKeyName("X-BY"), new byte[32], Crypto.Ed25519);
    private static readonly Act Hand = new("cli:test", "");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-book-");
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
    private readonly DeskBook _book;

    public DeskBookTests() => _book = Open();

    private string File => Path.Combine(_folder.FullName, "desk.db");

    public void Dispose()
    {
        _book.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Trail_TwoProgramsOnOneStore_OneTrailThatHolds()
    {
        using var other = Open();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(_book.TryCommit([], new Act("a", "one")));
            Assert.True(other.TryCommit([], new Act("b", "two"), new Act("b", "three")));
        }

        Assert.Equal(15, Check(null).OrThrow().Size.Value);
        Assert.Equal(["three", "two", "one"], _book.Latest(3).Select(a => a.Act.What));
    }

    // AUD-001
    [Theory]
    [InlineData("UPDATE act SET body = CAST('{}' AS BLOB) WHERE number = 1")]
    [InlineData("DELETE FROM act WHERE number = 2")]
    [InlineData("DELETE FROM checkpoint")]
    public void Trail_ChangedBehindTheNode_DoesNotHold(string sql)
    {
        Acts(3);
        Run(sql);
        Assert.Equal("AUD-001", Check(null).Fault?.Rule);
    }

    // AUD-002
    [Fact]
    public void Trail_WrittenAnewWithTheNodesKey_DoesNotHoldUnderTheCheckpointThatWasKept()
    {
        Acts(3);
        var kept = Encoding.UTF8.GetBytes(_book.Checkpoint!);
        Acts(2);
        Assert.Equal(5, Check(kept).OrThrow().Size.Value);
        Run("DELETE FROM act; DELETE FROM checkpoint");
        using var forged = Open();
        forged.TryCommit([], new Act("x", "one"), new Act("x", "two"));
        Assert.Equal("AUD-002", Check(kept).Fault?.Rule);
        forged.TryCommit([], new Act("x", "three"), new Act("x", "four"));
        Assert.Null(Check(null).Fault);
        Assert.Equal("AUD-002", Check(kept).Fault?.Rule);
    }

    // AUD-003
    [Fact]
    public void Trail_SignedByAnotherKey_DoesNotHold()
    {
        using (var stranger = new DeskBook(new SqliteDeskStore(File), Self, () => new NoteSigner(new NoteKeyName("X-BY"), Enumerable.Repeat((byte)9, 32).ToArray(), Crypto.Ed25519), _clock))
            stranger.TryCommit([], new Act("x", "one"));
        Assert.Equal("AUD-003", Check(null).Fault?.Rule);
        Acts(1);
        Assert.Null(Check(null).Fault);
    }

    [Fact]
    public void Invitation_AfterItsTime_IsNotGood()
    {
        var invitations = new Invitations(_book, Self, _clock);
        var code = invitations.Make("duty-1", null, ["mod-duty"], [Role.Watch], false, Hand);
        Assert.NotNull(invitations.Find(code.ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal)));
        _clock.Now += Invitations.Life;
        Assert.Null(invitations.Find(code));
        Assert.DoesNotContain(code[..5], Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Duty 1", "watch")]
    [InlineData("../x", "watch")]
    [InlineData("duty-1", "")]
    [InlineData("duty-1", "administrator watch")]
    [InlineData("duty-1", "auditor releaser")]
    public void Invitation_OfNoAccount_IsRefused(string name, string roles) => Assert.Throws<InvalidDataException>(() =>
        new Invitations(_book, Self, _clock).Make(name, null, [], [.. roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(d => Enum.Parse<Role>(d, true))], false, Hand));

    [Fact]
    public void Invitation_UnderAnothersPseudonym_IsRefused()
    {
        Officer("a", "duty-1");
        Assert.Contains("duty-1", Assert.Throws<InvalidDataException>(() => new Invitations(_book, Self, _clock).Make("b", "duty-1", [], [Role.Watch], false, Hand)).Message);
    }

    [Fact]
    public void Invitation_UnderThePseudonymOfAnother_IsRefusedUntilThatIsOver()
    {
        var invitations = new Invitations(_book, Self, _clock);
        invitations.Make("a", "duty-1", [], [Role.Drafter], false, Hand);
        Assert.Throws<InvalidDataException>(() => invitations.Make("b", "duty-1", [], [Role.Releaser], false, Hand));
        invitations.Make("a", "duty-1", [], [Role.Drafter], false, Hand);
        _clock.Now += Invitations.Life;
        invitations.Make("b", "duty-1", [], [Role.Releaser], false, Hand);
    }

    [Fact]
    public void Invitations_UnderOnePseudonymAtOnce_OneIsRefused()
    {
        // The second comes while the first, which has looked, is about to be written.
        var second = new Invitations(_book, Self, _clock);
        var codes = new List<string>();
        using var slow = new DeskBook(new SqliteDeskStore(File), Self, () =>
        {
            if (codes.Count == 0)
                codes.Add(second.Make("b", "duty-1", [], [Role.Releaser], false, Hand));
            return Signer;
        }, _clock);
        Assert.Contains("'b' acts as", Assert.Throws<InvalidDataException>(() => new Invitations(slow, Self, _clock).Make("a", "duty-1", [], [Role.Drafter], false, Hand)).Message, StringComparison.Ordinal);
        Assert.Equal("b", second.Find(Assert.Single(codes))!.Value.Name);
        Assert.Single(_book.All<Invitation>());
    }

    [Fact]
    public void Stranger_RefusedWithoutEnd_StandsInTheTrailOnceAMinute()
    {
        var sessions = new Sessions(_book, _clock);
        for (var i = 0; i < 100; i++)
            sessions.Refuse("a passkey that does not hold");
        sessions.Refuse("a name without a password");
        Assert.Equal(2, _book.Latest(1000).Count);
        _clock.Now += TimeSpan.FromMinutes(1);
        sessions.Refuse("a passkey that does not hold");
        Assert.Equal(3, _book.Latest(1000).Count);
    }

    [Fact]
    public void Session_NobodyActive_EndsAfterItsIdleTime()
    {
        var sessions = new Sessions(_book, _clock);
        var id = sessions.Open(Officer("a", "duty-1"), false);
        _clock.Now += Session.Idle - TimeSpan.FromMinutes(1);
        Assert.NotNull(sessions.Check(id, active: true));
        _clock.Now += Session.Idle - TimeSpan.FromMinutes(1);
        Assert.NotNull(sessions.Check(id, active: false));
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(sessions.Check(id, active: true));
    }

    [Fact]
    public void Session_AlwaysActive_EndsAfterItsLongestTime()
    {
        var sessions = new Sessions(_book, _clock);
        var id = sessions.Open(Officer("a", "duty-1"), false);
        for (var opened = _clock.Now; _clock.Now - opened < Session.Longest; _clock.Now += TimeSpan.FromMinutes(30))
            Assert.NotNull(sessions.Check(id, active: true));
        Assert.Null(sessions.Check(id, active: true));
    }

    [Fact]
    public void Session_AccountChanged_Ends()
    {
        var (sessions, accounts) = (new Sessions(_book, _clock), new OfficerAccounts(_book));
        var id = sessions.Open(Officer("a", "duty-1"), false);
        accounts.Assign("a", ["mod-duty"], [Role.Releaser], Hand);
        Assert.Null(sessions.Check(id, active: false));
        var next = sessions.Open(_book.Find<Officer>("a")!.Value, false);
        Assert.Equal([Role.Releaser], sessions.Check(next, active: false)!.Roles);
        accounts.Close("a", Hand);
        Assert.Null(sessions.Check(next, active: false));
    }

    [Fact]
    public void Session_Ended_IsToldAndGone()
    {
        var sessions = new Sessions(_book, _clock);
        var id = sessions.Open(Officer("a", "duty-1"), false);
        var told = "";
        sessions.Ended += ended => told = ended;
        sessions.End(id, new Act("admin", "session.revoke"));
        Assert.Equal(id, told);
        Assert.Null(sessions.Check(id, active: true));
        Assert.Empty(sessions.All);
    }

    [Fact]
    public void Passkey_KeyOfAnotherShape_HasNoPlaceOnACard()
    {
        byte[] key = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20, .. new byte[32], 0x22, 0x58, 0x20, .. new byte[32]];
        Assert.Equal(65, Of(key)!.Length);
        for (var i = 0; i < 10; i++)
        {
            var other = key.ToArray();
            other[i] ^= 1;
            Assert.Null(Of(other));
        }

        Assert.Null(Of(key[..^1]));

        static byte[]? Of(byte[] key) => new Passkey([1], key, "x", default, 0, [], false, false).ToPoint();
    }

    private void Acts(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(_book.TryCommit([], new Act("a", $"act {i}")));
    }

    private Officer Officer(string name, string pseudonym)
    {
        var officer = new Officer { Name = name, Pseudonym = pseudonym, Handle = name, Roles = [Role.Watch], Stamp = "1" };
        Assert.True(_book.TryCommit([DeskBook.Write(name, 0, officer)]));
        return officer;
    }

    private DeskBook Open() => new(new SqliteDeskStore(File), Self, () => Signer, _clock);

    private Outcome<Parley.Ledger.Checkpoints.Checkpoint> Check(byte[]? earlier)
    {
        using var store = new SqliteDeskStore(File);
        return AuditCheck.Run(store, Self, [CardKey.Ed25519(Signer.Key.PublicKey.Span)], Crypto, earlier);
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
