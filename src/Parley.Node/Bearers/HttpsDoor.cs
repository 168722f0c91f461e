using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Parley.Node.Bearers;

/// <summary>
/// Where other nodes come in: open while this replica writes, and shut while it follows. So a peer, or what stands before several
/// replicas, finds the one that writes by whose port answers.
/// </summary>
internal sealed partial class HttpsDoor(Func<WebApplication> build, string address, TimeProvider clock, ILogger<HttpsDoor> log) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2), Again = TimeSpan.FromSeconds(1);
    private WebApplication? _open;

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task OpenAsync(CancellationToken cancel)
    {
        var server = build();
        try
        {
            await server.StartAsync(cancel);
            _open = server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (e is not (SocketException or IOException))
                throw;
            throw new IOException($"The node cannot listen on {address} ({e.Message}). Choose another address or port in {NodeConfiguration.FileName}, or end the program that has it.", e);
        }
    }

    /// <summary>Keeps it open until cancelled, then shuts it.</summary>
    public async Task KeepAsync(CancellationToken cancel)
    {
        try
        {
            while (_open is null)
            {
                try
                {
                    await OpenAsync(cancel);
                }
                catch (IOException e)
                {
                    LogShut(e.Message);
                    await Task.Delay(Again, clock, cancel);
                }
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);
        }
        catch (OperationCanceledException)
        {
            await DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _open, null) is not { } server)
            return;
        using var grace = new CancellationTokenSource(Grace, clock);
        await server.StopAsync(grace.Token);
        await server.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private partial void LogShut(string reason);
}
