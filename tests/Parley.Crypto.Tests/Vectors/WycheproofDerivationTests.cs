namespace Parley.Crypto.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class WycheproofDerivationTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var provider in new ICryptoProvider[] { SodiumProvider.Instance, BouncyCastleProvider.Instance })
            {
                foreach (var bits in new[] { 256, 384, 512 })
                {
                    cases.Add(provider.Name, bits);
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Hmac_PublishedVectors_Agree(string providerName, int bits)
    {
        var provider = Providers.Named(providerName);
        var mac = bits switch { 256 => provider.HmacSha256, 384 => provider.HmacSha384, _ => provider.HmacSha512 };
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/hmac_sha{bits}_test.json");
        var run = new VectorRun($"hmac_sha{bits}_test", provider);
        var tag = new byte[mac.Size];
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            var expected = test.Hex("tag");
            mac.Compute(test.Hex("key"), test.Hex("msg"), tag);
            run.Check(test.Number("tcId"), tag.AsSpan(0, expected.Length).SequenceEqual(expected) == test.IsValid(), "tag");
            run.Check(test.Number("tcId"), mac.Verify(test.Hex("key"), test.Hex("msg"), expected) == (test.IsValid() && expected.Length == mac.Size), "verdict");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(Cases))]
    public void Hkdf_PublishedVectors_Agree(string providerName, int bits)
    {
        var provider = Providers.Named(providerName);
        var kdf = bits switch { 256 => provider.HkdfSha256, 384 => provider.HkdfSha384, _ => provider.HkdfSha512 };
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/hkdf_sha{bits}_test.json");
        var run = new VectorRun($"hkdf_sha{bits}_test", provider);
        var prk = new byte[kdf.Size];
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            kdf.Extract(test.Hex("salt"), test.Hex("ikm"), prk);
            var output = new byte[test.Number("size")];
            if (test.IsValid())
            {
                kdf.Expand(prk, test.Hex("info"), output);
                run.Check(test.Number("tcId"), output.AsSpan().SequenceEqual(test.Hex("okm")));
            }
            else
            {
                Assert.True(test.HasFlag("SizeTooLarge"));
                run.Check(test.Number("tcId"), Record.Exception(() => kdf.Expand(prk, test.Hex("info"), output)) is ArgumentException);
            }
        }

        run.Finish();
    }
}
