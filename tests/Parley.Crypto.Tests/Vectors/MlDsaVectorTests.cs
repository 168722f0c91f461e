using System.Reflection;
using Org.BouncyCastle.Crypto.Parameters;
using Parley.Crypto.Bouncy;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>ML-DSA is BouncyCastle's in both providers, so these run once.</summary>
[Trait("suite", "vectors")]
public sealed class MlDsaVectorTests
{
    private static readonly ICryptoProvider Provider = BouncyCastleProvider.Instance;

    public static TheoryData<int> Sets => [44, 65, 87];

    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_WycheproofSigningFromSeeds_Agrees(int set)
    {
        var scheme = Scheme(set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mldsa_{set}_sign_seed_test.json");
        var run = new VectorRun($"mldsa_{set}_sign_seed_test", Provider);
        foreach (var group in json.RootElement.Items("testGroups"))
        {
            var seed = group.Hex("privateSeed");
            foreach (var test in group.Items("tests"))
            {
                if (!test.Has("msg"))
                {
                    run.Exclude("external μ is not offered");
                    continue;
                }

                byte[] signature = new byte[scheme.MaxSignatureSize], publicKey = new byte[scheme.PublicKeySize];
                if (!test.IsValid() && seed.Length != 32)
                {
                    run.Check(test.Number("tcId"), !scheme.DerivePublicKey(seed, publicKey), "seed size");
                    continue;
                }

                var key = MLDsaPrivateKeyParameters.FromSeed(Parameters(set), seed);
                var thrown = Record.Exception(() => scheme.Sign(key, test.Hex("msg"), test.Hex("ctx"), test.Hex("rnd"), signature));
                run.Check(test.Number("tcId"), thrown is null == test.IsValid(), "verdict");
                run.Check(test.Number("tcId"), !test.IsValid() || signature.AsSpan().SequenceEqual(test.Hex("sig")), "signature");
                if (test.IsValid())
                {
                    run.Check(test.Number("tcId"), scheme.DerivePublicKey(seed, publicKey) && publicKey.AsSpan().SequenceEqual(group.Hex("publicKey")), "public key");
                }
            }
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_WycheproofSigningFromExpandedKeys_Agrees(int set)
    {
        var scheme = Scheme(set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mldsa_{set}_sign_noseed_test.json");
        var run = new VectorRun($"mldsa_{set}_sign_noseed_test", Provider);
        foreach (var group in json.RootElement.Items("testGroups"))
        {
            foreach (var test in group.Items("tests"))
            {
                if (!test.Has("msg"))
                {
                    run.Exclude("external μ is not offered");
                    continue;
                }

                if (test.HasFlag("InvalidPrivateKey"))
                {
                    run.Exclude("the room takes seeds only, so that no vector out of range can come in");
                    continue;
                }

                var signature = new byte[scheme.MaxSignatureSize];
                var thrown = Record.Exception(() =>
                    scheme.Sign(MLDsaPrivateKeyParameters.FromEncoding(Parameters(set), group.Hex("privateKey")), test.Hex("msg"), test.Hex("ctx"), test.Hex("rnd"), signature));
                run.Check(test.Number("tcId"), thrown is null == test.IsValid(), "verdict");
                run.Check(test.Number("tcId"), !test.IsValid() || signature.AsSpan().SequenceEqual(test.Hex("sig")), "signature");
            }
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_WycheproofVerification_Agrees(int set)
    {
        var scheme = Scheme(set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mldsa_{set}_verify_test.json");
        var run = new VectorRun($"mldsa_{set}_verify_test", Provider);
        foreach (var group in json.RootElement.Items("testGroups"))
        {
            foreach (var test in group.Items("tests"))
            {
                var valid = scheme.Verify(group.Hex("publicKey"), test.Hex("msg"), test.Hex("ctx"), test.Hex("sig"));
                run.Check(test.Number("tcId"), valid == test.IsValid(), test.HasFlag("InvalidContext") ? "context" : "verdict");
            }
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_AcvpKeyGeneration_Agrees(int set)
    {
        var scheme = Scheme(set);
        var run = new VectorRun($"ACVP ML-DSA-{set} keyGen", Provider);
        foreach (var (_, prompt, expected) in Acvp.Tests("circl/sign/mldsa/testdata/ML-DSA-keyGen-FIPS204", $"ML-DSA-{set}"))
        {
            byte[] privateKey = new byte[32], publicKey = new byte[scheme.PublicKeySize];
            scheme.GenerateKeyPair(prompt.Hex("seed"), privateKey, publicKey);
            run.Check(prompt.Number("tcId"), publicKey.AsSpan().SequenceEqual(expected.Hex("pk")), "pk");
            run.Check(prompt.Number("tcId"), MLDsaPrivateKeyParameters.FromSeed(Parameters(set), prompt.Hex("seed")).GetEncoded().AsSpan().SequenceEqual(expected.Hex("sk")), "sk");
        }

        run.Finish();
    }

    // These ACVP files are of ML-DSA.Sign_internal and Verify_internal, which take the message without its domain prefix.
    // BouncyCastle keeps both internal, for its own vectors; the engine below them is the one that the room calls.
    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_AcvpInternalSigning_Agrees(int set)
    {
        var method = typeof(MLDsaPrivateKeyParameters).GetMethod("SignInternal", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var run = new VectorRun($"ACVP ML-DSA-{set} sigGen", Provider);
        foreach (var (_, prompt, expected) in Acvp.Tests("circl/sign/mldsa/testdata/ML-DSA-sigGen-FIPS204", $"ML-DSA-{set}"))
        {
            var key = MLDsaPrivateKeyParameters.FromEncoding(Parameters(set), prompt.Hex("sk"));
            var message = prompt.Hex("message");
            var randomness = prompt.Has("rnd") ? prompt.Hex("rnd") : new byte[32];
            var signature = (byte[])method.Invoke(key, [randomness, message, 0, message.Length])!;
            run.Check(prompt.Number("tcId"), signature.AsSpan().SequenceEqual(expected.Hex("signature")));
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_AcvpInternalVerification_Agrees(int set)
    {
        var method = typeof(MLDsaPublicKeyParameters).GetMethod("VerifyInternal", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var run = new VectorRun($"ACVP ML-DSA-{set} sigVer", Provider);
        foreach (var (group, prompt, expected) in Acvp.Tests("circl/sign/mldsa/testdata/ML-DSA-sigVer-FIPS204", $"ML-DSA-{set}"))
        {
            var key = MLDsaPublicKeyParameters.FromEncoding(Parameters(set), group.Hex("pk"));
            var message = prompt.Hex("message");
            var valid = (bool)method.Invoke(key, [message, 0, message.Length, prompt.Hex("signature")])!;
            run.Check(prompt.Number("tcId"), valid == expected.GetProperty("testPassed").GetBoolean());
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(Sets))]
    public void MlDsa_AccumulatedRandomCases_Agree(int set)
    {
        var page = SharedVectors.Text("CCTV/ML-DSA/accumulated/README.md");
        var section = page[page.IndexOf($"### ML-DSA-{set}", StringComparison.Ordinal)..];
        const string Marker = "- 100 iterations: `";
        var expected = section.Substring(section.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length, 64);

        var scheme = Scheme(set);
        var seeds = new byte[100 * 32];
        Provider.Shake128.Hash([], seeds);
        byte[] privateKey = new byte[32], publicKey = new byte[scheme.PublicKeySize], signature = new byte[scheme.MaxSignatureSize], result = new byte[32];
        using var written = new MemoryStream();
        var run = new VectorRun($"CCTV accumulated ML-DSA-{set}", Provider);
        for (var i = 0; i < 100; i++)
        {
            scheme.GenerateKeyPair(seeds.AsSpan(32 * i, 32), privateKey, publicKey);
            scheme.Sign(privateKey, [], [], signature);
            run.Check(i, scheme.Verify(publicKey, [], signature));
            written.Write(publicKey);
            written.Write(signature);
        }

        Provider.Shake128.Hash(written.ToArray(), result);
        run.Check("all", Convert.ToHexStringLower(result) == expected);
        run.Finish();
    }

    private static MlDsa Scheme(int set) => (MlDsa)(set switch { 44 => Provider.MlDsa44, 65 => Provider.MlDsa65, _ => Provider.MlDsa87 });

    private static MLDsaParameters Parameters(int set) =>
        set switch { 44 => MLDsaParameters.ml_dsa_44, 65 => MLDsaParameters.ml_dsa_65, _ => MLDsaParameters.ml_dsa_87 };
}
