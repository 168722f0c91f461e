namespace Parley.Crypto.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class WycheproofAgreementTests
{
    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void P256_PublishedVectors_Agree(string provider) => RunPrimeCurve(provider, "ecdh_secp256r1_ecpoint_test", p => p.P256);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void P384_PublishedVectors_Agree(string provider) => RunPrimeCurve(provider, "ecdh_secp384r1_ecpoint_test", p => p.P384);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void P521_PublishedVectors_Agree(string provider) => RunPrimeCurve(provider, "ecdh_secp521r1_ecpoint_test", p => p.P521);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void X25519_PublishedVectors_Agree(string providerName)
    {
        var provider = Providers.Named(providerName);
        using var json = SharedVectors.Json("wycheproof/testvectors_v1/x25519_test.json");
        var run = new VectorRun("x25519_test", provider);
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            var shared = new byte[32];
            var agreed = provider.X25519.Agree(test.Hex("private"), test.Hex("public"), shared);

            // The one acceptable case to refuse is the all-zero secret; the twist and unreduced keys are RFC 7748's own.
            run.Check(test.Number("tcId"), agreed != test.HasFlag("ZeroSharedSecret"), "verdict");
            run.Check(test.Number("tcId"), shared.AsSpan().SequenceEqual(test.Hex("shared")), "secret");
        }

        run.Finish();
    }

    private static void RunPrimeCurve(string providerName, string file, Func<ICryptoProvider, IDiffieHellman> choose)
    {
        var provider = Providers.Named(providerName);
        var group = choose(provider);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/{file}.json");
        var run = new VectorRun(file, provider);
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            var shared = new byte[group.SharedSecretSize];
            var agreed = group.Agree(Scalar(test.Hex("private"), group.PrivateKeySize), test.Hex("public"), shared);
            if (test.Text("result") == "acceptable" && test.HasFlag("CompressedPoint"))
            {
                run.Check(test.Number("tcId"), !agreed, "compressed points are refused");
                continue;
            }

            run.Check(test.Number("tcId"), agreed == test.IsValid(), test.Text("comment"));
            run.Check(test.Number("tcId"), !agreed || shared.AsSpan().SequenceEqual(test.Hex("shared")), "secret");
        }

        run.Finish();
    }

    /// <summary>The vectors write scalars as integers, with a sign octet or without leading zeros.</summary>
    private static byte[] Scalar(byte[] integer, int size)
    {
        var trimmed = integer.AsSpan().TrimStart((byte)0);
        var scalar = new byte[size];
        trimmed.CopyTo(scalar.AsSpan(size - trimmed.Length));
        return scalar;
    }
}
