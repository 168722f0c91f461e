using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node.Tests;

/// <summary>Which bearers a bundle takes. The bearers are played by the test; what they are given is real.</summary>
public sealed class CarrierTests : IAsyncLifetime
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly PartyId North = PartyId.Parse("X-NN"), South = PartyId.Parse("X-SS");
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("parley-test-");
    private readonly PlayedBearer _https = new("https", true), _relay = new("relay", false), _mail = new("mail", false);
    private readonly List<(Input Input, TimeSpan At)> _said = [];
    private readonly Stopwatch _watch = new();
    private readonly CancellationTokenSource _end = new();
    private NodeLoop _loop = null!;
    private SealKeys _seals = null!, _southSeals = null!;
    private NodeKeys _keys = null!;
    private Carrier _carrier = null!;
    private Task _running = null!;

    public async ValueTask InitializeAsync()
    {
        var (north, south) = (new NodeDirectory(Path.Combine(_scratch.FullName, "n")), new NodeDirectory(Path.Combine(_scratch.FullName, "s")));
        Setup(North).Create(north, Crypto, TimeProvider.System);
        Setup(South).Create(south, Crypto, TimeProvider.System);
        using (var root = KeyFile.Read(south.RootKey, Crypto))
            NextCard.Renew(south, root, new CardChange { Bearers = [new Uri("https://192.0.2.1"), new Uri($"relay+https://192.0.2.2#{new string('a', 64)}"), new Uri("mailto:line@south.example")] }, Crypto, TimeProvider.System);
        _keys = new NodeKeys(north, Crypto);
        _seals = SealKeys.Read(north, Crypto);
        _southSeals = SealKeys.Read(south, Crypto);
        _loop = new NodeLoop(new SqliteStore(north.Database, TimeProvider.System), North, _keys, Crypto, new NodeConfiguration { Party = "X-NN" }, TimeProvider.System, NullLogger<NodeLoop>.Instance);
        _running = _loop.RunAsync(_end.Token);
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(south.Card), out var card, out _));
        Assert.Equal(ItemFate.Stored, (await _loop.AskAsync(t => new Input.AcceptCard(t, card), default)).Answer.Fate);
        _carrier = new Carrier(_loop, new Envelopes(_loop, North, _keys, _seals, Crypto), North,
            new Dictionary<string, IBearer> { ["https"] = _https, [BearerAddress.RelayScheme] = _relay, [BearerAddress.MailScheme] = _mail }, TimeProvider.System, NullLogger<Carrier>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        await _loop.DisposeAsync();
        _keys.Dispose();
        _seals.Dispose();
        _southSeals.Dispose();
        _scratch.Delete(recursive: true);
    }

    [Fact]
    public async Task Routine_BestBearerAnswers_NoOtherIsAsked()
    {
        var bundle = await CarryAsync(Precedence.Routine);
        Assert.Equal(bundle.Id, Assert.IsType<Input.SendAnswered>(Assert.Single(_said).Input).Bundle);
        Assert.Equal((1, 0, 0), (_https.Asked, _relay.Asked, _mail.Asked));
        var route = _carrier.RoutesTo(South)[0];
        Assert.Equal(0, route.Health.Failures);
        Assert.NotNull(route.Health.LastSuccess);
        Assert.NotNull(route.Health.RoundTrip);
    }

    [Fact]
    public async Task Flash_GoesOverAllAtOnce_WithTheSameBytes()
    {
        _https.Answer = async _ =>
        {
            await Task.Delay(500);
            return new Carried.Answered([]);
        };
        await CarryAsync(Precedence.Flash);
        Assert.Equal((1, 1, 1), (_https.Asked, _relay.Asked, _mail.Asked));
        Assert.Equal(_https.Bytes, _relay.Bytes);
        Assert.Equal(_https.Bytes, _mail.Bytes);
        Assert.Equal([typeof(Input.SendHandedOver), typeof(Input.SendAnswered)], _said.Select(s => s.Input.GetType()));
        Assert.True(_southSeals.TryFind(SealedBundle.Parse(_https.Bytes!).OrThrow().Mailbox, out _));
    }

    [Fact]
    public async Task Immediate_BestBearerHangs_TheNextHasItWithinFiveSeconds()
    {
        _https.Answer = async cancel =>
        {
            await Task.Delay(6000, cancel);
            return new Carried.Failed("it hung");
        };
        await CarryAsync(Precedence.Immediate);
        Assert.IsType<Input.SendHandedOver>(Assert.Single(_said).Input);
        Assert.InRange(_said[0].At.TotalSeconds, 1.5, 4.9);
        Assert.Equal((1, 1, 0), (_https.Asked, _relay.Asked, _mail.Asked));
    }

    [Fact]
    public async Task Bearer_ThatFailed_ComesBehindThoseThatWork_UntilItWorksAgain()
    {
        _https.Answer = _ => Task.FromResult<Carried>(new Carried.Failed("no route to host"));
        await CarryAsync(Precedence.Routine);
        Assert.IsType<Input.SendHandedOver>(Assert.Single(_said).Input);
        Assert.Equal((1, "no route to host"), (_carrier.RoutesTo(South)[0].Health.Failures, _carrier.RoutesTo(South)[0].Health.Fault));
        await CarryAsync(Precedence.Routine);
        Assert.Equal((1, 2, 0), (_https.Asked, _relay.Asked, _mail.Asked));

        // A probe finds it, with a bundle of nothing.
        _https.Answer = _ => Task.FromResult<Carried>(new Carried.Answered([]));
        using var ending = new CancellationTokenSource();
        var probing = _carrier.ProbeAsync(ending.Token);
        for (var i = 0; i < 200 && _carrier.RoutesTo(South)[0].Health.Failures > 0; i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        await ending.CancelAsync();
        await probing;
        await CarryAsync(Precedence.Routine);
        Assert.Equal((3, 2, 0), (_https.Asked, _relay.Asked, _mail.Asked));
    }

    [Fact]
    public async Task Bearers_AllFailOneEvenByAnException_IsSaidOnce()
    {
        _https.Answer = _ => throw new InvalidOperationException("a mistake");
        _relay.Answer = _ => Task.FromResult<Carried>(new Carried.Failed("refused"));
        _mail.Answer = _ => Task.FromResult<Carried>(new Carried.Failed("refused"));
        await CarryAsync(Precedence.Flash);
        Assert.IsType<Input.SendFailed>(Assert.Single(_said).Input);
        Assert.All(_carrier.RoutesTo(South), r => Assert.Equal(1, r.Health.Failures));
    }

    [Fact]
    public async Task Room_OnASlowLine_IsWhatItCarriesInHalfASecond()
    {
        Assert.Equal(4096, _carrier.RoomFor(South));
        // 64 kbit/s are 8,000 bytes a second.
        _https.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(_https.Bytes!.Length / 8000.0));
            return new Carried.Answered([]);
        };
        for (var i = 0; i < 3; i++)
            await CarryAsync(Precedence.Routine, 1000);
        Assert.Equal(4096, _carrier.RoomFor(South));
        _https.Answer = _ => Task.FromResult<Carried>(new Carried.Answered([]));
        for (var i = 0; i < 4; i++)
            await CarryAsync(Precedence.Routine, 100_000);
        Assert.InRange(_carrier.RoomFor(South), 65_536, SealedBundle.MaxBytes);
    }

    private static NodeSetup Setup(PartyId party) => new(party, party.Value, ["duty"], ["duty-1", "duty-2"], new Uri("https://192.0.2.9"), "127.0.0.1:1", "127.0.0.1:2", null);

    private async Task<Bundle> CarryAsync(Precedence precedence, int length = 5)
    {
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(16)), North, South, DateTimeOffset.UnixEpoch, [new BundleItem(ItemKind.Record, new byte[length])]);
        _watch.Restart();
        await _carrier.CarryAsync(bundle, precedence, input =>
        {
            _said.Add((input, _watch.Elapsed));
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        return bundle;
    }

    private sealed class PlayedBearer(string name, bool bringsAnswers) : IBearer
    {
        private int _asked;

        public string Name => name;

        public bool BringsAnswers => bringsAnswers;

        public int Asked => _asked;

        public byte[]? Bytes { get; private set; }

        public Func<CancellationToken, Task<Carried>> Answer { get; set; } = _ => Task.FromResult<Carried>(bringsAnswers ? new Carried.Answered([]) : new Carried.HandedOver());

        public Task<Carried> CarryAsync(PartyCard to, Uri address, OutgoingBundle bundle, Precedence precedence, CancellationToken cancel)
        {
            Interlocked.Increment(ref _asked);
            Bytes = bundle.Sealed.ToArray();
            return Answer(cancel);
        }
    }
}
