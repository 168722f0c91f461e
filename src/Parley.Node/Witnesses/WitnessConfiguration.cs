using Parley.Records.Notes;

namespace Parley.Node.Witnesses;

/// <summary>An outside witness that a node shows checkpoints to.</summary>
public sealed class WitnessConfiguration
{
    /// <summary>Its verifier key, of type 0x04 or 0x06.</summary>
    public string Vkey { get; init; } = "";

    /// <summary>Where it is: https, or http on this machine.</summary>
    public string Url { get; init; } = "";

    /// <summary>The channels whose checkpoints it may see.</summary>
    public string[] Channels { get; init; } = [];

    internal VerifierKey VerifierKey => Records.Notes.VerifierKey.TryParse(Vkey, out var key) ? key : throw new InvalidDataException($"'{Vkey}' is not a verifier key.");

    internal void Check(string path)
    {
        if (!Records.Notes.VerifierKey.TryParse(Vkey ?? "", out var key) || key.SignatureType is not (NoteSignatureTypes.Ed25519Cosignature or NoteSignatureTypes.MlDsa44Cosignature))
            throw new InvalidDataException($"{path}: a witness's 'vkey' must be a verifier key of type 0x04 or 0x06, NAME+HASH+BASE64; it is '{Vkey}'.");
        if (!Uri.TryCreate(Url ?? "", UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
            throw new InvalidDataException($"{path}: a witness's 'url' must be an https address, or http on this machine; it is '{Url}'.");
        if (Channels is null || Channels.Length == 0)
            throw new InvalidDataException($"{path}: the witness at {Url} has no 'channels': name those whose checkpoints it may see. It learns party, channel name, size and time.");
    }
}
