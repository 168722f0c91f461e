using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Parley.Records;

/// <summary>A channel: its name and the hash of its founding policy, so that two lines of one name are never confused.</summary>
/// <param name="Name">Lower-case letters, digits, dots and hyphens, at most 64.</param>
/// <param name="Founding">SHA-256 of the founding policy's text.</param>
public sealed partial record ChannelId(string Name, Digest Founding)
{
    /// <summary>Whether <paramref name="name"/> may be a channel's name.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Reads <c>name hash</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ChannelId? id)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        id = space > 0 && NamePattern().IsMatch(text.AsSpan(0, space)) && Digest.TryParse(text.AsSpan(space + 1), out var founding)
            ? new ChannelId(text[..space], founding)
            : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Founding}";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
