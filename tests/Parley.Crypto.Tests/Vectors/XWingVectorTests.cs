namespace Parley.Crypto.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class XWingVectorTests
{
    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void XWing_PublishedVectors_Agree(string providerName)
    {
        var provider = Providers.Named(providerName);
        var kem = provider.XWing;
        using var json = SharedVectors.Json("xwing/spec/test-vectors.json");
        var run = new VectorRun("xwing", provider);
        var number = 0;
        foreach (var test in json.RootElement.EnumerateArray())
        {
            number++;
            byte[] privateKey = new byte[32], publicKey = new byte[kem.PublicKeySize], ct = new byte[kem.EncapsulationSize], secret = new byte[32];
            kem.GenerateKeyPair(test.Hex("seed"), privateKey, publicKey);
            run.Check(number, privateKey.AsSpan().SequenceEqual(test.Hex("sk")), "sk");
            run.Check(number, publicKey.AsSpan().SequenceEqual(test.Hex("pk")), "pk");
            run.Check(number, kem.Encapsulate(publicKey, test.Hex("eseed"), ct, secret) && ct.AsSpan().SequenceEqual(test.Hex("ct")) && secret.AsSpan().SequenceEqual(test.Hex("ss")), "encapsulation");
            secret.AsSpan().Clear();
            run.Check(number, kem.Decapsulate(privateKey, ct, secret) && secret.AsSpan().SequenceEqual(test.Hex("ss")), "decapsulation");
        }

        run.Finish();
    }
}
