using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Parley.Node;
using Parley.Node.Api;
using Parley.Records;

namespace Parley.Cli;

/// <summary>Talks to a node's API with the token from its directory.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;

    // For files, which take as long as they take.
    private readonly HttpClient _large;
    private readonly string _address;

    private NodeClient(NodeDirectory directory, NodeConfiguration configuration, string token)
    {
        Directory = directory;
        Configuration = configuration;
        Self = PartyId.Parse(configuration.Party);
        _address = configuration.Api;
        _http = Client(TimeSpan.FromSeconds(30));
        _large = Client(Timeout.InfiniteTimeSpan);

        HttpClient Client(TimeSpan timeout)
        {
            var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = new Uri($"http://{configuration.Api}"), Timeout = timeout };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return client;
        }
    }

    public NodeDirectory Directory { get; }

    public NodeConfiguration Configuration { get; }

    public PartyId Self { get; }

    /// <summary>A client for the node in a directory.</summary>
    /// <exception cref="InvalidDataException">There is no node.</exception>
    public static NodeClient Open(string path)
    {
        var directory = new NodeDirectory(path);
        var configuration = NodeConfiguration.Read(directory.Path);
        return new NodeClient(directory, configuration, directory.ReadApiToken());
    }

    /// <summary>Whether the node runs.</summary>
    public async Task<bool> IsUpAsync(CancellationToken cancel)
    {
        try
        {
            await NodeAsync(cancel);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public Task<NodeMessage> NodeAsync(CancellationToken cancel) => GetAsync<NodeMessage>("/v1/node", cancel);

    public Task<SeenMessage> SeenAsync(string channel, CancellationToken cancel) => GetAsync<SeenMessage>($"/v1/channels/{Uri.EscapeDataString(channel)}/seen", cancel);

    public Task<LedgerMessage> LedgerAsync(string channel, CancellationToken cancel) => GetAsync<LedgerMessage>($"/v1/channels/{Uri.EscapeDataString(channel)}/ledger", cancel);

    public async Task<SubmittedMessage> TestLineAsync(string channel, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.PostAsync($"/v1/channels/{Uri.EscapeDataString(channel)}/test", null, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<SubmittedMessage>(Terminal.Json, cancel))!;
    }

    public Task<string> EndRecoveryAsync(string channel, CancellationToken cancel) => PostTextAsync($"/v1/channels/{Uri.EscapeDataString(channel)}/end-recovery", "", cancel);

    public Task<string[]> HeadsAsync(string channel, CancellationToken cancel) => GetAsync<string[]>($"/v1/channels/{Uri.EscapeDataString(channel)}/heads", cancel);

    /// <summary>This party's own records, receipts and line tests apart.</summary>
    public Task<RecordMessage[]> OwnRecordsAsync(CancellationToken cancel) => GetAsync<RecordMessage[]>($"/v1/records?author={Self}&limit=1000", cancel);

    public Task<WaitingMessage[]> WaitingAsync(CancellationToken cancel) => GetAsync<WaitingMessage[]>("/v1/waiting", cancel);

    public Task<RecordMessage[]> InboxAsync(CancellationToken cancel) => GetAsync<RecordMessage[]>("/v1/inbox", cancel);

    public Task<RecordMessage> RecordAsync(string id, CancellationToken cancel) => GetAsync<RecordMessage>($"/v1/records/{Uri.EscapeDataString(id)}/ladder", cancel);

    public Task<string> RecordBytesAsync(string id, CancellationToken cancel) => GetTextAsync($"/v1/records/{Uri.EscapeDataString(id)}", cancel);

    public Task<string> ProofAsync(string id, CancellationToken cancel) => GetTextAsync($"/v1/records/{Uri.EscapeDataString(id)}/proof", cancel);

    public Task<EvidenceMessage[]> EvidenceListAsync(CancellationToken cancel) => GetAsync<EvidenceMessage[]>("/v1/evidence", cancel);

    public async Task<byte[]> EvidenceAsync(int number, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.GetAsync(FormattableString.Invariant($"/v1/evidence/{number}"), cancel), cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    public Task<ExchangeMessage[]> ExchangesAsync(CancellationToken cancel) => GetAsync<ExchangeMessage[]>("/v1/exchanges", cancel);

    public Task<LineMessage[]> LinesAsync(CancellationToken cancel) => GetAsync<LineMessage[]>("/v1/lines", cancel);

    public async Task<SelfTestMessage> SelfTestAsync(CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.PostAsync("/v1/self-test", null, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<SelfTestMessage>(Terminal.Json, cancel))!;
    }

    /// <summary>What the node measures of itself, by the metric's name; those that differ by a label added up.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MeasuresAsync(CancellationToken cancel)
    {
        var measured = new Dictionary<string, double>();
        foreach (var line in (await GetTextAsync("/metrics", cancel)).Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            var name = line[..line.IndexOfAny(['{', ' '])];
            var rest = line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var value = line.Contains('{', StringComparison.Ordinal) ? rest[0] : rest[1];
            if (double.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number))
                measured[name] = measured.GetValueOrDefault(name) + number;
        }

        return measured;
    }

    public Task<OwedMessage[]> OwedAsync(CancellationToken cancel) => GetAsync<OwedMessage[]>("/v1/owed", cancel);

    public Task<AlarmMessage[]> AlarmsAsync(CancellationToken cancel) => GetAsync<AlarmMessage[]>("/v1/alarms", cancel);

    public Task<string> CardAsync(string party, CancellationToken cancel) => GetTextAsync($"/v1/cards/{Uri.EscapeDataString(party)}", cancel);

    public Task<string> PolicyAsync(string channel, CancellationToken cancel, string? hash = null) =>
        GetTextAsync($"/v1/channels/{Uri.EscapeDataString(channel)}/policy{(hash is null ? "" : $"?hash={Uri.EscapeDataString(hash)}")}", cancel);

    public Task<string> AcceptCardAsync(string note, CancellationToken cancel) => PostTextAsync("/v1/cards", note, cancel);

    public Task<string> SignPolicyAsync(string policy, CancellationToken cancel) => PostTextAsync("/v1/channels", policy, cancel);

    public async Task<SubmittedMessage> SubmitAsync(SubmissionMessage submission, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.PostAsJsonAsync("/v1/records", submission, Terminal.Json, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<SubmittedMessage>(Terminal.Json, cancel))!;
    }

    public async Task<SubmissionOutcome[]> SubmitAsync(IReadOnlyList<SubmissionMessage> submissions, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.PostAsJsonAsync("/v1/submissions", submissions, Terminal.Json, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<SubmissionOutcome[]>(Terminal.Json, cancel))!;
    }

    public async Task<byte[]> PackPouchAsync(string party, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.PostAsync($"/v1/pouches/{Uri.EscapeDataString(party)}", null, cancel), cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    /// <summary>Writes one of the pouches that a file goes in, and says how many they are.</summary>
    public async Task<int> PackPouchAsync(string party, string record, int position, int part, FileStream target, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _large.SendAsync(new HttpRequestMessage(HttpMethod.Post, FormattableString.Invariant($"/v1/pouches/{Uri.EscapeDataString(party)}/attachments/{record}/{position}?part={part}")), HttpCompletionOption.ResponseHeadersRead, cancel), cancel);
        await response.Content.CopyToAsync(target, cancel);
        return int.Parse(response.Headers.GetValues(PouchApi.PartsHeader).First(), CultureInfo.InvariantCulture);
    }

    public async Task<UnpackedMessage> UnpackPouchAsync(Stream pouch, CancellationToken cancel)
    {
        using var content = new StreamContent(pouch, 64 * 1024);
        using var response = await SendAsync(() => _large.PostAsync("/v1/pouches", content, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<UnpackedMessage>(Terminal.Json, cancel))!;
    }

    public Task<AttachmentMessage[]> AttachmentsAsync(string? record, CancellationToken cancel) =>
        GetAsync<AttachmentMessage[]>($"/v1/attachments{(record is null ? "" : $"?record={Uri.EscapeDataString(record)}")}", cancel);

    /// <summary>Hands a file to the node; <paramref name="done"/> is told how many bytes have gone.</summary>
    public async Task<ImportedMessage> ImportAsync(string channel, Stream file, Action<long> done, CancellationToken cancel)
    {
        using var content = new StreamContent(new CountingStream(file, done), 64 * 1024);
        using var response = await SendAsync(() => _large.PostAsync($"/v1/channels/{Uri.EscapeDataString(channel)}/attachments", content, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<ImportedMessage>(Terminal.Json, cancel))!;
    }

    /// <summary>Writes an attachment to a file that is open.</summary>
    public async Task<long> GetAttachmentAsync(AttachmentMessage attachment, FileStream target, Action<long> done, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _large.GetAsync(FormattableString.Invariant($"/v1/attachments/{attachment.Record}/{attachment.Position}"), HttpCompletionOption.ResponseHeadersRead, cancel), cancel);
        await using var source = new CountingStream(await response.Content.ReadAsStreamAsync(cancel), done);
        await source.CopyToAsync(target, cancel);
        target.Flush(flushToDisk: true);
        return target.Length;
    }

    public void Dispose()
    {
        _http.Dispose();
        _large.Dispose();
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.GetAsync(path, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<T>(Terminal.Json, cancel))!;
    }

    private async Task<string> GetTextAsync(string path, CancellationToken cancel)
    {
        using var response = await SendAsync(() => _http.GetAsync(path, cancel), cancel);
        return await response.Content.ReadAsStringAsync(cancel);
    }

    private async Task<string> PostTextAsync(string path, string text, CancellationToken cancel)
    {
        using var content = new StringContent(text, Encoding.UTF8, "text/plain");
        using var response = await SendAsync(() => _http.PostAsync(path, content, cancel), cancel);
        return (await response.Content.ReadFromJsonAsync<string>(Terminal.Json, cancel))!;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancel)
    {
        HttpResponseMessage response;
        try
        {
            response = await send();
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"The node at {_address} does not answer ({e.Message}). Start it with: {Terminal.StartOf(Directory.Path)}", e);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"The node at {_address} did not answer within {_http.Timeout.TotalSeconds:0} s.", e);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
                throw Terminal.Refused((await response.Content.ReadFromJsonAsync<FaultMessage>(Terminal.Json, cancel))!);
            if (response.StatusCode == HttpStatusCode.NotFound)
                throw new CommandFailure("the node knows nothing of that name or id; 'parley status' lists what it has");
            var text = (await response.Content.ReadAsStringAsync(cancel)).Trim();
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                throw new IOException(text);
            throw new CommandFailure($"the node answered {(int)response.StatusCode}: {text}");
        }
    }
}
