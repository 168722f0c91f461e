using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Parley.Mls.Tests.Interop;

/// <summary>The node process with the other implementations' members.</summary>
internal sealed class Peers : IDisposable
{
    private static readonly Lock Installing = new();

    private readonly Process process;

    private Peers(Process process) => this.process = process;

    /// <summary>Starts it, after installing the packages where they are missing; skips the test where node or npm cannot.</summary>
    public static Peers Start()
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null, "skipped: tests/mls-interop is not there");
        lock (Installing)
        {
            if (!File.Exists(Path.Combine(folder!, "node_modules", ".package-lock.json")))
                Install(folder!);
        }

        Process? started = null;
        try
        {
            started = Process.Start(new ProcessStartInfo("node", "peer.mjs")
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            started!.ErrorDataReceived += static (_, _) => { };
            started.BeginErrorReadLine();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: node is not there");
        }

        return new Peers(started!);
    }

    public JsonNode? Ask(string op, string? who = null, params (string Name, JsonNode? Value)[] arguments)
    {
        var request = new JsonObject { ["op"] = op, ["who"] = who };
        foreach (var (name, value) in arguments)
        {
            request[name] = value;
        }

        process.StandardInput.WriteLine(request.ToJsonString());
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer ended at {op}.");
        var answer = JsonNode.Parse(line)!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"{who} {op}: {error}") : answer["ok"]?.DeepClone();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000))
        {
            process.Kill();
        }

        process.Dispose();
    }

    /// <summary>npm writes the file looked for above last, so a broken-off installation is begun again.</summary>
    private static void Install(string folder)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", "ci --ignore-scripts --no-audit --no-fund")
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            npm.OutputDataReceived += static (_, _) => { };
            npm.BeginOutputReadLine();
            var error = npm.StandardError.ReadToEndAsync();
            if (!npm.WaitForExit(TimeSpan.FromMinutes(2)))
            {
                npm.Kill(entireProcessTree: true);
                Assert.Skip("skipped: npm ci in tests/mls-interop took over two minutes");
            }

            Assert.SkipWhen(npm.ExitCode != 0, $"skipped: npm ci in tests/mls-interop failed: {error.Result.Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: node and npm are not there");
        }
    }

    private static string? Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "tests", "mls-interop");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }
}
