using System.Diagnostics;
using System.Text.Json;

namespace Parley.Mls.Bench;

/// <summary>The same rows for the other libraries, each group of rows in a node process of its own that is ended when its time is up.</summary>
internal sealed class PeerRows(string folder, TimeSpan budget)
{
    /// <summary>The folder with the peers, or why there are none.</summary>
    public static (string? Folder, string? Missing) Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "tests", "mls-interop");
            if (!Directory.Exists(folder))
                continue;
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "ts-mls")))
                return (null, "the peers' packages are not there; run npm ci in tests/mls-interop");
            try
            {
                using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
                node.WaitForExit();
                return node.ExitCode == 0 ? (folder, null) : (null, "node does not run");
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return (null, "node is not there");
            }
        }

        return (null, "this program does not stand in its repository");
    }

    /// <summary>The version of an installed peer.</summary>
    public string Version(string library)
    {
        var package = library == "core-crypto" ? "@wireapp/core-crypto" : library;
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "node_modules", package, "package.json")));
        return json.RootElement.GetProperty("version").GetString()!;
    }

    public IEnumerable<Measurement> Run(Contest contest, string library, string kind, int size)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["--expose-gc", "bench.mjs", library, $"{contest.Suite.Value}", kind, $"{size}"];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var over = false;
        using var timer = new Timer(
            _ =>
            {
                over = true;
                process.Kill();
            },
            null,
            budget,
            Timeout.InfiniteTimeSpan);
        var measured = new List<Measurement>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            measured.Add(new Measurement(
                contest.Name, root.GetProperty("row").GetString()!, root.GetProperty("unit").GetString()!, library, root.GetProperty("value").GetDouble()));
        }

        process.WaitForExit();
        if (measured.Count == 0 || over)
        {
            var note = over ? $"not run: over {budget.TotalSeconds:N0} s" : "failed";
            foreach (var row in kind == "messages" ? new[] { "messages" } : ["commit create", "commit process"])
            {
                var name = kind == "messages" ? row : $"{kind} N={size} {row}";
                if (!measured.Any(m => m.Row == name))
                    measured.Add(new Measurement(contest.Name, name, "ops/s", library, null, note));
            }
        }

        return measured;
    }
}
