using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Cli.Demo;
using Parley.Node.Api;

namespace Parley.Node.Bench;

/// <summary>
/// Submits to a node over its API and follows what is receipted, at as little cost as it can: the machine is the nodes'. What it sends was
/// turned into bytes before, and what comes back is counted.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _delivered = new(0);
    private readonly Task _listening;

    private Load(HttpClient http, Stream events) => (_http, _listening) = (http, ListenAsync(events, _stop.Token));

    /// <summary>Begins to follow the node: what is submitted after this is counted.</summary>
    public static async Task<Load> OpenAsync(ExerciseNode node, CancellationToken cancel)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://{node.Client.Configuration.Api}"), Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Directory.ReadApiToken());
        return new Load(http, await http.GetStreamAsync("/v1/events?records=false", cancel));
    }

    public static byte[] ToBytes(IReadOnlyList<SubmissionMessage> submissions) => JsonSerializer.SerializeToUtf8Bytes(submissions, JsonSerializerOptions.Web);

    /// <summary>Submits batches of so many records, so many batches at a time, and returns once all are receipted.</summary>
    public async Task RunAsync(IReadOnlyList<byte[]> batches, int size, int inFlight, CancellationToken cancel)
    {
        // Receipts come in the order of the records, so that counting them says which batches are done.
        var (sent, open) = (new List<Task<int>>(), 0);
        foreach (var batch in batches)
        {
            sent.Add(SubmitAsync(batch, cancel));
            open += size;
            for (; open > (inFlight - 1) * size; open--)
                await DeliveredAsync(cancel);
        }

        for (var left = (await Task.WhenAll(sent)).Sum() - (batches.Count * size) + open; left > 0; left--)
            await DeliveredAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _http.Dispose();
        _stop.Dispose();
        _delivered.Dispose();
    }

    private async Task DeliveredAsync(CancellationToken cancel)
    {
        if (!await _delivered.WaitAsync(Patience, cancel))
            throw new TimeoutException($"no receipt came within {Patience.TotalSeconds:0} s");
    }

    private async Task<int> SubmitAsync(byte[] batch, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(batch) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync("/v1/submissions", content, cancel);
        response.EnsureSuccessStatusCode();
        var outcomes = JsonSerializer.Deserialize<SubmissionOutcome[]>(await response.Content.ReadAsByteArrayAsync(cancel), JsonSerializerOptions.Web)!;
        return outcomes.FirstOrDefault(o => o.Refused is not null)?.Refused is { } refused ? throw new InvalidOperationException($"{refused.Rule}: {refused.Detail}") : outcomes.Length;
    }

    private async Task ListenAsync(Stream events, CancellationToken cancel)
    {
        try
        {
            using var stream = new StreamReader(events);
            while (await stream.ReadLineAsync(cancel) is { } line)
            {
                if (line.Contains("\"rung\":\"delivered\"", StringComparison.Ordinal))
                    _delivered.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
