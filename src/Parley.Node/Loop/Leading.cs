namespace Parley.Node.Loop;

/// <summary>What only the replica that writes does: begun when it takes over, ended when another has.</summary>
internal static class Leading
{
    /// <summary>Runs the work for as long as this replica writes, each time anew, until cancelled. A store that only one program opens: once.</summary>
    public static async Task RunAsync(NodeLoop loop, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await loop.LeadsAsync(true, cancel);
                using var term = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                var working = work(term.Token);
                try
                {
                    // Work that has nothing to do ends at once, and is not begun again for that.
                    var led = loop.LeadsAsync(false, term.Token);
                    if (await Task.WhenAny(working, led) == working)
                    {
                        await working;
                        await led;
                    }
                }
                finally
                {
                    await term.CancelAsync();
                    await working;
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The node is shutting down.
        }
    }
}
