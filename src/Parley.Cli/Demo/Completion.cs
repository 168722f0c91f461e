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
