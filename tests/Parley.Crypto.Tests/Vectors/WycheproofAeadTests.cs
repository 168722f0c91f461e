namespace Parley.Crypto.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class WycheproofAeadTests
{
    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void AesGcm_PublishedVectors_Agree(string provider) =>
        Run(provider, "aes_gcm_test", (p, keySize) => keySize switch { 16 => p.Aes128Gcm, 32 => p.Aes256Gcm, _ => null });

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void ChaCha20Poly1305_PublishedVectors_Agree(string provider) =>
        Run(provider, "chacha20_poly1305_test", (p, _) => p.ChaCha20Poly1305);

    private static void Run(string providerName, string file, Func<ICryptoProvider, int, IAead?> choose)
    {
        var provider = Providers.Named(providerName);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/{file}.json");
        var run = new VectorRun(file, provider);
        foreach (var group in json.RootElement.Items("testGroups"))
        {
            var aead = choose(provider, group.Number("keySize") / 8);
            foreach (var test in group.Items("tests"))
            {
                if (aead is null)
                {
                    run.Exclude("AES-192 is in no suite");
                    continue;
                }

                if (group.Number("ivSize") != 96)
                {
                    run.Exclude("nonces are 12 bytes (RFC 5116)");
                    continue;
                }

                byte[] key = test.Hex("key"), nonce = test.Hex("iv"), data = test.Hex("aad"), plaintext = test.Hex("msg");
                byte[] ciphertext = [.. test.Hex("ct"), .. test.Hex("tag")];
                var opened = new byte[plaintext.Length];
                var valid = aead.Open(key, nonce, data, ciphertext, opened);
                run.Check(test.Number("tcId"), valid == test.IsValid(), "verdict");
                run.Check(test.Number("tcId"), opened.AsSpan().SequenceEqual(valid ? plaintext : new byte[plaintext.Length]), "plaintext");

                var made = new byte[ciphertext.Length];
                aead.Seal(key, nonce, data, plaintext, made);
                run.Check(test.Number("tcId"), made.AsSpan().SequenceEqual(ciphertext) == test.IsValid(), "ciphertext");
            }
        }

        run.Finish();
    }
}
