using System.Text.RegularExpressions;
using Npgsql;
using Parley.Store.Postgres.Tests;

namespace Parley.EndToEnd.Tests.Clusters;

/// <summary>An older state of a node's database is put back: declared, it gets back what its peer has; undeclared, its peer finds it out.</summary>
[Trait("suite", "system")]
public sealed class DatabaseRestoreTests(PostgresServer server) : IAsyncLifetime
{
    private const string Channel = "line";
    private readonly Scratch _scratch = new();
    private NpgsqlConnectionStringBuilder _place = null!;
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _place = new NpgsqlConnectionStringBuilder(server.NewPlace());
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await (await RunningNode.InitAsync(_scratch["south"], "X-SS")).StartAsync();
        await File.AppendAllTextAsync(Path.Combine(_north.Directory, "node.yaml"), $"\nstore:\n  postgres: {_place.ConnectionString}\n");
        (await ParleyCommand.RunAsync("migrate", "--to", "postgres", "--node", _north.Directory)).Succeeded();
        await _north.StartAsync();
        await _north.OpenChannelAsync(_south, Channel);
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Database_PutBackAndDeclared_HasEveryRecordThatThePeerReceipted()
    {
        var before = await SayAsync(_north, "before the dump");
        await DumpAsync();
        string[] after = [await SayAsync(_north, "after it"), await SayAsync(_south, "answered after it")];
        foreach (var node in new[] { _north, _south })
            await DeliveredAsync(node, [before, .. after]);
        await _north.KillAsync();
        await PutBackAsync();

        // The lease of the killed node stands in what was put back, and has to run out.
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("restart", "--node", _north.Directory, "--root-key", Path.Combine(_north.Directory, "keys", "root.key"))).ExitCode == 0, seconds: 30);
        await _north.StartAsync();
        await DeliveredAsync(_north, [before, .. after]);
        await RunningNode.UntilAsync(async () => (await _south.RunAsync("status")).Output.Contains("incarnation 2, nothing that it said is missing", StringComparison.Ordinal), seconds: 60);
        await RunningNode.UntilAsync(async () => (await _north.RunAsync("status")).Output.Contains($"channel  {Channel}: open", StringComparison.Ordinal), seconds: 60);
        await DeliveredAsync(_south, [await SayAsync(_north, "here again")]);
        Assert.Equal("There is none.", (await _south.RunAsync("evidence")).Output.Trim());
        (await ParleyCommand.RunAsync("ledger", "fsck", "--node", _north.Directory)).Succeeded();
    }

    [Fact]
    public async Task Database_PutBackUndeclared_AlarmsAtThePeerWhichKeepsTheEvidence()
    {
        await DumpAsync();
        await DeliveredAsync(_south, [await SayAsync(_north, "one"), await SayAsync(_north, "two")]);
        await _north.KillAsync();
        await PutBackAsync();
        // The peer is away, so that it cannot learn in time what it said.
        await _south.KillAsync();
        await _north.StartAsync();
        // Once the lease that was put back has run out.
        await RunningNode.UntilAsync(async () => (await _north.SendAsync(Channel, "X-SS/mod-duty", "another word under a number that is taken")).ExitCode == 0, seconds: 30);
        await _south.StartAsync();
        await RunningNode.UntilAsync(async () => (await _south.RunAsync("status")).Output.Contains("CHN-009", StringComparison.Ordinal), seconds: 60);
        (await _south.RunAsync("evidence", "1", "--out", _scratch["evidence"])).Succeeded();
        Assert.Contains("X-NN signed two different records", (await ParleyCommand.RunAsync("verify", _scratch["evidence"])).Succeeded().Output, StringComparison.Ordinal);
    }

    private static async Task<string> SayAsync(RunningNode node, string text) =>
        Regex.Match((await node.SendAsync(Channel, node.Party == "X-NN" ? "X-SS/mod-duty" : "X-NN/mod-duty", text)).Succeeded().Output, "[0-9a-f]{64}").Value;

    private static async Task DeliveredAsync(RunningNode node, string[] records)
    {
        foreach (var id in records)
            await RunningNode.UntilAsync(async () => (await node.Api.GetAsync($"/v1/records/{id}")).IsSuccessStatusCode, seconds: 60);
    }

    private Task DumpAsync() => RunAsync("pg_dump", "-n", _place.SearchPath!, "-f", _scratch["dump.sql"], _place.Database!);

    private async Task PutBackAsync()
    {
        await RunAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", $"DROP SCHEMA {_place.SearchPath} CASCADE", _place.Database!);
        await RunAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", _scratch["dump.sql"], _place.Database!);
    }

    private async Task RunAsync(string program, params string[] arguments) =>
        (await ParleyCommand.RunProgramAsync(Path.Combine(PostgresServer.Programs!, program), _scratch.Path, ["-h", _place.Host!, "-U", "parley", .. arguments])).Succeeded();
}
