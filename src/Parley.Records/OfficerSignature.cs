using System.Diagnostics.CodeAnalysis;
using System.Text;
using Parley.Records.Notes;

namespace Parley.Records;

/// <summary>What an officer's signature says of the content.</summary>
public enum OfficerRole
{
    /// <summary>Composed it.</summary>
    Drafted,

    /// <summary>Read and agreed.</summary>
    Reviewed,

    /// <summary>Let it out.</summary>
    Released,
}

/// <summary>How an officer signs.</summary>
public enum OfficerSignatureKind
{
    /// <summary>Ed25519 (RFC 8032) over the officer's input.</summary>
    Ed25519,

    /// <summary>A passkey's assertion (W3C WebAuthn, ES256) whose challenge is the SHA-256 of the officer's input.</summary>
    WebAuthn,
}

/// <summary>An officer's signature over a record's content: a line within the record's text, so that the node's signature covers it and nobody can strip it.</summary>
/// <param name="Role">What it says.</param>
/// <param name="Officer">Who, perhaps under a duty pseudonym.</param>
/// <param name="Kind">How.</param>
/// <param name="Parts">Ed25519: the signature. WebAuthn: authenticator data, client data JSON, DER signature.</param>
public sealed record OfficerSignature(OfficerRole Role, PostId Officer, OfficerSignatureKind Kind, IReadOnlyList<byte[]> Parts)
{
    private static readonly OfficerRole[] Roles = Enum.GetValues<OfficerRole>();

    // REC-029
    /// <summary>What the officer signs: role and name bound to the content, so that a draft never passes for a release.</summary>
    public static byte[] Input(OfficerRole role, PostId officer, ReadOnlySpan<byte> content)
    {
        var opening = Encoding.ASCII.GetBytes($"parley officer v1\n{Keyword(role)} {officer}\n");
        return [.. opening, .. content];
    }

    /// <summary>The line that stands in a record, without its padding: role, officer, kind, parts.</summary>
    public string ToLine() => $"{Keyword(Role)} {ToValue()}";

    /// <summary>Reads what <see cref="ToLine"/> writes.</summary>
    public static bool TryParseLine(string line, [NotNullWhen(true)] out OfficerSignature? signature)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        signature = null;
        // Among the defined roles only: Enum.TryParse takes "7" for a role, and writes it as "7" again.
        foreach (var role in Roles)
        {
            if (space > 0 && line.AsSpan(0, space).SequenceEqual(Keyword(role)))
                signature = Parse(role, line.AsSpan(space + 1));
        }

        return signature is not null;
    }

    /// <summary>The first rule that these officers break on a record of this content, their signatures apart, or nothing.</summary>
    public static Fault? Check(IReadOnlyCollection<OfficerSignature> officers, RecordContent content)
    {
        if (officers.FirstOrDefault(o => o.Officer.Party != content.Author) is { } stranger)
            return new Fault("REC-024", 0, $"{stranger.Officer} is not an officer of the author");
        if (content.Form.IsNodeMade)
            return officers.Count == 0 ? null : Broken($"a node made this ({content.Form}) and no officer signs it");
        if (officers.Count > Limits.Officers)
            return Broken($"more than {Limits.Officers} officers sign");
        if (officers.Count(o => o.Role == OfficerRole.Released) != 1)
            return Broken("one officer releases a record, and one 'released' line says so");
        if (officers.Count(o => o.Role == OfficerRole.Drafted) > 1)
            return Broken("one officer at most drafts a record");
        if (officers.Select(o => (o.Officer, o.Role)).Distinct().Count() != officers.Count)
            return Broken("an officer signs twice in one role");
        return null;

        static Fault Broken(string detail) => new("REC-025", 0, detail);
    }

    internal static string Keyword(OfficerRole role) => role switch
    {
        OfficerRole.Drafted => "drafted",
        OfficerRole.Reviewed => "reviewed",
        OfficerRole.Released => "released",
        _ => role.ToString().ToLowerInvariant(),
    };

    internal string ToValue() =>
        $"{Officer} {Kind.ToString().ToLowerInvariant()} {string.Join(' ', Parts.Select(Convert.ToBase64String))}";

    internal static OfficerSignature? Parse(OfficerRole role, ReadOnlySpan<char> value)
    {
        Span<Range> tokens = stackalloc Range[6];
        var count = value.Split(tokens, ' ');
        if (count < 3 || !PostId.TryParse(value[tokens[0]].ToString(), out var officer))
            return null;
        switch (value[tokens[1]])
        {
            case "ed25519" when count == 3 && CanonicalBase64.TryDecode(value[tokens[2]], 64, out var signature):
                return new OfficerSignature(role, officer, OfficerSignatureKind.Ed25519, [signature]);
            case "webauthn" when count == 5:
                var parts = new byte[3][];
                for (var i = 0; i < 3; i++)
                {
                    // Size from the text: Base64 of n bytes, at most 1 KiB each.
                    var text = value[tokens[2 + i]];
                    var padding = text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith("=", StringComparison.Ordinal) ? 1 : 0;
                    var size = text.Length / 4 * 3 - padding;
                    if (size is < 1 or > 1024 || !CanonicalBase64.TryDecode(text, size, out parts[i]!))
                        return null;
                }

                return new OfficerSignature(role, officer, OfficerSignatureKind.WebAuthn, parts);
            default:
                return null;
        }
    }
}
