using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Attachments;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Mail;
using Parley.Records;
using Parley.Records.Cards;
using static Parley.Node.Tests.NorthsLoop;

namespace Parley.Node.Tests;

/// <summary>Which bearers a bundle takes. The bearers are played by the test; what they are given is real.</summary>
public sealed class CarrierTests : IAsyncLifetime
{
    private readonly PlayedBearer _https = new("https", true), _relay = new("relay", false), _mail = new("mail", false);
    private readonly List<(Input Input, TimeSpan At)> _said = [];
    private readonly Stopwatch _watch = new();
    private NorthsLoop _north = null!;
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await NorthsLoop.StartAsync(new CardChange { Bearers = [new Uri("https://192.0.2.1"), new Uri($"relay+https://192.0.2.2#{new string('a', 64)}"), new Uri("mailto:line@south.example")] });
        _carrier = new Carrier(_north.Loop, _north.Envelopes, North,
            new Dictionary<string, IBearer> { ["https"] = _https, [BearerAddress.RelayScheme] = _relay, [BearerAddress.MailScheme] = _mail }, TimeProvider.System, NullLogger<Carrier>.Instance);
    }

    public ValueTask DisposeAsync() => _north.DisposeAsync();

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
        Assert.True(_north.SouthsSeals.TryFind(SealedBundle.Parse(_https.Bytes!).OrThrow().Mailbox, out _));
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

    [Fact]
    public async Task Chunks_OfFourFiles_GoOneBundleAtATime_AndAFifthIsRefused()
    {
        // ATT-022
        var (server, files) = await ServeAsync(5, 150_000);
        var (gate, under, most) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0, 0);
        _https.Answer = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref under));
            await gate.Task;
            Interlocked.Decrement(ref under);
            return new Carried.Answered([]);
        };
        Assert.All(files[..4], f => Assert.Null(server.Want(South, f, All(f), TestContext.Current.CancellationToken)));
        Assert.Contains("4 files", server.Want(South, files[4], All(files[4]), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(server.Want(South, files[0], All(files[0]), TestContext.Current.CancellationToken));
        gate.SetResult();
        var last = new List<ArchivedAttachment> { files[4] };
        for (var i = 0; i < 300 && last.Count > 0; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            last.RemoveAll(f => server.Want(South, f, All(f), TestContext.Current.CancellationToken) is null);
        }

        Assert.Empty(last);
        Assert.Equal(1, most);
        foreach (var bytes in _https.Sent)
        {
            Assert.InRange(bytes.Length, 1, 1_048_576);
            var sealedBundle = SealedBundle.Parse(bytes).OrThrow();
            Assert.True(_north.SouthsSeals.TryFind(sealedBundle.Mailbox, out var key));
            using var opened = sealedBundle.Open(key.Span, SodiumProvider.Instance).OrThrow();
            Assert.All(opened.Verify(South, _north.Loop.View.Cards, SodiumProvider.Instance).OrThrow().Items, item => Assert.Equal(ItemKind.Chunk, item.Kind));
        }
    }

    [Fact]
    public async Task Chunks_OfAFileLargerThanABearerTakes_DoNotGoThatWay()
    {
        // ATT-040
        Assert.Equal(8 * 1024 * 1024, new MailBearer(new MailServer(new MailConfiguration(), new NodeDirectory(_north.Scratch), TimeSpan.FromSeconds(1)), TimeProvider.System).LargestAttachment);
        Assert.Equal(3 * 1024 * 1024, new MailBearer(new MailServer(new MailConfiguration { LargestAttachmentMb = 3 }, new NodeDirectory(_north.Scratch), TimeSpan.FromSeconds(1)), TimeProvider.System).LargestAttachment);
        var (server, files) = await ServeAsync(2, 70_000);
        _https.Answer = _relay.Answer = _ => Task.FromResult<Carried>(new Carried.Failed("down"));
        _mail.LargestAttachment = 69_999;
        Assert.Null(server.Want(South, files[0], All(files[0]), TestContext.Current.CancellationToken));
        await Soon.UntilAsync(() => _https.Asked > 0 && _relay.Asked > 0);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(0, _mail.Asked);
        _mail.LargestAttachment = 70_000;
        await Soon.UntilAsync(() => _mail.Asked > 0);
    }

    private static Fetch All(ArchivedAttachment attachment) => new(attachment.Id, 0, [(0, Chunk.LeavesOf(attachment.File.Size))], null);

    /// <summary>A server of some files that are here.</summary>
    private async Task<(AttachmentServer Server, ArchivedAttachment[] Files)> ServeAsync(int count, int size)
    {
        var (store, channel) = (new AttachmentFiles(Path.Combine(_north.Scratch, "files"), new AttachmentLimits { KeepFreeMb = 0 }), new ChannelId("test.line", Digest.Of("founding"u8)));
        var files = new List<ArchivedAttachment>();
        for (var i = 0; i < count; i++)
        {
            using var source = new MemoryStream(RandomNumberGenerator.GetBytes(size));
            var file = (await store.ImportAsync(channel, $"{i}.bin", "application/octet-stream", source, TestContext.Current.CancellationToken)).OrThrow() with { Key = RandomNumberGenerator.GetBytes(32) };
            files.Add(new ArchivedAttachment(new AttachmentId(Digest.Of([(byte)i]), 1), file, channel, North, i + 1, Precedence.Routine, DateTimeOffset.UnixEpoch, false));
        }

        return (new AttachmentServer(_carrier, store, North, SodiumProvider.Instance, TimeProvider.System), [.. files]);
    }

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

        public ConcurrentQueue<byte[]> Sent { get; } = [];

        public long LargestAttachment { get; set; } = long.MaxValue;

        public Func<CancellationToken, Task<Carried>> Answer { get; set; } = _ => Task.FromResult<Carried>(bringsAnswers ? new Carried.Answered([]) : new Carried.HandedOver());

        public Task<Carried> CarryAsync(PartyCard to, Uri address, OutgoingBundle bundle, Precedence precedence, CancellationToken cancel)
        {
            Interlocked.Increment(ref _asked);
            Bytes = bundle.Sealed.ToArray();
            Sent.Enqueue(Bytes);
            return Answer(cancel);
        }
    }
}
