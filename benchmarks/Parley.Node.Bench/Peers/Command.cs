using System.Diagnostics;

namespace Parley.Node.Bench.Peers;

/// <summary>Programs of the system that a peer is made of.</summary>
internal static class Command
{
    /// <summary>The first of the commands that is not installed, or nothing.</summary>
    public static string? Missing(params string[] commands) =>
        commands.FirstOrDefault(c => !(Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Any(p => File.Exists(Path.Combine(p, c))));

    /// <summary>Runs a command with bytes as its input, and returns what it prints.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it says.</exception>
    public static async Task<byte[]> RunAsync(byte[] input, CancellationToken cancel, string command, params string[] arguments)
    {
        using var process = Start(command, arguments);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = new MemoryStream();
        var copied = process.StandardOutput.BaseStream.CopyToAsync(output, cancel);
        await process.StandardInput.BaseStream.WriteAsync(input, cancel);
        process.StandardInput.Close();
        await copied;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>Starts a command that goes on.</summary>
    public static Process Start(string command, params string[] arguments) => Process.Start(new ProcessStartInfo(command, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
