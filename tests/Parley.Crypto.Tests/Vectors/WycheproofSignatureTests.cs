namespace Parley.Crypto.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class WycheproofSignatureTests
{
    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void Ed25519_PublishedVectors_Agree(string provider) => Run(provider, "ed25519_test", p => p.Ed25519, "pk", fixedSize: 0);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP256_PublishedVectors_Agree(string provider) => Run(provider, "ecdsa_secp256r1_sha256_test", p => p.EcdsaP256, "uncompressed", fixedSize: 0);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP384_PublishedVectors_Agree(string provider) => Run(provider, "ecdsa_secp384r1_sha384_test", p => p.EcdsaP384, "uncompressed", fixedSize: 0);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP521_PublishedVectors_Agree(string provider) => Run(provider, "ecdsa_secp521r1_sha512_test", p => p.EcdsaP521, "uncompressed", fixedSize: 0);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP256_PublishedVectorsOfFixedSize_Agree(string provider) => Run(provider, "ecdsa_secp256r1_sha256_p1363_test", p => p.EcdsaP256, "uncompressed", fixedSize: 64);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP384_PublishedVectorsOfFixedSize_Agree(string provider) => Run(provider, "ecdsa_secp384r1_sha384_p1363_test", p => p.EcdsaP384, "uncompressed", fixedSize: 96);

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void EcdsaP521_PublishedVectorsOfFixedSize_Agree(string provider) => Run(provider, "ecdsa_secp521r1_sha512_p1363_test", p => p.EcdsaP521, "uncompressed", fixedSize: 132);

    private static void Run(string providerName, string file, Func<ICryptoProvider, ISignatureScheme> choose, string keyField, int fixedSize)
    {
        var provider = Providers.Named(providerName);
        var scheme = choose(provider);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/{file}.json");
        var run = new VectorRun(file, provider);
        foreach (var group in json.RootElement.Items("testGroups"))
        {
            var key = group.GetProperty("publicKey").Hex(keyField);
            foreach (var test in group.Items("tests"))
            {
                var signature = test.Hex("sig");
                if (fixedSize != 0)
                {
                    if (signature.Length != fixedSize)
                    {
                        run.Exclude("r ‖ s of a wrong size has no DER form to hand over");
                        continue;
                    }

                    var der = new byte[scheme.MaxSignatureSize];
                    signature = der[..DerSignature.Encode(signature, der)];
                }

                run.Check(test.Number("tcId"), scheme.Verify(key, test.Hex("msg"), signature) == test.IsValid(), test.Text("comment"));
            }
        }

        run.Finish();
    }
}
