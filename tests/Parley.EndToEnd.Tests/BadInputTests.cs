using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Net;
using System.Net.Sockets;

namespace Parley.EndToEnd.Tests;

/// <summary>What a tired person or a hostile one hands to the command: one clear sentence, no stack trace, a non-zero exit.</summary>
[Trait("suite", "system")]
public sealed class BadInputTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("parley init", "serve", "--node", "{nowhere}")]
    [InlineData("there is no node", "archive", "{nowhere}-archive", "--node", "{nowhere}")]
    [InlineData("there is no such file", "verify", "{nowhere}")]
    [InlineData("no sample", "demo", "{nowhere}", "--headless")]
    [InlineData("is empty", "demo", "{empty}", "--headless")]
    [InlineData("must be at least 1", "demo", "--headless", "--speed", "0")]
    [InlineData("must be at least 0", "demo", "--headless", "--kill", "-1")]
    [InlineData("address and a port", "init", "{nowhere}", "--party", "X-NN", "--listen", "a b")]
    [InlineData("'api' must be a loopback address", "init", "{nowhere}", "--party", "X-NN", "--api", "0.0.0.0:7480")]
    [InlineData("names neither a desk nor an officer", "init", "{nowhere}", "--party", "X-NN", "--officer", "../x")]
    [InlineData("there is no key 'tick'", "status", "--node", "{unknown-key}")]
    [InlineData("line 2", "status", "--node", "{broken}")]
    [InlineData("does not answer", "status", "--node", "{down}")]
    public async Task Command_BadInput_SaysSoInOneSentence(string expected, params string[] arguments)
    {
        File.WriteAllText(_scratch["empty.yaml"], "");
        if (arguments.Any(a => a is "{unknown-key}" or "{broken}" or "{down}"))
        {
            var node = await RunningNode.InitAsync(_scratch["node"], "X-NN");
            var path = Path.Combine(node.Directory, "node.yaml");
            var yaml = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            if (arguments.Contains("{unknown-key}"))
                await File.WriteAllTextAsync(path, yaml + "tick: 5\n", TestContext.Current.CancellationToken);
            if (arguments.Contains("{broken}"))
                await File.WriteAllTextAsync(path, "party: X-NN\nlisten: [\n", TestContext.Current.CancellationToken);
        }

        var result = await ParleyCommand.RunAsync([.. arguments.Select(a => a
            .Replace("{nowhere}", _scratch["nowhere"], StringComparison.Ordinal)
            .Replace("{empty}", _scratch["empty.yaml"], StringComparison.Ordinal)
            .Replace("{unknown-key}", _scratch["node"], StringComparison.Ordinal)
            .Replace("{broken}", _scratch["node"], StringComparison.Ordinal)
            .Replace("{down}", _scratch["node"], StringComparison.Ordinal))]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(expected, result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["nowhere"]), "what was refused leaves nothing behind");
    }

    [Fact]
    public async Task Serve_PortTaken_SaysWhich()
    {
        var node = await RunningNode.InitAsync(_scratch["node"], "X-NN");
        using var other = new TcpListener(IPAddress.Loopback, node.Listen);
        other.Start();
        var result = await ParleyCommand.RunAsync("serve", "--node", node.Directory);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"cannot listen on 127.0.0.1:{node.Listen}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_DamagedStore_EndsWithOneSentence()
    {
        var node = await RunningNode.InitAsync(_scratch["node"], "X-NN");
        await File.WriteAllBytesAsync(Path.Combine(node.Directory, "node.db"), [.. Enumerable.Repeat((byte)0x5A, 8192)], TestContext.Current.CancellationToken);
        var result = await ParleyCommand.RunAsync("serve", "--node", node.Directory);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("damaged", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_HostileArchive_FindsFaultsAndDoesNotHangOrObeyItsNames()
    {
        if (OperatingSystem.IsWindows())
            return;
        var channel = _scratch["archive", "channels", "line"];
        Directory.CreateDirectory(Path.Combine(channel, "records"));
        Directory.CreateDirectory(Path.Combine(channel, "ledgers", "1"));
        Directory.CreateDirectory(_scratch["archive", "cards"]);
        File.CreateSymbolicLink(_scratch["archive", "cards", "endless.txt"], "/dev/zero");
        File.WriteAllBytes(_scratch["archive", "cards", "\e[2Jgone.txt"], [0xFF, 0x00, 0x1B]);
        using (var huge = File.Create(_scratch["archive", "cards", "huge.txt"]))
            huge.SetLength(3L << 30);
        using (var pipe = Process.Start("mkfifo", _scratch["archive", "cards", "pipe.txt"]))
            await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);

        var result = await ParleyCommand.RunAsync("verify", _scratch["archive"]).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("DOES NOT HOLD", result.Output, StringComparison.Ordinal);
        foreach (var file in new[] { "endless.txt", "huge.txt", "pipe.txt", "policy.txt" })
            Assert.Contains(file, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_ItsNodeDies_EndsAndSaysWhich()
    {
        if (OperatingSystem.IsWindows())
            return;
        // The first step is two hours into the case, and the last two days.
        using var demo = await StartDemoAsync(speed: 1000);
        // The channels stand and the case plays, for its first step is said: nobody but the demo itself can notice now.
        while (!Regex.IsMatch(await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("the demo ended before its case began"), "^[0-9-]{10} [0-9:]{5}Z  X-"))
        {
        }

        var error = demo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using (var node = Process.GetProcessById(int.Parse(Nodes().First().Split('/')[2], System.Globalization.CultureInfo.InvariantCulture)))
            node.Kill();
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(1, demo.ExitCode);
        Assert.Contains("ended by itself", await error, StringComparison.Ordinal);
        Assert.Empty(Nodes());
    }

    [Fact]
    public async Task Demo_Interrupted_LeavesNoNodeAndNoFile()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var demo = await StartDemoAsync();
        using (var signal = Process.Start("kill", ["-INT", $"{demo.Id}"]))
            await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(130, demo.ExitCode);
        Assert.Empty(Directory.GetDirectories(_scratch["tmp"], "parley-demo-*"));
        Assert.Empty(Nodes());
    }

    private async Task<Process> StartDemoAsync(int speed = 1)
    {
        Directory.CreateDirectory(_scratch["tmp"]);
        var start = new ProcessStartInfo(ParleyCommand.Path, ["demo", "brahmos-2022", "--headless", "--speed", $"{speed}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = _scratch["tmp"];
        var demo = Process.Start(start)!;
        await RunningNode.UntilAsync(() => Task.FromResult(Directory.GetFiles(_scratch["tmp"], "node.lock", SearchOption.AllDirectories).Length > 1));
        return demo;
    }

    /// <summary>The processes that run a node of this test's demo.</summary>
    private string[] Nodes()
    {
        return [.. Directory.GetDirectories("/proc").Select(d => Path.Combine(d, "cmdline")).Where(file => Cmdline(file).Contains(_scratch["tmp"], StringComparison.Ordinal))];

        static string Cmdline(string file)
        {
            try
            {
                return File.Exists(file) ? File.ReadAllText(file) : "";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        }
    }
}
