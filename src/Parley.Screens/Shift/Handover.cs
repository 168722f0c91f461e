using System.Security.Cryptography;
using System.Text;
using Parley.Node.Accounts;
using Parley.Records;

namespace Parley.Screens.Shift;

/// <summary>One watch hands over to the next: what was open, in a text that both officers have signed with their passkeys. It never leaves the node.</summary>
public sealed record Handover : IKept
{
    /// <inheritdoc/>
    public static string Kind => "handover";

    /// <summary>The text that both sign.</summary>
    public required string Text { get; init; }

    /// <summary>The outgoing officer, and his signature.</summary>
    public required HandoverSignature From { get; init; }

    /// <summary>The incoming officer and his; nothing while it waits for him.</summary>
    public HandoverSignature? To { get; init; }

    /// <summary>What a passkey signs. It begins with other words than what officers sign of a record (REC-042), so that neither passes for the other.</summary>
    public static byte[] Challenge(string text, PostId officer) => SHA256.HashData(Encoding.UTF8.GetBytes($"parley handover v1\n{officer}\n{text}"));
}

/// <summary>A passkey's assertion (W3C WebAuthn) over a hand-over.</summary>
/// <param name="Officer">Whose: the officer as records name him.</param>
/// <param name="Key">The key as a party card has it: a P-256 point.</param>
/// <param name="Parts">Authenticator data, client data and signature.</param>
/// <param name="At">When, UTC.</param>
public sealed record HandoverSignature(string Officer, byte[] Key, IReadOnlyList<byte[]> Parts, DateTimeOffset At);
