using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node.Tests;

/// <summary>The loop of X-NN on a real store, which has X-SS's card; X-SS's keys are at hand, and nothing of it runs.</summary>
internal sealed class NorthsLoop : IAsyncDisposable
{
    private readonly DirectoryInfo _scratch = System.IO.Directory.CreateTempSubdirectory("parley-test-");
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    private NorthsLoop(CardChange? southsCard)
    {
        (Directory, SouthsDirectory) = (new NodeDirectory(Path.Combine(_scratch.FullName, "n")), new NodeDirectory(Path.Combine(_scratch.FullName, "s")));
        foreach (var (party, directory) in new[] { (North, Directory), (South, SouthsDirectory) })
            new NodeSetup(party, party.Value, ["duty"], ["duty-1", "duty-2"], new Uri("https://192.0.2.9"), "127.0.0.1:1", "127.0.0.1:2", null).Create(directory, Crypto, TimeProvider.System);
        if (southsCard is not null)
        {
            using var root = KeyFile.Read(SouthsDirectory.RootKey, Crypto);
            NextCard.Renew(SouthsDirectory, root, southsCard, Crypto, TimeProvider.System);
        }

        (Keys, SouthsKeys) = (new NodeKeys(Directory, Crypto), new NodeKeys(SouthsDirectory, Crypto));
        (Seals, SouthsSeals) = (SealKeys.Read(Directory, Crypto), SealKeys.Read(SouthsDirectory, Crypto));
        Loop = new NodeLoop(new SqliteStore(Directory.Database, TimeProvider.System), North, Keys, Crypto, new NodeConfiguration { Party = North.Value }, TimeProvider.System, NullLogger<NodeLoop>.Instance);
        Envelopes = new Envelopes(Loop, North, Keys, Seals, Crypto);
        _running = Loop.RunAsync(_end.Token);
    }

    public static PartyId North { get; } = PartyId.Parse("X-NN");

    public static PartyId South { get; } = PartyId.Parse("X-SS");

    public static ICryptoProvider Crypto => SodiumProvider.Instance;

    /// <summary>For what else a test writes.</summary>
    public string Scratch => _scratch.FullName;

    public NodeDirectory Directory { get; }

    public NodeDirectory SouthsDirectory { get; }

    public NodeKeys Keys { get; }

    public NodeKeys SouthsKeys { get; }

    public SealKeys Seals { get; }

    public SealKeys SouthsSeals { get; }

    public NodeLoop Loop { get; }

    public Envelopes Envelopes { get; }

    public static async Task<NorthsLoop> StartAsync(CardChange? southsCard = null)
    {
        var north = new NorthsLoop(southsCard);
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(north.SouthsDirectory.Card), out var card, out _));
        Assert.Equal(ItemFate.Stored, (await north.Loop.AskAsync(t => new Input.AcceptCard(t, card), default)).Answer.Fate);
        return north;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        await Loop.DisposeAsync();
        foreach (var secret in new IDisposable[] { Keys, SouthsKeys, Seals, SouthsSeals, _end })
            secret.Dispose();
        _scratch.Delete(recursive: true);
    }
}
