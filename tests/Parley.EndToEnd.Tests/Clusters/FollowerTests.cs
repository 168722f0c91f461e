using System.Net;
using Npgsql;
using Parley.Store.Postgres.Tests;

namespace Parley.EndToEnd.Tests.Clusters;

/// <summary>A replica that follows loses the database, which the one that writes still has.</summary>
[Trait("suite", "system")]
public sealed class FollowerTests(PostgresServer server) : IDisposable
{
    private const string Channel = "north-south.line", Follower = "follower";
    private readonly Scratch _scratch = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Follower_ThatLosesTheDatabase_SaysSoTakesNothingAndCatchesUp()
    {
        // 1. A node of two replicas. The second reaches the server by a way of its own, which can be cut.
        var place = new NpgsqlConnectionStringBuilder(server.NewPlace());
        var (socket, way) = (Path.Combine(place.Host!, ".s.PGSQL.5432"), Path.Combine(Directory.CreateDirectory(_scratch["way"]).FullName, ".s.PGSQL.5432"));
        File.CreateSymbolicLink(way, socket);
        await using var south = await (await RunningNode.InitAsync(_scratch["south"], "X-SS")).StartAsync();
        await using var first = await (await RunningNode.InitAsync(_scratch["first"], "X-NN")).StartAsync();
        await first.OpenChannelAsync(south, Channel);
        await first.StopAsync();
        await File.AppendAllTextAsync(Path.Combine(first.Directory, "node.yaml"), $"\nstore:\n  postgres: {place}\n  lease-seconds: 4\n", Cancel);
        (await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", first.Directory)).Succeeded();
        // On the same port, as a machine that takes over another's address: the peer finds it there.
        await using var second = await first.CopyAsync(_scratch["second"], first.Listen);
        var copied = Path.Combine(second.Directory, "node.yaml");
        var theirs = new NpgsqlConnectionStringBuilder(place.ConnectionString) { Host = Path.GetDirectoryName(way), ApplicationName = Follower };
        await File.WriteAllTextAsync(copied, (await File.ReadAllTextAsync(copied, Cancel)).Replace($"postgres: {place}", $"postgres: {theirs}", StringComparison.Ordinal), Cancel);
        await first.StartAsync();
        await second.StartAsync();
        await SayAsync(first, "both see it");
        await RunningNode.UntilAsync(() => HasAsync(second, "both see it"));

        // 2. The way is cut. It says that it is ill and takes nothing; the other writes on.
        File.Delete(way);
        server.Admin($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{Follower}'");
        await RunningNode.UntilAsync(async () => await HealthAsync(second) == (HttpStatusCode.ServiceUnavailable, "store\n"));
        await SayAsync(first, "one alone sees it");
        var refused = await second.SendAsync(Channel, "X-SS/mod-duty", "to a replica that is blind");
        Assert.Contains("nothing was stored", refused.Fails("cannot reach its database").Error, StringComparison.Ordinal);
        // What needs no look into the database first is refused in the same words.
        using (var card = new StringContent(await File.ReadAllTextAsync(Path.Combine(south.Directory, "card.txt"), Cancel)))
        using (var answer = await second.Api.PostAsync("/v1/cards", card, Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("cannot reach its database", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await HealthAsync(first));

        // 3. The way is there again: it has what was said meanwhile, and is well.
        File.CreateSymbolicLink(way, socket);
        await RunningNode.UntilAsync(async () => await HealthAsync(second) == (HttpStatusCode.OK, "ok\n"));
        Assert.True(await HasAsync(second, "one alone sees it"));

        // 4. It is the one to take over, and what was refused was said by nobody.
        await first.KillAsync();
        await RunningNode.UntilAsync(async () => (await second.SendAsync(Channel, "X-SS/mod-duty", "it took over")).ExitCode == 0);
        await RunningNode.UntilAsync(() => HasAsync(south, "it took over"));
        Assert.False(await HasAsync(south, "to a replica that is blind"));
        Assert.Equal("[]", await south.Api.GetStringAsync("/v1/evidence", Cancel));

        async Task SayAsync(RunningNode node, string text)
        {
            (await node.SendAsync(Channel, "X-SS/mod-duty", text)).Succeeded();
            await RunningNode.UntilAsync(() => HasAsync(south, text));
        }
    }

    private static async Task<bool> HasAsync(RunningNode node, string text) => (await node.Api.GetStringAsync("/v1/records?limit=500", Cancel)).Contains(text, StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Status, string Word)> HealthAsync(RunningNode node)
    {
        using var answer = await node.Api.GetAsync("/health", Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
