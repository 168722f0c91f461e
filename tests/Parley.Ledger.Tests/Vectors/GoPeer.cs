using System.ComponentModel;
using System.Diagnostics;

namespace Parley.Ledger.Tests.Vectors;

/// <summary>The Go program under <c>tests/go-notes</c>, built once and asked line by line.</summary>
public sealed class GoPeer : IDisposable
{
    private readonly Process? _process;
    private readonly string _reason = "";

    public GoPeer()
    {
        // Debian's golang-golang-x-mod-dev puts its sources where GOPATH mode finds them.
        var gopath = Environment.GetEnvironmentVariable("PARLEY_GOPATH") ?? "/usr/share/gocode";
        if (!Directory.Exists(Path.Combine(gopath, "src", "golang.org", "x", "mod", "sumdb", "tlog")))
        {
            _reason = "skipped: golang.org/x/mod is not here (apt-get install golang-go golang-golang-x-mod-dev)";
            return;
        }

        var work = Path.Combine(SharedVectors.Root, "artifacts", "go-notes");
        var program = Path.Combine(work, "peer");
        Directory.CreateDirectory(work);
        var build = new ProcessStartInfo("go", ["build", "-o", program, Path.Combine(SharedVectors.Root, "tests", "go-notes", "main.go")])
        {
            RedirectStandardError = true,
            Environment = { ["GO111MODULE"] = "off", ["GOPATH"] = gopath, ["GOFLAGS"] = "", ["GOCACHE"] = Path.Combine(work, "cache") },
        };
        try
        {
            using var compiler = Process.Start(build)!;
            var messages = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
                throw new InvalidOperationException(messages);
        }
        catch (Win32Exception)
        {
            _reason = "skipped: go is not here (apt-get install golang-go golang-golang-x-mod-dev)";
            return;
        }

        _process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public bool Ask(string request, out string answer)
    {
        if (_process is null)
            Assert.Skip(_reason);
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer is gone.");
        answer = line[2..].TrimStart(' ');
        return line.StartsWith("ok", StringComparison.Ordinal);
    }

    public string Get(string request)
    {
        Assert.True(Ask(request, out var answer), $"{request[..Math.Min(80, request.Length)]}: {answer}");
        return answer;
    }

    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit(5000);
        _process?.Dispose();
    }
}
