using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Parley.EndToEnd.Tests;

/// <summary>
/// Two hosts, each a network namespace with one link to this process, which passes connections on from one to the other, late if
/// told so. Packets are lost, slowed and cut by the kernel. Made by root only.
/// </summary>
internal sealed partial class Network : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000;
    private static int _serial;
    private readonly int _number = (Environment.ProcessId + (17 * Interlocked.Increment(ref _serial))) % 100;
    private readonly CancellationTokenSource _end = new();
    private int _connections;
    private int _frozen;
    private readonly List<(int Side, TcpListener Listener)> _listeners = [];
    private readonly ConcurrentDictionary<TcpClient, int> _passing = [];

    /// <summary>Told of bytes that have crossed the link of the host that connects to another: to which, over which connection, and when, as <see cref="Stopwatch"/> counts.</summary>
    public event Action<int, int, long>? Crossed;

    /// <summary>How late bytes are passed on, each way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Why there can be none here, or nothing.</summary>
    public static string? Lacks() => Environment.UserName != "root" ? "skipped: network namespaces need root"
        : new[] { "ip", "nft", "tc" }.FirstOrDefault(c => !new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Any(p => File.Exists(Path.Combine(p, c)))) is { } missing ? $"skipped: {missing} is not installed"
        : null;

    public static async Task<Network> CreateAsync()
    {
        var network = new Network();
        foreach (var side in new[] { 0, 1 })
        {
            // A run that was killed leaves its own behind.
            await RunAsync($"ip netns del {network.Namespace(side)}", mayFail: true);
            await RunAsync($"ip netns add {network.Namespace(side)}");
            await RunAsync($"ip link add {network.Near(side)} type veth peer name {network.Far(side)} netns {network.Namespace(side)}");
            await RunAsync($"ip addr add {network.NearAddress(side)}/30 dev {network.Near(side)}");
            await RunAsync($"ip link set {network.Near(side)} up");
            await RunAsync($"ip -n {network.Namespace(side)} addr add {network.Address(side)}/30 dev {network.Far(side)}");
            await RunAsync($"ip -n {network.Namespace(side)} link set {network.Far(side)} up");
            await RunAsync($"ip -n {network.Namespace(side)} link set lo up");
            await RunAsync($"ip -n {network.Namespace(side)} route add default via {network.NearAddress(side)}");
        }

        return network;
    }

    public string Namespace(int side) => $"parley-{_number}-{side}";

    /// <summary>A host's own address.</summary>
    public string Address(int side) => $"10.231.{(2 * _number) + side}.2";

    /// <summary>An address here, on a host's link; both hosts reach it.</summary>
    public string NearAddress(int side) => $"10.231.{(2 * _number) + side}.1";

    /// <summary>Where the other host reaches a port of this one: an address here, on the other host's link.</summary>
    public string Publish(int side, int port)
    {
        var listener = new TcpListener(IPAddress.Parse(NearAddress(1 - side)), 0);
        listener.Start();
        _listeners.Add((side, listener));
        _ = AcceptAsync(listener, side, new IPEndPoint(IPAddress.Parse(Address(side)), port));
        return $"{listener.LocalEndpoint}";
    }

    /// <summary>Nobody reaches any more what a host has published: connections end, and further ones are refused.</summary>
    public void Close(int side)
    {
        foreach (var (_, listener) in _listeners.Where(l => l.Side == side))
            listener.Dispose();
        foreach (var client in _passing.Where(p => p.Value == side).Select(p => p.Key))
            client.Dispose();
    }

    /// <summary>From now on this share of packets is lost on both links, each way.</summary>
    public Task LoseAsync(int percent) => FilterAsync($"numgen random mod 100 < {percent} drop");

    /// <summary>Nothing gets through.</summary>
    public Task CutAsync() => FilterAsync("drop");

    /// <summary>The connections that stand carry nothing more, and nobody is told; new ones do.</summary>
    public void FreezeConnections() => Volatile.Write(ref _frozen, Volatile.Read(ref _connections));

    /// <summary>Nothing gets through to or from one port of a host, and nobody is told: connections that stand go on waiting.</summary>
    public Task CutPortAsync(int side, int port) => RunAsync($"ip netns exec {Namespace(side)} nft",
        $"flush ruleset; table inet faults {{ chain in {{ type filter hook input priority 0; tcp dport {port} drop; }}; chain out {{ type filter hook output priority 0; tcp sport {port} drop; }}; }}");

    /// <summary>Both links carry this many kilobits a second, each way.</summary>
    public async Task SlowAsync(int kilobits)
    {
        foreach (var side in new[] { 0, 1 })
        {
            var limit = $"root tbf rate {kilobits}kbit burst 1600 latency 4s";
            await RunAsync($"tc qdisc replace dev {Near(side)} {limit}");
            await RunAsync($"tc -n {Namespace(side)} qdisc replace dev {Far(side)} {limit}");
        }
    }

    /// <summary>The links are good again.</summary>
    public async Task HealAsync()
    {
        Delay = TimeSpan.Zero;
        foreach (var side in new[] { 0, 1 })
        {
            await RunAsync($"ip netns exec {Namespace(side)} nft flush ruleset");
            await RunAsync($"tc qdisc del dev {Near(side)} root", mayFail: true);
            await RunAsync($"tc -n {Namespace(side)} qdisc del dev {Far(side)} root", mayFail: true);
        }
    }

    /// <summary>A connection to a port on a host's own loopback: its socket is made within the namespace, and stays there.</summary>
    public static async ValueTask<Stream> ConnectAsync(string name, EndPoint endpoint, CancellationToken cancel)
    {
        var connected = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using var place = File.OpenHandle($"/run/netns/{name}");
                if (SetNamespace(place.DangerousGetHandle().ToInt32(), NewNetwork) != 0)
                    throw new IOException($"setns into {name} failed with {Marshal.GetLastPInvokeError()}");
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                var to = (DnsEndPoint)endpoint;
                socket.Connect(IPAddress.Parse(to.Host), to.Port);
                connected.SetResult(new NetworkStream(socket, ownsSocket: true));
            }
            catch (Exception e)
            {
                connected.SetException(e);
            }
        });
        thread.Start();
        return await connected.Task.WaitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var (_, listener) in _listeners)
            listener.Dispose();
        foreach (var side in new[] { 0, 1 })
        {
            await RunAsync($"ip netns del {Namespace(side)}", mayFail: true);
            await RunAsync($"ip link del {Near(side)}", mayFail: true);
        }

        _end.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int type);

    private string Near(int side) => $"pn{_number}-{side}";

    private string Far(int side) => $"pf{_number}-{side}";

    private async Task FilterAsync(string what)
    {
        foreach (var side in new[] { 0, 1 })
        {
            var rules = $"flush ruleset; table inet faults {{ chain in {{ type filter hook input priority 0; iif {Far(side)} {what}; }}; chain out {{ type filter hook output priority 0; oif {Far(side)} {what}; }}; }}";
            await RunAsync($"ip netns exec {Namespace(side)} nft", rules);
        }
    }

    private async Task AcceptAsync(TcpListener listener, int side, IPEndPoint to)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = PassOnAsync(await listener.AcceptTcpClientAsync(_end.Token), side, to);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassOnAsync(TcpClient from, int side, IPEndPoint to)
    {
        using var near = from;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        _passing[near] = side;
        try
        {
            await far.ConnectAsync(to, _end.Token);
            var number = Interlocked.Increment(ref _connections);
            await Task.WhenAny(CopyAsync(number, near.GetStream(), far.GetStream(), () => Crossed?.Invoke(side, number, Stopwatch.GetTimestamp())), CopyAsync(number, far.GetStream(), near.GetStream(), () => { }));
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A host that is down, or a link that is cut: the other end is closed, as a real one would see it in time.
        }
        finally
        {
            _passing.TryRemove(near, out _);
        }
    }

    private async Task CopyAsync(int number, NetworkStream from, NetworkStream to, Action read)
    {
        var line = Channel.CreateBounded<(DateTime Due, byte[] Bytes)>(64);
        var writing = WriteAsync();
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer, _end.Token) is > 0 and var count)
            {
                read();
                await line.Writer.WriteAsync((DateTime.UtcNow + Delay, buffer[..count]), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The one end has gone; so does the other.
        }

        line.Writer.Complete();
        await writing;

        async Task WriteAsync()
        {
            try
            {
                await foreach (var (due, bytes) in line.Reader.ReadAllAsync(_end.Token))
                {
                    if (due - DateTime.UtcNow is { Ticks: > 0 } wait)
                        await Task.Delay(wait, _end.Token);
                    if (number <= Volatile.Read(ref _frozen))
                        await Task.Delay(Timeout.Infinite, _end.Token);
                    await to.WriteAsync(bytes, _end.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                from.Close();
            }
        }
    }

    private static async Task RunAsync(string command, string? script = null, bool mayFail = false)
    {
        var words = command.Split(' ');
        using var process = Process.Start(new ProcessStartInfo(words[0], script is null ? words[1..] : [.. words[1..], script]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 && !mayFail)
            throw new InvalidOperationException($"{command} {script}: {error}");
    }
}
