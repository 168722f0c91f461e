using System.Text;

namespace Parley.Node.Keys;

/// <summary>
/// Where a key is in a token, as a PKCS #11 URI (RFC 7512): which token, which object, and the library that speaks to it. A URI that says more
/// than is understood here is refused, for it may mean another key. A PIN does not stand in it: others see a command's arguments.
/// </summary>
public sealed class TokenUri
{
    /// <summary>What such a URI begins with.</summary>
    public const string Scheme = "pkcs11:";

    private static readonly string[] OfToken = ["token", "serial", "manufacturer", "model"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, string> _token = [];

    private TokenUri(string text) => Text = text;

    /// <summary>The URI as it was written.</summary>
    public string Text { get; }

    /// <summary>The PKCS #11 library, an absolute path.</summary>
    public string ModulePath { get; private set; } = "";

    /// <summary>The key's CKA_LABEL, where one is given.</summary>
    public string? Object { get; private set; }

    /// <summary>The key's CKA_ID, where one is given.</summary>
    public byte[]? Id { get; private set; }

    /// <summary>Reads a URI.</summary>
    /// <exception cref="InvalidDataException">It is none, or says what is not understood; the message says what to write.</exception>
    public static TokenUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var uri = new TokenUri(text);
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
            throw uri.Wrong($"it does not begin with {Scheme}");
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var path = text[Scheme.Length..(question < 0 ? text.Length : question)];
        foreach (var (name, value) in uri.Attributes(path, ';'))
            uri.Set(name, value);
        foreach (var (name, value) in uri.Attributes(question < 0 ? "" : text[(question + 1)..], '&'))
            uri.Query(name, value);
        if (!Path.IsPathFullyQualified(uri.ModulePath))
            throw uri.Wrong("it names no library: end it with ?module-path=/usr/lib/softhsm/libsofthsm2.so, or whatever your token's maker installs");
        if (uri._token.Count == 0)
            throw uri.Wrong("it names no token: token=LABEL, or serial=NUMBER");
        return uri;
    }

    /// <summary>Whether a token is the one that is meant. Its texts are without the blanks that pad them.</summary>
    public bool IsOf(string label, string serial, string manufacturer, string model) =>
        OfToken.Zip([label, serial, manufacturer, model]).All(a => !_token.TryGetValue(a.First, out var wanted) || wanted == a.Second);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private void Set(string name, byte[] value)
    {
        if (name == "id")
            Id = value;
        else if (name == "object")
            Object = Word(name, value);
        else if (OfToken.Contains(name))
            _token[name] = Word(name, value);
        else if (name != "type" || Word(name, value) != "private")
            throw Wrong($"'{name}' does not stand in it here: write {string.Join(", ", OfToken)}, object, id, or type=private");
    }

    private void Query(string name, byte[] value) => ModulePath = name switch
    {
        "module-path" => Word(name, value),
        "pin-value" or "pin-source" => throw Wrong("it holds a PIN, or says where one lies: leave that out, the PIN is asked for"),
        _ => throw Wrong($"'{name}' does not stand in it here: write ?module-path=PATH"),
    };

    private string Word(string name, byte[] value)
    {
        try
        {
            return Strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong($"'{name}' is not UTF-8");
        }
    }

    private IEnumerable<(string Name, byte[] Value)> Attributes(string part, char between)
    {
        var seen = new HashSet<string>();
        foreach (var attribute in part.Split(between, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = attribute.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw Wrong($"'{attribute}' is not NAME=VALUE");
            if (!seen.Add(attribute[..equals]))
                throw Wrong($"'{attribute[..equals]}' stands in it twice");
            yield return (attribute[..equals], Decoded(attribute[(equals + 1)..]));
        }
    }

    private byte[] Decoded(string value)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] != '%')
            {
                // RFC 7512 writes what is not ASCII with percent signs; a shell's user may not.
                var length = char.IsHighSurrogate(value[at]) && at + 1 < value.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(value, at, length));
                at += length - 1;
                continue;
            }

            if (at + 2 >= value.Length || !char.IsAsciiHexDigit(value[at + 1]) || !char.IsAsciiHexDigit(value[at + 2]))
                throw Wrong("a % is not followed by two hexadecimal digits");
            bytes.Add(Convert.ToByte(value.Substring(at + 1, 2), 16));
            at += 2;
        }

        return [.. bytes];
    }

    // Not the whole of it: where a PIN stands in it, it shall not be said once more.
    private InvalidDataException Wrong(string why) =>
        new($"The PKCS #11 URI does not read: {why}. Such a URI (RFC 7512) is written as: {Scheme}token=LABEL;object=NAME?module-path=/usr/lib/softhsm/libsofthsm2.so");
}
