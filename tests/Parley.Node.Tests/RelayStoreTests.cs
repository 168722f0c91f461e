using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Relay;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Tests;

public sealed class RelayStoreTests : IDisposable
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly byte[] One = [1], Two = [2];
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("parley-test-");
    private readonly SealKey _key = SealedBundle.PublicKeyOf(new byte[32], Crypto);

    private string File => Path.Combine(_scratch.FullName, "relay.db");

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void Clients_OneOfWhichFloods_AreServedInTurn()
    {
        // BND-034
        using var store = new RelayStore(File, Quotas());
        for (var i = 0; i < 20; i++)
            Assert.Null(store.Put(Bundle(), One, DateTimeOffset.UnixEpoch));
        var wanted = Bundle();
        Assert.Null(store.Put(wanted, Two, DateTimeOffset.UnixEpoch));
        var first = store.Next(_key.Mailbox)!.Value;
        store.Drop(_key.Mailbox, first.Sequence);
        Assert.Equal(wanted.Bytes.ToArray(), store.Next(_key.Mailbox)!.Value.Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mailbox_EmptyOrLongNotLookedInto_IsForgotten(bool isEmptied)
    {
        // BND-034: whose turn it is would be remembered of mailboxes without end.
        using var store = new RelayStore(File, Quotas());
        var left = Leave();
        Assert.Equal(left[0].Bytes.ToArray(), store.Next(_key.Mailbox)!.Value.Bytes);
        if (isEmptied)
        {
            store.Drop(_key.Mailbox, 1);
            store.Drop(_key.Mailbox, 2);
            Assert.Null(store.Next(_key.Mailbox));
            left = Leave();
        }
        else
        {
            store.Expire(DateTimeOffset.UnixEpoch);
        }

        // The first client's again: where its turn were remembered, the second's would be next.
        Assert.Equal(left[0].Bytes.ToArray(), store.Next(_key.Mailbox)!.Value.Bytes);

        SealedBundle[] Leave()
        {
            var bundles = new[] { Bundle(), Bundle() };
            Assert.Null(store.Put(bundles[0], One, DateTimeOffset.UnixEpoch));
            Assert.Null(store.Put(bundles[1], Two, DateTimeOffset.UnixEpoch));
            return bundles;
        }
    }

    [Fact]
    public void Quotas_OfClientMailboxAndAll_AreKeptOverARestart()
    {
        // BND-032
        using (var store = new RelayStore(File, Quotas(client: 4096, mailbox: 6144, all: 8192)))
        {
            Assert.Null(store.Put(Bundle(), One, DateTimeOffset.UnixEpoch));
            Assert.Null(store.Put(Bundle(), One, DateTimeOffset.UnixEpoch));
            Assert.Contains("of this client", store.Put(Bundle(), One, DateTimeOffset.UnixEpoch)!.Detail, StringComparison.Ordinal);
            Assert.Null(store.Put(Bundle(), Two, DateTimeOffset.UnixEpoch));
            Assert.Contains("in this mailbox", store.Put(Bundle(), [3], DateTimeOffset.UnixEpoch)!.Detail, StringComparison.Ordinal);
        }

        using var again = new RelayStore(File, Quotas(client: 4096, mailbox: 6144, all: 8192));
        Assert.Equal(6144, again.Bytes);
        Assert.Null(again.Put(Bundle(1), One, DateTimeOffset.UnixEpoch));
        Assert.Contains("full", again.Put(Bundle(2), Two, DateTimeOffset.UnixEpoch)!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_ThatNobodyFetches_IsDroppedInTime()
    {
        // BND-035
        using var store = new RelayStore(File, Quotas());
        store.Put(Bundle(), One, DateTimeOffset.UnixEpoch);
        store.Put(Bundle(), One, DateTimeOffset.UnixEpoch.AddDays(2));
        store.Expire(DateTimeOffset.UnixEpoch.AddDays(60));
        Assert.Equal(4096, store.Bytes);
        store.Expire(DateTimeOffset.UnixEpoch.AddDays(61));
        Assert.Equal(2048, store.Bytes);
        store.Drop(_key.Mailbox, store.Next(_key.Mailbox)!.Value.Sequence);
        Assert.Equal(0, store.Bytes);
        Assert.Null(store.Next(_key.Mailbox));
    }

    [Fact]
    public void Bundle_LeftTwice_IsKeptOnce()
    {
        // BND-030
        using var store = new RelayStore(File, Quotas());
        var bundle = Bundle();
        Assert.Null(store.Put(bundle, One, DateTimeOffset.UnixEpoch));
        Assert.Null(store.Put(bundle, Two, DateTimeOffset.UnixEpoch));
        Assert.Equal(2048, store.Bytes);
    }

    private static RelayQuotas Quotas(long client = 1 << 20, long mailbox = 1 << 20, long all = 1 << 20) => new(client, mailbox, all, 60, 100);

    private SealedBundle Bundle(byte mailbox = 0) => Bundle(mailbox == 0 ? _key : SealedBundle.PublicKeyOf([.. Enumerable.Repeat(mailbox, 32)], Crypto));

    internal static SealedBundle Bundle(SealKey key)
    {
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(16)), PartyId.Parse("X-NN"), PartyId.Parse("X-SS"), DateTimeOffset.UnixEpoch, []);
        return SealedBundle.Parse(SealedBundle.Seal(bundle, key, new NoteSigner(new NoteKeyName("X-NN"), new byte[32], Crypto.Ed25519), Crypto, RandomNumberGenerator.GetBytes(64)).OrThrow().Sealed).OrThrow();
    }
}
