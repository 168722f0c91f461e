using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json;
using Parley.Cli;
using Parley.Crypto;
using Parley.Node;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.EndToEnd.Tests.Clusters;

/// <summary>
/// A node of two replicas over three database machines, and a peer. Under load the primary is killed, the replica that writes is killed, and the
/// primary is cut off from everybody.
/// </summary>
[UnsupportedOSPlatform("windows")]
[Trait("suite", "cluster")]
public sealed class ClusterTests : IDisposable
{
    private const string Channel = "north-south.line";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Cluster_PrimaryKilledReplicaKilledAndPrimaryCutOff_LosesAndDoublesNothing()
    {
        Assert.SkipUnless(DatabaseCluster.Lacks() is null, DatabaseCluster.Lacks() ?? "");
        var cancel = TestContext.Current.CancellationToken;
        // Those who run the database must be able to come to their own directories.
        File.SetUnixFileMode(_scratch.Path, File.GetUnixFileMode(_scratch.Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherRead);
        Directory.CreateDirectory(_scratch["databases"]);
        await using var databases = await DatabaseCluster.CreateAsync(_scratch["databases"], cancel);

        // 1. A node, moved into the cluster, and a second replica with the same keys; the card has both addresses.
        await using var first = await RunningNode.InitAsync(_scratch["first"], "X-NN");
        await using var peer = await (await RunningNode.InitAsync(_scratch["peer"], "X-SS")).StartAsync();
        await first.StartAsync();
        await first.OpenChannelAsync(peer, Channel);
        await first.KillAsync();
        var other = RunningNode.FreePort();
        await first.RenewAsync($"https://127.0.0.1:{first.Listen}", $"https://127.0.0.1:{other}");
        await File.WriteAllTextAsync(Path.Combine(first.Directory, "postgres.password"), DatabaseCluster.Password, cancel);
        File.SetUnixFileMode(Path.Combine(first.Directory, "postgres.password"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(Path.Combine(first.Directory, "node.yaml"), $"\nstore:\n  postgres: {databases.Connection}\n  password-file: postgres.password\n", cancel);
        var moved = await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", first.Directory);
        moved.Succeeded();
        TestContext.Current.TestOutputHelper?.WriteLine(moved.Output);
        await using var second = await first.CopyAsync(_scratch["second"], other);
        Trace(databases);
        await first.StartAsync();
        await second.StartAsync();

        // What is said before the group stands travels without its seal.
        await RunningNode.UntilAsync(async () => await TakenAsync(peer) is not null && await TakenAsync(first) is not null, 60);
        var plain = (await TakenAsync(peer))!.Value.Plain;

        // 2. Load both ways, each submission tried until it is acknowledged.
        using var load = new Load(_scratch["first"], _scratch["peer"], await ChannelAsync(peer), first, second, peer);
        var loading = load.RunAsync(cancel);
        await load.ForAsync(TimeSpan.FromSeconds(5), cancel);

        // 3.
        var primary = await databases.PrimaryAsync(cancel);
        await BackAsync($"primary db{primary} killed", () => databases.Kill(primary));
        databases.Restart(primary);
        await HealedAsync();
        await load.ForAsync(TimeSpan.FromSeconds(3), cancel);

        var writer = await WritesAsync(first) ? first : second;
        await BackAsync($"replica {writer.Listen} killed", () => writer.KillAsync().GetAwaiter().GetResult());
        await writer.StartAsync();
        await load.ForAsync(TimeSpan.FromSeconds(3), cancel);

        primary = await databases.PrimaryAsync(cancel);
        await BackAsync($"primary db{primary} cut off", () => DatabaseCluster.Cut(primary));
        DatabaseCluster.Join(primary);
        await HealedAsync();
        await load.ForAsync(TimeSpan.FromSeconds(3), cancel);

        // 4. No load any more; everything comes to rest.
        await load.EndAsync();
        await loading;
        Assert.True(load.Acknowledged.Count > 50, $"only {load.Acknowledged.Count} were acknowledged");
        var resting = Stopwatch.StartNew();
        // Where two nodes have the same heads, they hold the same records.
        await RunningNode.UntilAsync(async () => await first.Api.GetStringAsync($"/v1/channels/{Channel}/heads", cancel) == await peer.Api.GetStringAsync($"/v1/channels/{Channel}/heads", cancel), 90);
        Say($"everything delivered, after {resting.Elapsed.TotalSeconds:0.0} s");

        // 5. Each acknowledged record is there once, at both; the numbers of each author have no gap and none twice.
        foreach (var node in new[] { first, second, peer })
        {
            var all = await AllAsync(node);
            Assert.Equal(load.Acknowledged.Keys.Order(StringComparer.Ordinal), all.Where(r => r.Form == "message/1").Select(r => r.Id).Order(StringComparer.Ordinal));
            foreach (var numbers in all.GroupBy(r => r.Author).Select(g => g.Select(r => r.Number).Order().ToArray()))
                Assert.Equal(Enumerable.Range(1, numbers.Length).Select(n => (long)n), numbers);

            Assert.Equal("[]", await node.Api.GetStringAsync("/v1/evidence", cancel));
        }

        // 6. No key and no nonce twice: nothing committed was sealed in two ways in one epoch, the ratchet never came back to a state where it had been,
        // and the peer, which deletes a key once it has used it, opened all that came sealed.
        Assert.Equal(0L, databases.Admin("parley", "SELECT count(*) FROM (SELECT record, epoch FROM test_sealed GROUP BY record, epoch HAVING count(DISTINCT bytes) > 1) twice"));
        Assert.Equal(0L, databases.Admin("parley", "SELECT count(*) FROM (SELECT keys FROM test_ratchet GROUP BY channel, epoch, keys HAVING count(*) > 1) twice"));
        Assert.True((long)databases.Admin("parley", "SELECT count(*) FROM test_sealed")! >= load.Acknowledged.Values.Count(a => a == "X-NN"));
        Assert.DoesNotContain("CHN-009", await peer.Api.GetStringAsync("/v1/alarms", cancel), StringComparison.Ordinal);
        var taken = (await TakenAsync(peer))!.Value;
        Say($"{load.Acknowledged.Count} acknowledged; the peer opened {taken.Sealed} sealed, and took {taken.Plain - plain} that were not");
        Assert.Equal(plain, taken.Plain);

        (await ParleyCommand.RunAsync("ledger", "fsck", "--node", first.Directory)).Succeeded();

        async Task BackAsync(string what, Action fault)
        {
            var before = load.Latest;
            var away = Stopwatch.StartNew();
            fault();
            // How long it takes is shown, and depends on what else this machine does; that it comes back is asserted.
            // What was under way may still be acknowledged; the service is back with the first that was submitted after the fault.
            var after = load.Next;
            while (!load.IsAcknowledged(after))
            {
                Assert.True(away.Elapsed < TimeSpan.FromSeconds(120), $"{what}: nothing was acknowledged for two minutes; the last was {before}");
                await Task.Delay(50, cancel);
            }

            Say($"{what}: back after {away.Elapsed.TotalSeconds:0.0} s");
        }

        async Task HealedAsync()
        {
            var away = Stopwatch.StartNew();
            await databases.HealedAsync(cancel);
            Say($"all three machines again after {away.Elapsed.TotalSeconds:0.0} s");
        }

        void Say(FormattableString what) => TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(what));
    }

    /// <summary>All that was ever committed of sealed bytes and of the ratchet, kept by the database itself in the same transactions.</summary>
    private static void Trace(DatabaseCluster databases) => databases.Admin("parley", """
        CREATE TABLE test_sealed (record bytea, epoch bigint, bytes bytea);
        CREATE TABLE test_ratchet (channel bigint, epoch bytea, keys bytea);
        CREATE FUNCTION test_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN INSERT INTO public.test_sealed VALUES (NEW.record, NEW.epoch, NEW.bytes); RETURN NEW; END';
        CREATE FUNCTION test_turn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN INSERT INTO public.test_ratchet VALUES (NEW.channel, sha256(NEW.epoch), NEW.keys); RETURN NEW; END';
        CREATE TRIGGER test_seal AFTER INSERT OR UPDATE ON sealed FOR EACH ROW EXECUTE FUNCTION test_seal();
        CREATE TRIGGER test_turn AFTER UPDATE OF keys ON mls_group FOR EACH ROW WHEN (OLD.keys IS DISTINCT FROM NEW.keys) EXECUTE FUNCTION test_turn();
        """);

    private static async Task<ChannelId> ChannelAsync(RunningNode node)
    {
        using var client = NodeClient.Open(node.Directory);
        var channel = (await client.NodeAsync(TestContext.Current.CancellationToken)).Channels.Single(c => c.Name == Channel);
        return Digest.TryParse(channel.Founding, out var founding) ? new ChannelId(channel.Name, founding) : throw new FormatException(channel.Founding);
    }

    /// <summary>Whether peers come in at this replica: only the one that writes has its door open.</summary>
    private static async Task<bool> WritesAsync(RunningNode replica)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", replica.Listen, TestContext.Current.CancellationToken);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    /// <summary>How many records a node has taken sealed and not, once both are in the group; nothing before.</summary>
    private static async Task<(long Sealed, long Plain)?> TakenAsync(RunningNode node)
    {
        using var json = JsonDocument.Parse(await node.Api.GetStringAsync("/v1/node", TestContext.Current.CancellationToken));
        var sealing = json.RootElement.GetProperty("channels")[0].GetProperty("sealing");
        return sealing.ValueKind == JsonValueKind.Object && sealing.GetProperty("members").GetArrayLength() == 2
            ? (sealing.GetProperty("takenSealed").GetInt64(), sealing.GetProperty("takenPlain").GetInt64())
            : null;
    }

    private static async Task<RecordMessage[]> AllAsync(RunningNode node)
    {
        var all = new List<RecordMessage>();
        while (true)
        {
            var page = await node.Api.GetFromJsonAsync<RecordMessage[]>(string.Create(CultureInfo.InvariantCulture, $"/v1/records?service=true&limit=500&after={(all.Count == 0 ? 0 : all[^1].Sequence)}"), TestContext.Current.CancellationToken);
            if (page!.Length == 0)
                return [.. all];
            all.AddRange(page);
        }
    }

    /// <summary>Officers of both sides who say one thing after the other, each until it is acknowledged.</summary>
    private sealed class Load(string north, string south, ChannelId channel, RunningNode first, RunningNode second, RunningNode peer) : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private int _submitted;
        private int _latest;

        /// <summary>Record to author.</summary>
        public ConcurrentDictionary<string, string> Acknowledged { get; } = new();

        /// <summary>The submission at the cluster that was acknowledged last.</summary>
        public int Latest => Volatile.Read(ref _latest);

        /// <summary>The one that comes after those under way.</summary>
        public int Next => Volatile.Read(ref _submitted) + 1;

        public bool IsAcknowledged(int submission) => Latest >= submission;

        public void Dispose() => _end.Dispose();

        public async Task ForAsync(TimeSpan time, CancellationToken cancel) => await Task.Delay(time, cancel);

        public Task EndAsync() => _end.CancelAsync();

        public Task RunAsync(CancellationToken cancel) => Task.WhenAll(SayAsync("X-NN", "X-SS", north, [first, second], cancel), SayAsync("X-SS", "X-NN", south, [peer], cancel));

        private async Task SayAsync(string from, string to, string directory, RunningNode[] replicas, CancellationToken cancel)
        {
            for (var number = 1; !_end.IsCancellationRequested; number++)
            {
                var draft = new Draft
                {
                    Channel = channel,
                    Desk = PostId.Parse($"{from}/mod-duty"),
                    To = [PostId.Parse($"{to}/mod-duty")],
                    Seen = [],
                    Composed = TimeProvider.System.GetUtcNow(),
                    Form = FormId.Parse("message/1"),
                    Fields = [new Field("text", string.Create(CultureInfo.InvariantCulture, $"{from} {number}"))],
                }.Sign(new NodeDirectory(directory), "duty-1", "duty-2", SodiumProvider.Instance);
                if (from == "X-NN")
                    Volatile.Write(ref _submitted, number);
                for (var at = 0; ; at++)
                {
                    try
                    {
                        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                        patience.CancelAfter(TimeSpan.FromSeconds(15));
                        using var answer = await replicas[at % replicas.Length].Api.PostAsJsonAsync("/v1/records", draft, patience.Token);
                        if (answer.IsSuccessStatusCode)
                        {
                            var submitted = await answer.Content.ReadFromJsonAsync<SubmittedMessage>(patience.Token);
                            Acknowledged[submitted!.Id] = from;
                            break;
                        }
                    }
                    catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
                    {
                        // The other one, or this one again.
                    }

                    await Task.Delay(100, cancel);
                }

                if (from == "X-NN")
                    Volatile.Write(ref _latest, number);
                await Task.Delay(50, cancel);
            }
        }
    }
}
