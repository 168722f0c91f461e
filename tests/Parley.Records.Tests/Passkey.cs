using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Records.Tests;

/// <summary>An authenticator that signs for an officer and can be told to lie.</summary>
internal sealed class Passkey(string key)
{
    public byte Flags { get; set; } = 0x05;

    public string RelyingParty { get; set; } = Cast.RelyingParty;

    /// <summary>What becomes of the client data.</summary>
    public Func<string, string> ClientData { get; set; } = json => json;

    /// <summary>What becomes of the authenticator data.</summary>
    public Func<byte[], byte[]> AuthenticatorData { get; set; } = data => data;

    /// <summary>What becomes of the signature.</summary>
    public Func<byte[], byte[]> Signature { get; set; } = signature => signature;

    public string Line(OfficerRole role, string officer, ReadOnlySpan<byte> content) => RawRecord.Line(
        role.ToString().ToLowerInvariant(),
        $"{officer} webauthn {string.Join(' ', Parts(OfficerSignature.Input(role, PostId.Parse(officer), content)).Select(Convert.ToBase64String))}");

    /// <summary>Authenticator data, client data and signature over the officer's input.</summary>
    public byte[][] Parts(ReadOnlySpan<byte> input)
    {
        var authenticatorData = AuthenticatorData([.. SHA256.HashData(Encoding.ASCII.GetBytes(RelyingParty)), Flags, 0, 0, 0, 7]);
        var clientData = Encoding.UTF8.GetBytes(ClientData(
            $$"""{"type":"webauthn.get","challenge":"{{Base64Url.EncodeToString(SHA256.HashData(input))}}","origin":"https://{{RelyingParty}}","crossOrigin":false}"""));
        var signature = new byte[Cast.Crypto.EcdsaP256.MaxSignatureSize];
        var size = Cast.Crypto.EcdsaP256.Sign(Cast.Seed(key), [.. authenticatorData, .. SHA256.HashData(clientData)], [], signature);
        return [authenticatorData, clientData, Signature(signature[..size])];
    }
}
