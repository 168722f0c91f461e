using System.Diagnostics;
using System.Globalization;

namespace Parley.EndToEnd.Tests;

/// <summary>
/// Two bare Debian machines with one link between them: each a root of its own, systemd as its first process, a network of its own. What is installed there runs
/// as on a real one, confinement of its service and all; only the kernel and the disk are this machine's. Made by root only.
/// </summary>
internal sealed class Machines : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/bin/mmdebstrap", "/usr/bin/unshare", "/usr/bin/nsenter", "/usr/sbin/ip"];
    private readonly int _number = Environment.ProcessId % 10_000;
    private readonly string _work;
    private readonly Process?[] _first = new Process?[2];
    private readonly int[] _systemd = new int[2];

    private Machines(string work) => _work = work;

    /// <summary>Why there can be none here, or nothing.</summary>
    public static string? Lacks() => !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess ? "skipped: machines are made by root"
        : Programs.FirstOrDefault(p => !File.Exists(p)) is { } missing ? $"skipped: {missing} is not installed"
        : Groups() is null ? "skipped: no cgroup2 is mounted, which systemd needs"
        : null;

    /// <summary>Makes both from the machine's own package sources, and starts them.</summary>
    public static async Task<Machines> StartAsync(string work)
    {
        var machines = new Machines(work);
        await RunAsync($"mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv \"$(. /etc/os-release; echo \"$VERSION_CODENAME\")\" '{work}/machine-0' /etc/apt/sources.list.d/*.sources && cp -a '{work}/machine-0' '{work}/machine-1'");
        for (var machine = 0; machine < 2; machine++)
            await machines.StartAsync(machine);
        await RunAsync($"""
            set -e
            ip link add {machines.Link(0)} netns {machines._systemd[0]} type veth peer name {machines.Link(1)} netns {machines._systemd[1]}
            for m in 0 1; do
              pid=$([ $m = 0 ] && echo {machines._systemd[0]} || echo {machines._systemd[1]})
              nsenter -t $pid -n sh -c "ip link set lo up; ip addr add 192.0.2.$((m + 1))/24 dev pl{machines._number}-$m; ip link set pl{machines._number}-$m up"
            done
            """);
        return machines;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var first in _first.OfType<Process>())
        {
            // Its namespace ends with the first process in it.
            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync(CancellationToken.None);
            first.Dispose();
        }

        for (var machine = 0; machine < 2; machine++)
            await RunAsync($"for i in $(seq 50); do find '{Group(machine)}' -depth -type d -exec rmdir {{}} + 2>/dev/null; [ -d '{Group(machine)}' ] || break; sleep 0.1; done");
    }

    /// <summary>A file of a machine, as this one sees it.</summary>
    public string Path(int machine, string file) => System.IO.Path.Combine(_work, $"machine-{machine}", file.TrimStart('/'));

    /// <summary>What root types on a machine, with what it types to the questions that come.</summary>
    public Task<ParleyCommand.Result> TypeAsync(int machine, string line, string answers = "") => ParleyCommand.RunProgramAsync("nsenter", "/",
        ["-t", _systemd[machine].ToString(CultureInfo.InvariantCulture), "-m", "-u", "-i", "-n", "-p", "-r", "-w", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "bash", "-c", $"cd /root\n{line}"], answers);

    private static string? Groups() => new[] { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" }.FirstOrDefault(g => File.Exists(System.IO.Path.Combine(g, "cgroup.procs")) && File.Exists(System.IO.Path.Combine(g, "cgroup.controllers")));

    private string Group(int machine) => System.IO.Path.Combine(Groups()!, $"parley-{_number}-{machine}");

    private string Link(int machine) => string.Create(CultureInfo.InvariantCulture, $"pl{_number}-{machine}");

    private async Task StartAsync(int machine)
    {
        var root = $"{_work}/machine-{machine}";
        // What a container starts before systemd: the kernel's file systems, a few devices, and nothing of this machine.
        var start = $"""
            set -e
            mkdir -p '{Group(machine)}'; echo $$ >'{Group(machine)}/cgroup.procs'
            exec unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child bash -c '
              set -e
              mount --make-rprivate /
              mount --bind "{root}" "{root}"
              cd "{root}"
              mount -t proc proc proc; mount -t sysfs -o ro sysfs sys; mount -t cgroup2 cgroup2 sys/fs/cgroup
              mount -t tmpfs -o mode=755 tmpfs run; mount -t tmpfs -o mode=1777 tmpfs tmp; mount -t tmpfs -o mode=755 tmpfs dev
              for d in null zero full random urandom tty; do touch dev/$d; mount --bind /dev/$d dev/$d; done
              mkdir dev/pts dev/shm; mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts; mount -t tmpfs tmpfs dev/shm; ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd
              mkdir -p old; pivot_root . old; umount -l /old
              hostname machine-{machine}
              exec env -i container=test /lib/systemd/systemd --show-status=no >/dev/null 2>&1'
            """;
        var first = Process.Start(new ProcessStartInfo("bash", ["-c", start]) { RedirectStandardInput = true })!;
        _first[machine] = first;
        for (var patience = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            // The one that was forked into the new namespaces, once it has become systemd.
            var children = await File.ReadAllTextAsync($"/proc/{first.Id}/task/{first.Id}/children", TestContext.Current.CancellationToken);
            if (int.TryParse(children.Trim(), CultureInfo.InvariantCulture, out var systemd))
            {
                _systemd[machine] = systemd;
                if ((await TypeAsync(machine, "systemctl is-system-running")).Output.Trim() is "running" or "degraded")
                    return;
            }

            if (patience.Elapsed > TimeSpan.FromSeconds(60) || first.HasExited)
                Assert.Skip("skipped: systemd does not come up in namespaces of this machine");
        }
    }

    private static async Task RunAsync(string script) => (await ParleyCommand.RunProgramAsync("bash", "/", "-c", script)).Succeeded();
}
