namespace Parley.Crypto.Tests.Vectors;

/// <summary>
/// The 914 edge cases of Ed25519 verification, against the rule that <see cref="ICryptoProvider.Ed25519"/> states.
/// The vectors say what is odd about each signature and leave the verdict to the rule.
/// </summary>
[Trait("suite", "vectors")]
public sealed class CctvEd25519Tests
{
    private static readonly string[] Refused = ["low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k"];

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void Ed25519_EdgeCases_FollowTheStatedRule(string providerName)
    {
        var provider = Providers.Named(providerName);
        using var json = SharedVectors.Json("CCTV/ed25519/ed25519vectors.json");
        var run = new VectorRun("CCTV ed25519vectors", provider);
        foreach (var test in json.RootElement.EnumerateArray())
        {
            var flags = test.GetProperty("flags").ValueKind is System.Text.Json.JsonValueKind.Array
                ? test.Items("flags").Select(f => f.GetString()!).ToArray()
                : [];
            var verdict = provider.Ed25519.Verify(test.Hex("key"), System.Text.Encoding.UTF8.GetBytes(test.Text("msg")), test.Hex("sig"));
            run.Check(test.Number("number"), verdict == !flags.Any(Refused.Contains), $"{verdict} {string.Join(',', flags)}");
        }

        run.Finish();
    }

    [Fact]
    public void Ed25519_EdgeCases_GiveTheSameVerdictInBothProviders()
    {
        using var json = SharedVectors.Json("CCTV/ed25519/ed25519vectors.json");
        foreach (var test in json.RootElement.EnumerateArray())
        {
            var message = System.Text.Encoding.UTF8.GetBytes(test.Text("msg"));
            Assert.Equal(
                SodiumProvider.Instance.Ed25519.Verify(test.Hex("key"), message, test.Hex("sig")),
                BouncyCastleProvider.Instance.Ed25519.Verify(test.Hex("key"), message, test.Hex("sig")));
        }
    }
}
