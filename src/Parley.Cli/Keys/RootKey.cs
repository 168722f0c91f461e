using System.CommandLine;
using Parley.Node.Keys;

namespace Parley.Cli.Keys;

/// <summary>Where a command takes the party's root key from: a file on the medium where it is kept, or a token that signs with it.</summary>
internal static class RootKey
{
    /// <summary>The option, with what else there is to say of it.</summary>
    public static Option<string> Option(string more = "") => new("--root-key")
    {
        Description = $"The party's root key: the file on the medium where it is kept, or {TokenUri.Scheme}token=LABEL;object=NAME?module-path=LIBRARY (RFC 7512) for one in a PKCS #11 token. The passphrase or PIN is asked for. {more}".TrimEnd(),
    };

    /// <summary>Whether a key lies in a token and not in a file.</summary>
    public static bool IsInToken(string place) => place.StartsWith(TokenUri.Scheme, StringComparison.Ordinal);

    /// <summary>Opens the key.</summary>
    /// <exception cref="InvalidDataException">It is not there, or the passphrase or PIN is another; the message says which.</exception>
    public static IRootKey Open(string place) => IsInToken(place)
        ? TokenKey.Open(TokenUri.Parse(place), Passphrase.AskPin)
        : KeyFile.Read(Path.GetFullPath(place), Crypto.Provider, Passphrase.Ask);
}
