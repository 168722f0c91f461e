using System.Text.Json;

namespace Parley.Mls.Tests.Support;

/// <summary>The published vectors, which lie beside the repository and are never copied into it.</summary>
internal static class VectorFile
{
    public static JsonElement[] Read(string name)
    {
        var path = Roots().Select(r => Path.Combine(r, "vectors", "mls", name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "skipped: vectors not present");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path!));
        return [.. document.RootElement.EnumerateArray().Select(static e => e.Clone())];
    }

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static bool IsNull(this JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    public static void Report(string name, int cases, string detail = "") =>
        Console.WriteLine($"{name}: {cases} cases{(detail.Length == 0 ? "" : ", " + detail)}");

    private static IEnumerable<string> Roots()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Parley.slnx")))
            {
                yield return Path.Combine(at.FullName, "..", "shared");
            }
        }

        if (Environment.GetEnvironmentVariable("PARLEY_SHARED") is { Length: > 0 } shared)
        {
            yield return shared;
        }
    }
}
