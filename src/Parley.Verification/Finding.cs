using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Verification;

/// <summary>What a check came to: in plain words what is proven and what is not, and every fault that was found.</summary>
/// <param name="Path">The file or directory.</param>
/// <param name="Kind">What it was recognised as: archive, log, record, receipt, line-test, extract, proof, checkpoint, note, evidence, card, conflict, or unknown.</param>
/// <param name="Good">Whether it holds.</param>
/// <param name="Proven">What is proven, where it holds.</param>
/// <param name="NotProven">What is not.</param>
/// <param name="Faults">Why it does not hold, each with the rule's number where there is one.</param>
/// <param name="Records">The number of records that were checked.</param>
/// <param name="Ledgers">The number of ledger heads that were recomputed.</param>
/// <param name="Cosignatures">The number of good cosignatures that were counted.</param>
public sealed record Finding(
    string Path, string Kind, bool Good, string Proven, string NotProven, IReadOnlyList<string> Faults, long Records, long Ledgers, long Cosignatures)
{
    /// <summary>Of a log, a proof or a checkpoint that holds: the head.</summary>
    public HeadFinding? Head { get; init; }

    /// <summary>Of a proof that holds: the entry's index.</summary>
    public long? Index { get; init; }

    /// <summary>Of a log, a proof, a checkpoint or a note that holds: whose signatures are good, the log's own first.</summary>
    public IReadOnlyList<SignerFinding> Signers { get; init; } = [];
}

/// <summary>Findings as JSON, without reflection.</summary>
[JsonSerializable(typeof(Finding[]))]
internal sealed partial class FindingJson : JsonSerializerContext
{
    public static FindingJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
