using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Parley.Records.Cards;

/// <summary>
/// The address of a node: <c>https://host:port</c>, a relay's <c>relay+https://host:port#pin</c> or a mailbox <c>mailto:name@host</c>,
/// in one form and by a grammar of our own, since no two URI libraries agree on what they forgive.
/// </summary>
public static partial class BearerAddress
{
    /// <summary>The scheme of an address that leads through a relay.</summary>
    public const string RelayScheme = "relay+https";

    /// <summary>The scheme of an address that leads through a mail server.</summary>
    public const string MailScheme = "mailto";

    private const int MaxLength = 256;
    private const int HttpsPort = 443;

    // A name's last label begins with a letter, so that no library reads it as a number.
    private const string Name = "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";

    // CRD-012
    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        return text.Length <= MaxLength
            && Pattern().Match(text) is { Success: true } match
            && IsHost(match.Groups["six"])
            && IsPort(match.Groups["port"])
            && Uri.TryCreate(text, UriKind.Absolute, out address);
    }

    // RFC 5952: one text for one address.
    private static bool IsHost(Group six) => !six.Success
        || (six.Value.Contains(':') && IPAddress.TryParse(six.Value, out var address) && address.ToString() == six.Value);

    private static bool IsPort(Group port) => !port.Success
        || (int.TryParse(port.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535 and not HttpsPort);

    [GeneratedRegex(
        $$"""
        \A(?:
            (?:https|(?<relay>relay\+https))://(?:
                {{Name}}
              | (?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])
              | \[(?<six>[0-9a-f:]{2,39})\]
            )(?::(?<port>[1-9][0-9]{0,4}))?(?(relay)\#[0-9a-f]{64})
          | mailto:[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@{{Name}}
        )\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
