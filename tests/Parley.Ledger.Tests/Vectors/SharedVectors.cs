namespace Parley.Ledger.Tests.Vectors;

/// <summary>Public vectors that stand beside the repository and are never copied into it.</summary>
internal static class SharedVectors
{
    public static string Root { get; } = FindRoot();

    public static string Folder(params string[] parts)
    {
        var beside = Path.GetFullPath(Path.Combine(Root, "..", "shared"));
        var shared = Directory.Exists(Path.Combine(beside, "vectors")) ? beside : Environment.GetEnvironmentVariable("PARLEY_SHARED") ?? beside;
        var folder = Path.Combine([shared, "vectors", .. parts]);
        if (!Directory.Exists(folder))
            Assert.Skip($"skipped: vectors not present ({Path.Combine(parts)})");
        return folder;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Parley.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run from within the repository.");
        return folder;
    }
}
