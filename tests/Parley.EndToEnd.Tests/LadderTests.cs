using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>The whole ladder with real processes: a demarche with two demands, from queued to adequate and declined.</summary>
[Trait("suite", "system")]
public sealed class LadderTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Demarche_FromQueuedToAdequate_IsDrawnAlikeOnBothSides()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        var note = Id(await ParleyCommand.RunAsync("send", channel, "--to", "X-SS/mod-duty", "--form", "demarche.note/1", "--field", "demand.1=An investigation.", "--field", "demand.2=Measures.",
            "--drafted-by", "duty-1", "--released-by", "duty-2", "--wait", "--json", "--node", _north.Directory));
        (await ParleyCommand.RunAsync("read", "--officer", "duty-1", "--node", _south.Directory)).Succeeded();
        (await ParleyCommand.RunAsync("shown", note, "--to", "the minister", "--officer", "duty-1", "--node", _south.Directory)).Succeeded();
        var paraphrase = Id(await Officers(_south, "paraphrase", note, "--text", "You ask for two things.", "--json"));
        await At(_north, paraphrase);
        (await Officers(_north, "confirm", paraphrase)).Succeeded();
        var answer = Id(await Officers(_south, "reply", note, "--question", "demand.1", "--text", "We take part.", "--json"));
        (await Officers(_south, "decline", note, "--question", "demand.2", "--reason", "No matter of ours.")).Succeeded();
        await At(_north, answer);
        (await Officers(_north, "adequate", answer, "--question", "demand.1")).Succeeded();

        foreach (var node in new[] { _north, _south })
        {
            await RunningNode.UntilAsync(async () => Ladder((await ParleyCommand.RunAsync("ladder", note, "--json", "--node", node.Directory)).Output) is var (rungs, states)
                && rungs.IsSupersetOf(["delivered", "read", "shown", "understood", "declined"]) && states.SequenceEqual(["adequate", "declined"]));
            var drawn = (await ParleyCommand.RunAsync("ladder", note, "--node", node.Directory)).Succeeded().Output;
            foreach (var expected in new[] { "shown to the principal", "understood", "1 of 2", "demand.1", "An investigation.", "confirmed by its author", "EXERCISE" })
                Assert.Contains(expected, drawn, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reply_ToNoQuestionOfIt_SaysWhichThereAre()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        var note = Id(await _north.SendAsync(channel, "X-SS/mod-duty", "What was it?", "--wait"));
        var wrong = await Officers(_south, "reply", note, "--question", "demand.1", "--text", "x");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("its questions are: all", wrong.Error, StringComparison.Ordinal);
        var own = await Officers(_north, "reply", note, "--text", "x");
        Assert.Equal(1, own.ExitCode);
        Assert.Contains("LAD-012", own.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await Officers(_south, "confirm", note)).ExitCode);
    }

    [Fact]
    public async Task Exchange_OfTwoLists_RevealsByItselfOnceBothHeadersAreIn()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        await Seal(_north, "X-SS/mod-duty");
        await RunningNode.UntilAsync(async () => (await _south.Api.GetStringAsync("/v1/exchanges")).Contains("lists/2023", StringComparison.Ordinal));
        Assert.DoesNotContain("secret of X-NN", await _south.Api.GetStringAsync("/v1/records?service=true&limit=1000", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // The node that holds what is sealed may die in between.
        await _north.KillAsync();
        await _north.StartAsync();
        await Seal(_south, "X-NN/mod-duty");
        foreach (var node in new[] { _north, _south })
        {
            await RunningNode.UntilAsync(async () => await node.Api.GetStringAsync("/v1/records?limit=1000") is var records
                && records.Contains("secret of X-NN", StringComparison.Ordinal) && records.Contains("secret of X-SS", StringComparison.Ordinal));
            var shown = (await ParleyCommand.RunAsync("exchange", "--node", node.Directory)).Succeeded().Output;
            Assert.Contains("no fair exchange", shown, StringComparison.Ordinal);
            Assert.Contains("every header is in", shown, StringComparison.Ordinal);
        }

        async Task Seal(RunningNode node, string to) => await SealAsync(node, channel, to, "lists/2023");
    }

    [Fact]
    public async Task Exchange_WithdrawnBeforeTheOthersHeader_RevealsNothingAndIsNoBreach()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        await SealAsync(_north, channel, "X-SS/mod-duty", "lists/2024");
        var header = "";
        await RunningNode.UntilAsync(async () =>
        {
            using var records = JsonDocument.Parse(await _south.Api.GetStringAsync("/v1/records?limit=1000"));
            header = records.RootElement.EnumerateArray().Where(r => r.GetProperty("subject").GetString() == "lists/2024").Select(r => r.GetProperty("id").GetString()).FirstOrDefault() ?? "";
            return header.Length > 0;
        });
        Assert.Equal(1, (await Officers(_south, "exchange", "withdraw", header)).ExitCode);
        (await Officers(_north, "exchange", "withdraw", header, "--reason", "the list is being checked")).Succeeded();
        foreach (var node in new[] { _north, _south })
            await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("exchange", "--node", node.Directory)).Output.Contains("withdrawn before", StringComparison.Ordinal));

        await SealAsync(_south, channel, "X-NN/mod-duty", "lists/2024");
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("exchange", "--node", _north.Directory)).Output.Contains("header is in", StringComparison.Ordinal));
        Assert.DoesNotContain("secret of", await _south.Api.GetStringAsync("/v1/records?service=true&limit=1000", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("secret of", await _north.Api.GetStringAsync("/v1/records?service=true&limit=1000", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task SealAsync(RunningNode node, string channel, string to, string subject) =>
        (await Officers(node, "send", channel, "--to", to, "--form", "sealed.list/1", "--subject", subject, "--field", $"list=secret of {node.Party}", "--reveal-by", "2099-01-01T00:00:00Z")).Succeeded();

    [Fact]
    public async Task Phrase_AndTranslation_AreReadInAnotherLanguageBesideTheOriginal()
    {
        // TRN-003, PHR-002, PHR-003
        var channel = await _north.OpenChannelAsync(_south, "line");
        var said = Id(await Officers(_north, "say", channel, "--to", "X-SS/mod-duty", "--phrase", "FH-05", "--value", "time=07:40Z", "--wait", "--json"));
        var shown = (await ParleyCommand.RunAsync("show", said, "--in", "uk", "--node", _south.Directory)).Succeeded().Output;
        Assert.Contains("Nobody was hurt, as far as we know at 07:40Z.", shown, StringComparison.Ordinal);
        Assert.Contains("FH-05 in 'uk', NOT REVIEWED by anybody: Наскільки нам відомо на 07:40Z", shown, StringComparison.Ordinal);
        var missing = await Officers(_north, "say", channel, "--to", "X-SS/mod-duty", "--phrase", "FH-05");
        Assert.Contains("'time' is missing", missing.Error, StringComparison.Ordinal);

        // Another edition of the book on the reader's side is another book.
        var (book, copy) = (await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "phrases", "first-hour.yaml"), TestContext.Current.CancellationToken), Path.Combine(_north.Directory, "phrases"));
        Directory.CreateDirectory(copy);
        await File.WriteAllTextAsync(Path.Combine(copy, "a-book.yaml"), book.Replace("Nobody was hurt", "No one was hurt", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var other = Id(await Officers(_north, "say", channel, "--to", "X-SS/mod-duty", "--phrase", "FH-05", "--value", "time=07:41Z", "--wait", "--json"));
        var unknown = (await ParleyCommand.RunAsync("show", other, "--in", "uk", "--node", _south.Directory)).Succeeded().Output;
        Assert.Contains("No one was hurt", unknown, StringComparison.Ordinal);
        Assert.Contains("which is not here", unknown, StringComparison.Ordinal);

        // PHR-001
        await File.WriteAllTextAsync(Path.Combine(copy, "a-book.yaml"), book.Replace("на {time}, ніхто", "ніхто", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var broken = await Officers(_north, "say", channel, "--to", "X-SS/mod-duty", "--phrase", "FH-05", "--value", "time=07:42Z");
        Assert.Contains("FH-05: 'uk' has not the same values", broken.Error, StringComparison.Ordinal);

        (await Officers(_south, "translate", said, "--language", "uk", "--translator", "machine: example 1.0", "--field", "text=Переклад.")).Succeeded();
        foreach (var node in new[] { _north, _south })
        {
            await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("show", said, "--node", node.Directory)).Output is var beside
                && beside.Contains("Переклад.", StringComparison.Ordinal) && beside.Contains("authoritative", StringComparison.Ordinal) && beside.Contains("machine: example 1.0", StringComparison.Ordinal));
        }
    }

    private static Task<ParleyCommand.Result> Officers(RunningNode node, params string[] command) =>
        ParleyCommand.RunAsync([.. command, "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", node.Directory]);

    private static string Id(ParleyCommand.Result result)
    {
        using var json = JsonDocument.Parse(result.Succeeded().Output);
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static Task At(RunningNode node, string record) =>
        RunningNode.UntilAsync(async () => (await node.Api.GetAsync($"/v1/records/{record}")).IsSuccessStatusCode);

    private static (HashSet<string> Rungs, string[] States) Ladder(string output)
    {
        using var json = JsonDocument.Parse(output);
        return (
            [.. json.RootElement.GetProperty("ladder").EnumerateArray().Select(r => r.GetProperty("rung").GetString()!)],
            [.. json.RootElement.GetProperty("members")[0].GetProperty("questions").EnumerateArray().Select(q => q.GetProperty("state").GetString()!)]);
    }
}
