using System.IO.Compression;
using System.Text.Json;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>Published vectors beside the repository, or under PARLEY_SHARED. They are read in place and never copied.</summary>
internal static class SharedVectors
{
    private static readonly string? Root = Find();

    /// <summary>Parses a JSON file, unpacking .gz; skips the test where the vectors are not present.</summary>
    internal static JsonDocument Json(string path)
    {
        using var stream = Open(path);
        return JsonDocument.Parse(stream);
    }

    internal static string Text(string path)
    {
        using var reader = new StreamReader(Open(path));
        return reader.ReadToEnd();
    }

    private static Stream Open(string path)
    {
        Assert.SkipWhen(Root is null, "skipped: vectors not present");
        Stream file = File.OpenRead(Path.Combine(Root!, path));
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static string? Find()
    {
        var candidates = new List<string>();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
            {
                candidates.Add(Path.Combine(folder.FullName, "..", "shared", "vectors"));
                break;
            }
        }

        if (Environment.GetEnvironmentVariable("PARLEY_SHARED") is { Length: > 0 } shared)
        {
            candidates.Add(Path.Combine(shared, "vectors"));
        }

        return candidates.Find(Directory.Exists);
    }
}
