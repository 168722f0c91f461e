using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Records.Cards;

namespace Parley.Records.Tests.Vectors;

/// <summary>The folder <c>tests/vectors/record</c> and all that the generator puts there.</summary>
internal static class VectorFolder
{
    public const string Index = "index.json";

    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Root { get; } = FindRoot();

    public static string Path { get; } = System.IO.Path.Combine(Root, "tests", "vectors", "record");

    public static IReadOnlyList<Vector> All { get; } =
        [.. GoodRecords.All, .. BadRecords.All, .. CardVectors.Good, .. CardVectors.Bad, .. PolicyVectors.Good, .. PolicyVectors.Bad];

    public static byte[] IndexBytes()
    {
        var by = CardVectors.Read("cards/by-1.card");
        var ua = CardVectors.Read("cards/ua-1.card");
        var ceremony = new JsonObject
        {
            ["cards"] = new JsonArray("cards/by-1.card", "cards/ua-1.card"),
            ["words"] = Ceremony.Words(by, ua),
        };
        var index = new JsonObject { ["vectors"] = new JsonArray([.. All.Select(v => (JsonNode)v.ToJson())]), ["ceremonies"] = new JsonArray(ceremony) };
        return Encoding.UTF8.GetBytes(index.ToJsonString(Plain) + "\n");
    }

    /// <summary>Writes everything, for whoever changed the generator on purpose.</summary>
    public static void Write()
    {
        foreach (var vector in All)
        {
            var file = System.IO.Path.Combine(Path, vector.File);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, vector.Bytes);
        }

        File.WriteAllBytes(System.IO.Path.Combine(Path, Index), IndexBytes());
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Parley.slnx")))
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run from within the repository.");
        return folder;
    }
}
