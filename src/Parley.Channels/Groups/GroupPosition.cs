using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Records.Text;

namespace Parley.Channels.Groups;

/// <summary>Where a member stands in a channel's group, as its line tests show it: equal among members exactly where they have the same group.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Authenticator">The epoch's authenticator (RFC 9420 §8.7).</param>
public sealed record GroupPosition(ReadOnlyMemory<byte> GroupId, ulong Epoch, ReadOnlyMemory<byte> Authenticator)
{
    /// <summary>A founding hash and 16 random bytes.</summary>
    internal const int GroupIdSize = 48;

    private const int AuthenticatorSize = 48;

    /// <summary>Reads the field of a line test.</summary>
    // GRP-030
    public static bool TryParse(string text, [NotNullWhen(true)] out GroupPosition? position)
    {
        position = null;
        var words = text.Split(' ', 4);
        if (words.Length != 3 || words[0].Length != 2 * GroupIdSize || words[2].Length != 2 * AuthenticatorSize || !Numbers.TryParse(words[1], out var epoch)
            || !TryHex(words[0], out var group) || !TryHex(words[2], out var authenticator))
        {
            return false;
        }

        position = new GroupPosition(group, (ulong)epoch, authenticator);
        return true;
    }

    /// <summary>The field of a line test.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Convert.ToHexStringLower(GroupId.Span)} {Epoch} {Convert.ToHexStringLower(Authenticator.Span)}");

    private static bool TryHex(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done && Convert.ToHexStringLower(bytes) == text;
    }
}
