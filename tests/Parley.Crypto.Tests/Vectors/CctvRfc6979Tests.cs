using System.Text.RegularExpressions;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>The one vector in which RFC 6979 rejects its first candidate for the nonce, read out of the page that publishes it.</summary>
[Trait("suite", "vectors")]
public sealed partial class CctvRfc6979Tests
{
    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP256_NonceThatIsRejectedFirst_Agrees(string providerName)
    {
        var provider = Providers.Named(providerName);
        var page = SharedVectors.Text("CCTV/RFC6979/README.md");
        byte[] Field(string name) => Convert.FromHexString(FieldPattern().Matches(page).First(m => m.Groups[1].Value == name).Groups[2].Value);
        var message = System.Text.Encoding.ASCII.GetBytes(MessagePattern().Match(page).Groups[1].Value);

        byte[] publicKey = new byte[65], signature = new byte[provider.EcdsaP256.MaxSignatureSize], pair = new byte[64];
        Assert.True(provider.EcdsaP256.DerivePublicKey(Field("x"), publicKey));
        var written = provider.EcdsaP256.Sign(Field("x"), message, [], signature);

        var run = new VectorRun("CCTV RFC6979", provider);
        run.Check("U", publicKey.AsSpan(1).SequenceEqual([.. Field("Ux"), .. Field("Uy")]));
        run.Check("r, s", DerSignature.TryDecode(signature.AsSpan(0, written), pair) && pair.AsSpan().SequenceEqual([.. Field("r"), .. Field("s")]));
        run.Finish();
    }

    [GeneratedRegex("^([A-Za-z]+) = ([0-9A-F]{64})$", RegexOptions.Multiline)]
    private static partial Regex FieldPattern();

    [GeneratedRegex("message = \"([^\"]+)\"")]
    private static partial Regex MessagePattern();
}
