namespace Parley.Crypto.Tests;

/// <summary>Every algorithm of a provider by kind, so that one suite runs over all of them.</summary>
internal static class Algorithms
{
    internal static IHash[] Hashes(ICryptoProvider p) => [p.Sha256, p.Sha384, p.Sha512, p.Sha3_256];

    internal static IXof[] Xofs(ICryptoProvider p) => [p.Shake128, p.Shake256, p.TurboShake128, p.TurboShake256];

    internal static IMac[] Macs(ICryptoProvider p) => [p.HmacSha256, p.HmacSha384, p.HmacSha512];

    internal static IKdf[] Kdfs(ICryptoProvider p) => [p.HkdfSha256, p.HkdfSha384, p.HkdfSha512];

    internal static IAead[] Aeads(ICryptoProvider p) => [p.Aes128Gcm, p.Aes256Gcm, p.ChaCha20Poly1305];

    internal static ISignatureScheme[] Signatures(ICryptoProvider p) =>
        [p.Ed25519, p.Ed448, p.EcdsaP256, p.EcdsaP384, p.EcdsaP521, p.MlDsa44, p.MlDsa65, p.MlDsa87];

    internal static IDiffieHellman[] Groups(ICryptoProvider p) => [p.X25519, p.X448, p.P256, p.P384, p.P521];

    internal static IKem[] Kems(ICryptoProvider p) =>
    [
        p.MlKem512, p.MlKem768, p.MlKem1024, p.XWing, p.MlKem768P256, p.MlKem1024P384,
        p.DhKemP256, p.DhKemP384, p.DhKemP521, p.DhKemX25519, p.DhKemX448,
    ];

    /// <summary>Provider and index, for a theory over all algorithms of one kind.</summary>
    internal static TheoryData<string, int> Each<T>(Func<ICryptoProvider, T[]> kind)
    {
        var cases = new TheoryData<string, int>();
        foreach (var provider in new ICryptoProvider[] { SodiumProvider.Instance, BouncyCastleProvider.Instance })
        {
            for (var i = 0; i < kind(provider).Length; i++)
            {
                cases.Add(provider.Name, i);
            }
        }

        return cases;
    }

    /// <summary>Bytes that look random and are the same in every run.</summary>
    internal static byte[] Bytes(string label, int count)
    {
        var bytes = new byte[count];
        BouncyCastleProvider.Instance.Shake256.Hash(System.Text.Encoding.UTF8.GetBytes(label), bytes);
        return bytes;
    }
}
