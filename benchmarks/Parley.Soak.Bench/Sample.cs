using System.Globalization;

namespace Parley.Soak.Bench;

/// <summary>What a node was at the end of an hour: memory of its own in MiB (RssAnon), what its heap held after the last collection in MiB, open files, threads, deliveries without a receipt, inputs that wait, the store's MiB, and processor seconds since its start.</summary>
internal sealed record Sample(int Hour, double MemoryMiB, double HeapMiB, int Files, int Threads, double Outbox, double Queue, double StoreMiB, double Processor)
{
    /// <summary>Memory that is the process's own, by Linux: without the pages of files, which it gives back.</summary>
    public static double Memory(int process) => Status(process, "RssAnon") / 1024.0;

    public static int ThreadsOf(int process) => Status(process, "Threads");

    public static int FilesOf(int process) => Directory.GetFiles($"/proc/{process}/fd").Length;

    private static int Status(int process, string name) =>
        int.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
}
