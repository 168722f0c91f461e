using System.Diagnostics;

namespace Parley.EndToEnd.Tests;

/// <summary>parley-verify as an auditor has it: published, alone in an empty root with libc, and checked there.</summary>
[Trait("suite", "system")]
public sealed class NativeVerifierTests
{
    private const long MostBytes = 15 * 1024 * 1024;

    [Fact]
    public async Task Native_InAnEmptyRoot_ChecksWhatANodeWrote()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "skipped: an empty root needs chroot, and chroot needs root");
        Assert.SkipUnless(Exists("/usr/bin/gcc") || Exists("/usr/bin/clang"), "skipped: no linker for native programs here");
        using var scratch = new Scratch();
        var publish = await ParleyCommand.RunProgramAsync("dotnet", ParleyCommand.Root, "publish", "src/Parley.Verify", "-c", "Release", "-r", "linux-x64", "-o", scratch["out"], "--nologo", "-v", "q");
        publish.Succeeded();
        Assert.True(new FileInfo(scratch["out", "parley-verify"]).Length < MostBytes);
        Assert.DoesNotContain(Directory.GetFiles(scratch["out"]), f => f.EndsWith(".so", StringComparison.Ordinal));

        // Whatever it loads while it runs is not there either: an empty root with libc, libm and the loader.
        var root = scratch["root"];
        Directory.CreateDirectory(root);
        var libraries = (await ParleyCommand.RunProgramAsync("ldd", root, scratch["out", "parley-verify"])).Succeeded().Output
            .Split('\n').SelectMany(l => l.Split(' ')).Select(w => w.Trim()).Where(w => w.StartsWith('/')).Distinct().ToArray();
        Assert.All(libraries, l => Assert.Matches("/(libc|libm|ld-linux[a-z0-9-]*)[.]so", l));
        foreach (var library in libraries)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + library)!);
            File.Copy(library, root + library);
        }

        File.Copy(scratch["out", "parley-verify"], Path.Combine(root, "parley-verify"));
        await using var north = await RunningNode.InitAsync(scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(scratch["south"], "X-SS");
        await north.StartAsync();
        await south.StartAsync();
        await north.OpenChannelAsync(south, "line");
        (await north.SendAsync("line", "X-SS/mod-duty", "hello")).Succeeded();
        (await ParleyCommand.RunAsync("test", "line", "--node", north.Directory)).Succeeded();
        (await ParleyCommand.RunAsync("archive", Path.Combine(root, "archive"), "--node", north.Directory)).Succeeded();
        var record = Directory.GetFiles(Path.Combine(root, "archive", "channels", "line", "records")).First(f => File.ReadAllText(f).Contains("hello", StringComparison.Ordinal));
        (await ParleyCommand.RunAsync("extract", record, "--hide", "text", "--hide-names", "--out", Path.Combine(root, "extract.txt"))).Succeeded();
        var id = (await ParleyCommand.RunProgramAsync("bash", root, "-c", $"sed '/^$/,$d' '{record}' | sha256sum | cut -c1-64")).Output.Trim();
        (await ParleyCommand.RunAsync("proof", id, "--out", Path.Combine(root, "entry.tlog-proof"), "--node", north.Directory)).Succeeded();

        var good = (await Native("/archive", "/extract.txt", "/entry.tlog-proof", "--card", "/archive/cards/X-NN.001.txt", "/archive/cards/X-SS.001.txt", "--json")).Succeeded();
        Assert.DoesNotContain("\"good\": false", good.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Native("/extract.txt", "--card", "/archive/cards/X-SS.001.txt")).ExitCode);

        // Started and ended, in milliseconds of its own time; printed, and not asserted on a machine that others use.
        var watch = Stopwatch.StartNew();
        (await Native("--help")).Succeeded();
        TestContext.Current.TestOutputHelper?.WriteLine($"parley-verify: {new FileInfo(scratch["out", "parley-verify"]).Length:N0} bytes; --help within {watch.ElapsedMilliseconds} ms, chroot and pipes included");

        Task<ParleyCommand.Result> Native(params string[] arguments) => ParleyCommand.RunProgramAsync("chroot", root, [root, "/parley-verify", .. arguments]);
    }

    private static bool Exists(string path) => File.Exists(path);
}
