using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using Parley.Store.Postgres.Tests;

namespace Parley.EndToEnd.Tests.Clusters;

/// <summary>
/// Three machines with etcd, Patroni and PostgreSQL, each a network namespace on one bridge, and haproxy before them on this one; from the files
/// that docs/operator/cluster shows. Everything ends when this does, however it ends.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class DatabaseCluster : IAsyncDisposable
{
    public const int Machines = 3;
    private const string Bridge = "parley-br";
    private static readonly string[] Programs = ["/usr/bin/patroni", "/usr/bin/etcd", "/usr/sbin/haproxy", "/usr/lib/postgresql", "/usr/sbin/ip", "/usr/bin/setpriv"];
    private readonly string _folder;
    private readonly Dictionary<string, Lifeline> _running = [];
    private readonly int _port;
    private readonly FileStream _alone;

    private DatabaseCluster(string folder, int port, FileStream alone) => (_folder, _port, _alone) = (folder, port, alone);

    /// <summary>How a node reaches it, as the application's role.</summary>
    public string Connection => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=parley;Username=parley");

    public static string Password => "of-the-test";

    /// <summary>Why there can be none here, or nothing.</summary>
    public static string? Lacks() => !Lifeline.IsRoot ? "skipped: network namespaces need root"
        : Programs.FirstOrDefault(p => !File.Exists(p) && !Directory.Exists(p)) is { } missing ? $"skipped: {missing} is not here (apt-get install patroni etcd-server haproxy postgresql iproute2)"
        : null;

    public static async Task<DatabaseCluster> CreateAsync(string folder, CancellationToken cancel)
    {
        // The network's names are the machine's: a second run would take it away from under the first.
        var alone = new FileStream(Path.Combine(Path.GetTempPath(), "parley-cluster.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var cluster = new DatabaseCluster(folder, RunningNode.FreePort(), alone);
        try
        {
            MakeNetwork();
            for (var machine = 1; machine <= Machines; machine++)
            {
                cluster.Write(machine);
                cluster.StartEtcd(machine);
            }

            for (var machine = 1; machine <= Machines; machine++)
                cluster.StartPatroni(machine);
            File.WriteAllText(cluster.In("haproxy.cfg"), cluster.Example("haproxy.cfg", 1).Replace("127.0.0.1:5000", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{cluster._port}"), StringComparison.Ordinal));
            cluster._running["haproxy"] = Lifeline.Start(cluster.In("haproxy.log"), "KILL", "/usr/sbin/haproxy", "-db", "-f", cluster.In("haproxy.cfg"));

            // Writable only once a standby confirms.
            await cluster.UntilAsync(() => cluster.Admin("postgres", $"CREATE ROLE parley LOGIN PASSWORD '{Password}'"), TimeSpan.FromSeconds(120), cancel);
            cluster.Admin("postgres", "CREATE DATABASE parley OWNER parley");
            await cluster.UntilAsync(() => Assert.Equal(2L, cluster.Admin("postgres", "SELECT count(*) FROM pg_stat_replication")), TimeSpan.FromSeconds(120), cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The machine whose PostgreSQL is the primary, by its own word.</summary>
    public async Task<int> PrimaryAsync(CancellationToken cancel)
    {
        var found = 0;
        await UntilAsync(() =>
        {
            var address = Admin("postgres", "SELECT host(inet_server_addr())") as string;
            found = Enumerable.Range(1, Machines).Single(m => Address(m) == address);
        }, TimeSpan.FromSeconds(60), cancel);
        return found;
    }

    /// <summary>Ends Patroni and PostgreSQL of a machine at once.</summary>
    public void Kill(int machine)
    {
        // The postmaster is Patroni's child and outlives it: both, and at once.
        foreach (var process in Process.GetProcessesByName("postgres").Concat(Process.GetProcessesByName("patroni")).Where(p => IsOf(p, machine)))
            process.Kill();
        Stop($"patroni{machine}");
    }

    public void Restart(int machine) => StartPatroni(machine);

    /// <summary>Cuts a machine off from the others and from this one, or joins it again.</summary>
    public static void Cut(int machine) => Ip($"link set {Link(machine)} down");

    public static void Join(int machine) => Ip($"link set {Link(machine)} up");

    /// <summary>Says something to the primary's database as its owner.</summary>
    public object? Admin(string database, string sql)
    {
        using var connection = new NpgsqlConnection(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;Password=CHANGE-SUPERUSER;Pooling=false;Timeout=3;Command Timeout=10"));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Waits until all three machines are there again.</summary>
    public Task HealedAsync(CancellationToken cancel) => UntilAsync(() => Assert.Equal(2L, Admin("postgres", "SELECT count(*) FROM pg_stat_replication")), TimeSpan.FromSeconds(90), cancel);

    public ValueTask DisposeAsync()
    {
        foreach (var name in _running.Keys.OrderByDescending(n => n, StringComparer.Ordinal).ToArray())
            Stop(name);
        for (var machine = 1; machine <= Machines; machine++)
        {
            // The children of what was killed, in their namespace.
            foreach (var process in Process.GetProcessesByName("postgres").Where(p => IsOf(p, machine)))
                process.Kill();
        }

        RemoveNetwork();
        _alone.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Namespace(int machine) => $"parley-db{machine}";

    private static string Link(int machine) => $"parley-v{machine}";

    private static string Address(int machine) => $"10.233.7.1{machine}";

    private static bool IsOf(Process process, int machine)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"/db{machine}/", StringComparison.Ordinal)
                || new FileInfo($"/proc/{process.Id}/cwd").ResolveLinkTarget(true)?.FullName.Contains($"/db{machine}/", StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return false;
        }
    }

    private static void Ip(string arguments, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/sbin/ip", arguments.Split(' ')) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && !mayFail)
            throw new InvalidOperationException($"ip {arguments}: {error}");
    }

    private string In(string file) => Path.Combine(_folder, file);

    private static void RemoveNetwork()
    {
        for (var machine = 1; machine <= Machines; machine++)
        {
            // A namespace lives on, with its end of the link, until the last process in it has ended.
            Ip($"link del {Link(machine)}", mayFail: true);
            Ip($"netns del {Namespace(machine)}", mayFail: true);
        }

        Ip($"link del {Bridge}", mayFail: true);
    }

    private static void MakeNetwork()
    {
        // A run that was killed leaves its own behind.
        RemoveNetwork();
        Ip($"link add {Bridge} type bridge");
        Ip($"addr add 10.233.7.1/24 dev {Bridge}");
        Ip($"link set {Bridge} up");
        for (var machine = 1; machine <= Machines; machine++)
        {
            Ip($"netns add {Namespace(machine)}");
            Ip($"link add {Link(machine)} type veth peer name eth0 netns {Namespace(machine)}");
            Ip($"link set {Link(machine)} master {Bridge}");
            Ip($"link set {Link(machine)} up");
            Ip($"-n {Namespace(machine)} addr add {Address(machine)}/24 dev eth0");
            Ip($"-n {Namespace(machine)} link set eth0 up");
            Ip($"-n {Namespace(machine)} link set lo up");
        }
    }

    private void Write(int machine)
    {
        var place = Directory.CreateDirectory(In($"db{machine}")).FullName;
        foreach (var file in new[] { "etcd.conf", "patroni.yml" })
            File.WriteAllText(Path.Combine(place, file), Example(file, machine));
        Lifeline.Give(place);
        File.SetUnixFileMode(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Lifeline.Give(Path.Combine(place, "etcd.conf"));
        Lifeline.Give(Path.Combine(place, "patroni.yml"));
    }

    /// <summary>A file of docs/operator/cluster, with the addresses and directories of this one.</summary>
    private string Example(string file, int machine)
    {
        var place = In($"db{machine}");
        var text = File.ReadAllText(Path.Combine(ParleyCommand.Root, "docs", "operator", "cluster", file))
            .Replace("/var/lib/postgresql/parley.pgpass", $"{place}/pgpass", StringComparison.Ordinal)
            .Replace("/var/lib/postgresql/parley", $"{place}/data", StringComparison.Ordinal)
            .Replace("/usr/lib/postgresql/15", Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last(), StringComparison.Ordinal)
            .Replace("/var/run/postgresql", place, StringComparison.Ordinal)
            .Replace("/var/lib/etcd/parley", $"{place}/etcd", StringComparison.Ordinal)
            .Replace("192.0.2.0/24", "10.233.7.0/24", StringComparison.Ordinal);
        // Its own address where the first machine's stands by itself; in lists all three stay.
        text = string.Join('\n', text.Split('\n').Select(line =>
            line.Contains("hosts:", StringComparison.Ordinal) || line.Contains("initial-cluster:", StringComparison.Ordinal) || line.Contains("server db", StringComparison.Ordinal)
                ? line
                : line.Replace("192.0.2.11", $"192.0.2.1{machine}", StringComparison.Ordinal).Replace("name: db1", $"name: db{machine}", StringComparison.Ordinal)));
        return text.Replace("192.0.2.1", "10.233.7.1", StringComparison.Ordinal);
    }

    private void StartEtcd(int machine) => Start($"etcd{machine}", machine, "/usr/bin/etcd", "--config-file", In($"db{machine}/etcd.conf"));

    private void StartPatroni(int machine) => Start($"patroni{machine}", machine, "/usr/bin/python3", "/usr/bin/patroni", In($"db{machine}/patroni.yml"));

    private void Start(string name, int machine, string program, params string[] arguments) =>
        _running[name] = Lifeline.StartIn(Namespace(machine), In($"{name}.log"), "KILL", program, arguments);

    private void Stop(string name)
    {
        if (_running.Remove(name, out var running))
            running.Dispose();
    }

    private async Task UntilAsync(Action action, TimeSpan patience, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                action();
                return;
            }
            catch (Exception) when (waited.Elapsed < patience)
            {
                await Task.Delay(500, cancel);
            }
            catch
            {
                TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', Directory.GetFiles(_folder, "*.log").Select(f => $"{f}:\n{string.Join('\n', File.ReadLines(f).TakeLast(15))}")));
                throw;
            }
        }
    }
}
