using System.Text.Json;
using Parley.Store.Postgres.Tests;

namespace Parley.EndToEnd.Tests.Clusters;

/// <summary>A node that moves from its file to PostgreSQL and back, and goes on in each place.</summary>
[Trait("suite", "system")]
public sealed class MigrationTests(PostgresServer server) : IDisposable
{
    private const string Channel = "north-south.line";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Node_MovedToPostgresAndBack_IsTheSameAndGoesOn()
    {
        var place = server.NewPlace();
        await using var north = await (await RunningNode.InitAsync(_scratch["north"], "X-NN")).StartAsync();
        await using var south = await (await RunningNode.InitAsync(_scratch["south"], "X-SS")).StartAsync();
        await north.OpenChannelAsync(south, Channel);
        await SayAsync("in a file");
        (await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", north.Directory)).Fails("names no 'store'");
        await NameAsync();
        (await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", north.Directory)).Fails("running on");
        await north.KillAsync();

        var there = await MoveAsync("postgres");
        Assert.False(File.Exists(Path.Combine(north.Directory, "node.db")));
        (await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", north.Directory)).Fails("is not there");
        await north.StartAsync();
        await SayAsync("in PostgreSQL");
        // Of the database's backups the node knows nothing, and says nothing.
        Assert.DoesNotContain("parley_backup_age", await north.Api.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("ledger", "fsck", "--node", north.Directory)).Succeeded();
        // While it runs nobody takes it away from under it, from whichever copy of its directory.
        (await ParleyCommand.RunProgramAsync("cp", ParleyCommand.Root, "-a", north.Directory, _scratch["copy"])).Succeeded();
        (await ParleyCommand.RunAsync("migrate", "--to", "sqlite", "--node", _scratch["copy"])).Fails("writes to");
        (await ParleyCommand.RunAsync("backup", "key", _scratch["backup.key"], "--public", _scratch["backup.pub"], "--no-passphrase")).Succeeded();
        (await ParleyCommand.RunAsync("backup", "--to", _scratch.Path, "--key", _scratch["backup.pub"], "--node", north.Directory)).Fails("whose own backups");
        await north.StopAsync();

        var back = await MoveAsync("sqlite");
        Assert.Equal(there.Keys.Order(StringComparer.Ordinal), back.Keys.Order(StringComparer.Ordinal));
        Assert.True(back["record"].Rows > there["record"].Rows);
        // The database that it left is closed for good.
        (await ParleyCommand.RunAsync("migrate", "--to", "sqlite", "--node", north.Directory)).Fails("is there already");
        Assert.Equal("a node that has moved to another database", PostgresServer.Sql(place, "SELECT holder FROM lease"));
        await File.WriteAllTextAsync(Path.Combine(north.Directory, "node.yaml"), (await File.ReadAllTextAsync(Path.Combine(north.Directory, "node.yaml"), Cancel)).Split("\nstore:")[0] + "\n", Cancel);
        await north.StartAsync();
        await SayAsync("in a file again");
        (await ParleyCommand.RunAsync("ledger", "fsck", "--node", north.Directory)).Succeeded();
        Assert.Equal("[]", await south.Api.GetStringAsync("/v1/evidence", Cancel));

        async Task SayAsync(string text)
        {
            (await north.SendAsync(Channel, "X-SS/mod-duty", $"{text}.")).Succeeded();
            (await south.SendAsync(Channel, "X-NN/mod-duty", $"{text}.")).Succeeded();
            foreach (var node in new[] { north, south })
                await RunningNode.UntilAsync(async () => (await node.Api.GetStringAsync("/v1/records?limit=500", Cancel)).Split($"{text}.").Length >= 3);
        }

        Task NameAsync() => File.AppendAllTextAsync(Path.Combine(north.Directory, "node.yaml"), $"\nstore:\n  postgres: {place}\n", Cancel);

        async Task<Dictionary<string, (long Rows, string Digest)>> MoveAsync(string to)
        {
            var moved = await ParleyCommand.RunAsync("migrate", "--to", to, "--node", north.Directory, "--json");
            moved.Succeeded();
            using var json = JsonDocument.Parse(moved.Output);
            return json.RootElement.GetProperty("tables").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!, t => (t.GetProperty("rows").GetInt64(), t.GetProperty("sha256").GetString()!));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
