using Parley.Ledger.Merkle;
using Parley.Records.Notes;

namespace Parley.Ledger;

/// <summary>Hashes in text: canonical base64 of 32 bytes.</summary>
internal static class HashText
{
    public static bool TryParse(string text, out TreeHash hash)
    {
        var parsed = CanonicalBase64.TryDecode(text, TreeHash.Size, out var bytes);
        hash = parsed ? new(bytes) : default;
        return parsed;
    }

    public static string ToText(TreeHash hash) => CanonicalBase64.Encode(hash.AsSpan());
}
