using System.Diagnostics;

namespace Parley.EndToEnd.Tests;

/// <summary>Runs the real command as a process, as a user would.</summary>
internal static class ParleyCommand
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built command: the same configuration as these tests.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Root, "artifacts", "bin", "Parley.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "parley");

    public static Task<Result> RunAsync(params string[] arguments) => RunProgramAsync(Path, Root, arguments);

    /// <summary>Runs the command with lines on its standard input, as from a pipe.</summary>
    public static Task<Result> RunWithInputAsync(string input, params string[] arguments) => RunProgramAsync(Path, Root, arguments, input);

    public static Task<Result> RunProgramAsync(string program, string workingDirectory, params string[] arguments) => RunProgramAsync(program, workingDirectory, arguments, "");

    public static async Task<Result> RunProgramAsync(string program, string workingDirectory, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory,
        };
        start.Environment["PATH"] = $"{System.IO.Path.GetDirectoryName(Path)}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Result(process.ExitCode, await output, await error);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "Parley.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("Run the tests from within the repository.");
    }

    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>It was refused, for this reason.</summary>
        public Result Fails(string why)
        {
            Assert.True(ExitCode != 0, Output);
            Assert.Contains(why, Error, StringComparison.Ordinal);
            return this;
        }

        public Result Succeeded()
        {
            Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
            return this;
        }
    }
}
