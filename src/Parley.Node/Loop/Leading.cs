using Microsoft.Extensions.Logging;

namespace Parley.Node.Loop;

/// <summary>What only the replica that writes does: begun when it takes over, ended when another has.</summary>
internal static partial class Leading
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs the work for as long as this replica writes, each time anew, until cancelled. A store that only one program opens: once. What fails is begun
    /// again, and the log says so: work that has ended in silence would be worse.
    /// </summary>
    public static async Task RunAsync(NodeLoop loop, Func<CancellationToken, Task> work, TimeProvider clock, ILogger log, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(loop, work, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // The node is shutting down.
            }
            catch (Exception e)
            {
                LogFailed(log, $"{work.Method.DeclaringType?.Name}.{work.Method.Name}", e.GetType().Name, e.StackTrace ?? "");
                await Task.Delay(Again, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task LeadAsync(NodeLoop loop, Func<CancellationToken, Task> work, CancellationToken cancel)
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} failed: {Kind}. It begins again. {Place}")]
    private static partial void LogFailed(ILogger log, string work, string kind, string place);
}
