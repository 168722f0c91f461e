using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Parley.Cli;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.EndToEnd.Tests;

/// <summary>A real node process on ports of its own, with what a test needs to talk to it and to hurt it.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private static int _port = Random.Shared.Next(20_000);

    private Process? _process;

    private readonly string? _namespace;

    /// <summary>Where other nodes reach it; nothing where its card says so by itself.</summary>
    public string? Address { get; private init; }

    private RunningNode(string party, string directory, int listen, int api, string? name)
    {
        Party = party;
        Directory = directory;
        Listen = listen;
        _namespace = name;
        Api = new HttpClient(name is null ? new SocketsHttpHandler() : new SocketsHttpHandler { ConnectCallback = (to, cancel) => Network.ConnectAsync(name, to.DnsEndPoint, cancel) })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{api}"),
        };
    }

    public string Party { get; }

    public string Directory { get; }

    public int Listen { get; }

    public HttpClient Api { get; }

    public int ProcessId => _process!.Id;

    public string Log => Path.Combine(Directory, "..", $"{Party}.log");

    public static async Task<RunningNode> InitAsync(string directory, string party, params string[] more)
    {
        var (listen, api) = (FreePort(), FreePort());
        (await ParleyCommand.RunAsync(["init", directory, "--party", party, "--listen", $"127.0.0.1:{listen}", "--api", $"127.0.0.1:{api}", .. more])).Succeeded();
        return await OpenAsync(party, directory, listen, api, null);
    }

    /// <summary>A node on a host of a network: the card has the address at which the other host reaches it.</summary>
    public static async Task<RunningNode> InitAsync(string directory, string party, Network network, int side)
    {
        const int Listening = 7443, Api = 7480;
        var address = $"https://{network.Publish(side, Listening)}";
        (await ParleyCommand.RunAsync("init", directory, "--party", party, "--listen", $"{network.Address(side)}:{Listening}", "--api", $"127.0.0.1:{Api}",
            "--address", address)).Succeeded();
        return await OpenAsync(party, directory, Listening, Api, network.Namespace(side), address);
    }

    /// <summary>A node whose directory is there already.</summary>
    public static Task<RunningNode> OpenAsync(string party, string directory)
    {
        var ports = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Path.Combine(directory, "node.yaml")), "^(?:listen|api): 127.0.0.1:([0-9]+)", System.Text.RegularExpressions.RegexOptions.Multiline);
        return OpenAsync(party, directory, int.Parse(ports[0].Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), int.Parse(ports[1].Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), null);
    }

    /// <summary>A node that is there already.</summary>
    public static async Task<RunningNode> OpenAsync(string party, string directory, int listen, int api, string? name = null, string? address = null)
    {
        var node = new RunningNode(party, directory, listen, api, name) { Address = address };
        node.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(directory, "api.token"))).Trim());
        return node;
    }

    /// <summary>Runs the command where the node is.</summary>
    public Task<ParleyCommand.Result> RunAsync(params string[] arguments) => _namespace is null
        ? ParleyCommand.RunAsync([.. arguments, "--node", Directory])
        : ParleyCommand.RunProgramAsync("ip", ParleyCommand.Root, ["netns", "exec", _namespace, ParleyCommand.Path, .. arguments, "--node", Directory]);

    /// <summary>Starts the process; what stands before the command, such as an environment, is <paramref name="within"/>.</summary>
    public async Task<RunningNode> StartAsync(string within = "")
    {
        var place = _namespace is null ? "" : $"ip netns exec {_namespace}";
        _process = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec {place} {within} '{ParleyCommand.Path}' serve --node '{Directory}' >> '{Log}' 2>&1"]))!;
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var answer = await Api.GetAsync("/v1/node");
                if (answer.IsSuccessStatusCode)
                    return this;
            }
            catch (HttpRequestException)
            {
                if (_process.HasExited)
                    Assert.Fail(await File.ReadAllTextAsync(Log));
                await Task.Delay(50);
            }
        }

        throw new TimeoutException(await File.ReadAllTextAsync(Log));
    }

    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Bytes that the process has read from files since it started, as Linux counts them.</summary>
    public long BytesRead() => long.Parse(File.ReadLines($"/proc/{_process!.Id}/io").First(l => l.StartsWith("rchar", StringComparison.Ordinal)).AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Stops the process as an operator does, and waits for it.</summary>
    public async Task StopAsync()
    {
        await Process.Start("kill", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)).WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>A second replica: a copy of the directory of this one, which is stopped, with ports of its own.</summary>
    public async Task<RunningNode> CopyAsync(string directory, int listen)
    {
        (await ParleyCommand.RunProgramAsync("cp", ParleyCommand.Root, "-a", Directory, directory)).Succeeded();
        var (api, file) = (FreePort(), Path.Combine(directory, "node.yaml"));
        var lines = (await File.ReadAllLinesAsync(file)).Select(line =>
            line.StartsWith("listen:", StringComparison.Ordinal) ? $"listen: 127.0.0.1:{listen}" : line.StartsWith("api:", StringComparison.Ordinal) ? $"api: 127.0.0.1:{api}" : line);
        await File.WriteAllLinesAsync(file, lines.ToArray());
        return await OpenAsync(Party, directory, listen, api, null);
    }

    /// <summary>The node's next card, with these addresses on it; the node is stopped.</summary>
    public async Task RenewAsync(params string[] addresses) => (await ParleyCommand.RunAsync(
        ["card", "renew", "--node", Directory, "--root-key", Path.Combine(Directory, "keys", "root.key"), .. addresses.SelectMany(a => new[] { "--bearer", a })])).Succeeded();

    public async Task MeetAsync(RunningNode other)
    {
        using var card = new StringContent(await File.ReadAllTextAsync(Path.Combine(other.Directory, "card.txt")), Encoding.UTF8, "text/plain");
        using var answer = await Api.PostAsync("/v1/cards", card);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string> OpenChannelAsync(RunningNode other, string name)
    {
        await MeetAsync(other);
        await other.MeetAsync(this);
        (await RunAsync("channel", "create", name, "--member", other.Party)).Succeeded();
        await UntilAsync(async () => (await other.RunAsync("channel", "sign", name)).ExitCode == 0);
        await UntilAsync(async () => (await Api.GetStringAsync("/v1/node")).Contains("\"state\":\"open\"", StringComparison.Ordinal));
        return name;
    }

    public Task<ParleyCommand.Result> SendAsync(string channel, string to, string text, params string[] more) => RunAsync(
        ["send", channel, "--to", to, "--text", text, "--drafted-by", "duty-1", "--released-by", "duty-2", "--json", .. more]);

    /// <summary>Submits a text over the API, at once: a command would take longer to start than what is measured.</summary>
    public async Task<string> SubmitAsync(string channel, string to, string text, Precedence precedence)
    {
        using var state = JsonDocument.Parse(await Api.GetStringAsync("/v1/node"));
        var founding = state.RootElement.GetProperty("channels").EnumerateArray().Single(c => c.GetProperty("name").GetString() == channel).GetProperty("founding").GetString();
        var signed = new Draft
        {
            Channel = new ChannelId(channel, new Digest(Convert.FromHexString(founding!))),
            Desk = PostId.Parse($"{Party}/mod-duty"),
            To = [PostId.Parse(to)],
            Seen = [],
            Composed = TimeProvider.System.GetUtcNow(),
            Precedence = precedence,
            Form = FormId.Parse("message/1"),
            Fields = [new Field("text", text)],
        }.Sign(new NodeDirectory(Directory), "duty-1", "duty-2", SodiumProvider.Instance);
        using var answer = await Api.PostAsJsonAsync("/v1/records", signed);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return said.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>A connection to the bearer's port with a certificate of the test's choice; the node's own key is believed.</summary>
    public HttpClient Connect(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificates = certificate is null ? [] : [certificate],
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        },
    })
    { BaseAddress = new Uri($"https://127.0.0.1:{Listen}"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    /// <summary>What this node answers to an item that the test brings in another node's name, with that node's keys: its fate, or the rule that it breaks.</summary>
    public async Task<string> AnswerAsync(RunningNode from, BundleItem item)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var key = KeyFile.Read(Path.Combine(from.Directory, "keys", "node.key"), SodiumProvider.Instance);
        using var certificate = TlsIdentity.Read(Path.Combine(from.Directory, "keys", "tls.pem"));
        Assert.True(SignedNote.TryParse(await File.ReadAllBytesAsync(Path.Combine(Directory, "card.txt"), cancel), out var card, out _));
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), PartyId.Parse(from.Party), PartyId.Parse(Party), DateTimeOffset.UnixEpoch, [item]);
        var outgoing = SealedBundle.Seal(bundle, CardHistory.Pin(card, SodiumProvider.Instance).OrThrow().Current.Seal!, key.ToNoteSigner(), SodiumProvider.Instance, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize)).OrThrow();
        using var client = Connect(certificate);
        using var content = new ReadOnlyMemoryContent(outgoing.Sealed);
        using var response = await client.PostAsync("/parley/v1/bundle", content, cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = outgoing.Answer.Open(await response.Content.ReadAsByteArrayAsync(cancel))!.Items.Single();
        return answer.Fault?.Rule ?? answer.Fate.ToString();
    }

    /// <summary>How the node stands by its own account, and the end of its log.</summary>
    public async Task<string> AccountAsync() => $"{Party}: {await Api.GetStringAsync("/v1/node")}\n{string.Join('\n', (await File.ReadAllLinesAsync(Log)).TakeLast(30))}";

    /// <summary>Waits until it is so; where it does not come about, <paramref name="otherwise"/> says how things stand.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, int seconds = 60, Func<Task<string>>? otherwise = null)
    {
        for (var i = 0; i < 10 * seconds; i++)
        {
            if (await condition())
                return;
            await Task.Delay(100);
        }

        Assert.Fail($"it did not come about within {seconds} s{(otherwise is null ? "" : $"\n{await otherwise()}")}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Api.Dispose();
    }

    /// <summary>A port below those that the system gives to outgoing connections: it would not stay free between here and its use.</summary>
    internal static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, 10_000 + (Interlocked.Increment(ref _port) % 20_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
