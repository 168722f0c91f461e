namespace Parley.Cli.Demo;

/// <summary>Waits until every record has climbed to "read" at every member, and every node holds the same records.</summary>
internal static class Completion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(Exercise exercise, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            while (!await IsCompleteAsync(exercise, patience.Token))
                await Task.Delay(50, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What is missing then is counted as lost.
        }
    }

    private static async Task<bool> IsCompleteAsync(Exercise exercise, CancellationToken cancel)
    {
        var held = new Dictionary<string, HashSet<string>>();
        foreach (var node in exercise.Nodes)
        {
            var records = new List<string>();
            var after = 0L;
            while (await node.Client.RecordsAsync(null, after, service: true, cancel) is { Length: > 0 } page)
            {
                after = page[^1].Sequence;
                records.AddRange(page.Select(r => $"{r.Channel} {r.Id}"));
                var unfinished = page.Any(r => r.Author == node.Party.Id && !r.Form.StartsWith("receipt.", StringComparison.Ordinal)
                    && r.Ladder.Count(rung => rung.Rung == "read") < exercise.Scenario.Channels.First(c => c.Name == r.Channel).Members.Count - 1);
                if (unfinished)
                    return false;
            }

            held[node.Party.Id] = [.. records];
        }

        return exercise.Scenario.Channels.All(channel =>
        {
            var of = channel.Members.Select(m => held[m].Where(r => r.StartsWith(channel.Name + " ", StringComparison.Ordinal)).ToHashSet()).ToArray();
            return of.All(set => set.SetEquals(of[0]));
        });
    }
}
