using System.Text.Json.Nodes;

namespace Parley.Records.Tests.Vectors;

/// <summary>One published file and what a reader must make of it.</summary>
/// <param name="File">Its path under <c>tests/vectors/record</c>.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record Vector(string File, byte[] Bytes)
{
    /// <summary><c>record</c>, <c>card</c> or <c>policy</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The rule that it breaks; nothing where it is good.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether the rule is about signatures or cards, so that a reader of structure and hashes alone finds nothing wrong.</summary>
    public bool NeedsKeys => Rule is "REC-040" or "REC-041";

    /// <summary>The author's cards, in the order in which they are accepted; for a card, those before it.</summary>
    public IReadOnlyList<string> Cards { get; init; } = [];

    /// <summary>For a good file, what is expected of it.</summary>
    public JsonObject Expected { get; init; } = [];

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["file"] = File, ["kind"] = Kind, ["verdict"] = Rule is null ? "good" : "bad" };
        if (Rule is not null)
        {
            json["rule"] = Rule;
            json["needs"] = NeedsKeys ? "keys" : "file";
        }

        if (Cards.Count > 0)
            json["cards"] = new JsonArray([.. Cards.Select(c => (JsonNode)c)]);
        if (Rule is null)
            json["expected"] = Expected.DeepClone();
        return json;
    }
}
