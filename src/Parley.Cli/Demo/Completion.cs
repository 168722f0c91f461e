namespace Parley.Cli.Demo;

/// <summary>
/// Waits until every record has climbed to "read" at every member and every node holds the same records; then every party
/// tests every line, so that all the others cosign all that was said.
/// </summary>
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
            foreach (var channel in exercise.Scenario.Channels)
            {
                foreach (var member in channel.Members)
                    await exercise[member].Client.TestLineAsync(channel.Name, patience.Token);
            }

            while (!await IsCosignedAsync(exercise, patience.Token) || !await IsCompleteAsync(exercise, patience.Token))
                await Task.Delay(50, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // What is missing then is counted as lost.
        }
    }

    private static async Task<bool> IsCosignedAsync(Exercise exercise, CancellationToken cancel)
    {
        foreach (var channel in exercise.Scenario.Channels)
        {
            foreach (var member in channel.Members)
            {
                var tests = (await exercise[member].Client.LedgerAsync(channel.Name, cancel)).Tests;
                if (tests.FirstOrDefault(t => t.Party == member) is not { } own || own.Cosigned.DistinctBy(c => c.Member).Count() < channel.Members.Count - 1)
                    return false;
            }
        }

        return true;
    }

    private static async Task<bool> IsCompleteAsync(Exercise exercise, CancellationToken cancel)
    {
        foreach (var node in exercise.Nodes)
        {
            if ((await node.Client.InboxAsync(cancel)).Length > 0)
                return false;
        }

        // Receipts are records too: with the same heads everywhere, every receipt is everywhere.
        foreach (var channel in exercise.Scenario.Channels)
        {
            string[]? first = null;
            foreach (var member in channel.Members)
            {
                var heads = await exercise[member].Client.HeadsAsync(channel.Name, cancel);
                if (!heads.SequenceEqual(first ??= heads))
                    return false;
            }
        }

        return true;
    }
}
