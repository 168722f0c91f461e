namespace Parley.Records.Tests.Vectors;

/// <summary>Records with one fault each.</summary>
internal static class BadRecords
{
    private static readonly string[] First = ["cards/by-1.card"];

    public static IReadOnlyList<Vector> All { get; } = [.. Faults().Select(ToVector)];

    private static Vector ToVector((string Rule, string Name, Action<RawRecord> Harm) fault)
    {
        var record = RawRecord.Good();
        fault.Harm(record);
        return new Vector($"bad/{fault.Rule}-{fault.Name}.record", record.ToBytes()) { Kind = "record", Rule = fault.Rule, Cards = CardsFor(fault.Name) };
    }

    private static string[] CardsFor(string name) => name switch
    {
        "incarnation-before" => ["cards/by-1.card", "cards/by-2.card"],
        "revoked-node" => ["cards/by-1.card", "cards/by-2.card", "cards/by-3.card"],
        _ => First,
    };

    private static IEnumerable<(string Rule, string Name, Action<RawRecord> Harm)> Faults() =>
        BadHeaders.Faults.Concat(BadOfficers.Faults).Concat(BadFiles.Faults);
}
