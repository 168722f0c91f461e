using System.Text;
using System.Text.Json;
using Parley.Crypto;
using Parley.Records.Cards;

namespace Parley.Records;

/// <summary>A passkey's assertion as an officer's signature (W3C Web Authentication Level 2, §7.2; ES256).</summary>
public static class WebAuthnAssertion
{
    private const int RelyingPartyHashSize = 32;
    private const int FlagsOffset = 32;
    private const int MinAuthenticatorData = 37;
    private const byte UserPresentAndVerified = 0x05;

    // REC-042
    /// <summary>Whether the officer's passkey, with the officer verified, signed this challenge. Never throws.</summary>
    public static bool Verify(ICryptoProvider crypto, CardKey key, OfficerSignature signature, ReadOnlySpan<byte> challenge)
    {
        byte[] authenticatorData = signature.Parts[0], clientData = signature.Parts[1];
        if (authenticatorData.Length < MinAuthenticatorData
            || (authenticatorData[FlagsOffset] & UserPresentAndVerified) != UserPresentAndVerified
            || !authenticatorData.AsSpan(0, RelyingPartyHashSize).SequenceEqual(Sha256.Hash(Encoding.ASCII.GetBytes(key.RelyingParty!)))
            || !IsFor(clientData, challenge))
        {
            return false;
        }

        byte[] signed = [.. authenticatorData, .. Sha256.Hash(clientData)];
        return crypto.EcdsaP256.Verify(key.Bytes, signed, signature.Parts[2]);
    }

    private static bool IsFor(byte[] clientData, ReadOnlySpan<byte> challenge)
    {
        try
        {
            using var json = JsonDocument.Parse(clientData, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object
                && Text("type") == "webauthn.get"
                && Text("challenge") == System.Buffers.Text.Base64Url.EncodeToString(challenge);

            string? Text(string name) =>
                json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A string of the JSON that is not valid UTF-16 once unescaped.
            return false;
        }
    }
}
