using System.Text;

namespace Parley.Crypto.Tests;

public sealed class PasswordHashTests
{
    // Of the reference implementation: echo -n "correct horse" | argon2 0123456789abcdef -id -t 2 -k 1024 -p 1 -l 32 -r
    private const string Expected = "b421b078498d36231d7e3aa8165f5929197f6ced0d253b493266b1d48978dc67";

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void Argon2id_OfTheReferencesExample_IsItsKey(string providerName)
    {
        var key = new byte[32];
        Providers.Named(providerName).Argon2id.Derive("correct horse"u8, "0123456789abcdef"u8, 2, 1024, key);
        Assert.Equal(Expected, Convert.ToHexStringLower(key));
    }

    [Fact]
    public void Argon2id_OfBothProviders_IsOneFunction()
    {
        foreach (var (passphrase, passes, kibibytes, length) in new[] { ("", 1, 8, 16), ("ключ", 1, 64, 32), (new string('x', 300), 3, 100, 65) })
        {
            byte[] salt = [.. Enumerable.Range(passes, 16).Select(i => (byte)i)], one = new byte[length], other = new byte[length];
            SodiumProvider.Instance.Argon2id.Derive(Encoding.UTF8.GetBytes(passphrase), salt, passes, kibibytes, one);
            BouncyCastleProvider.Instance.Argon2id.Derive(Encoding.UTF8.GetBytes(passphrase), salt, passes, kibibytes, other);
            Assert.Equal(one, other);
        }
    }

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void Argon2id_OfWrongSizes_Throws(string providerName)
    {
        var hash = Providers.Named(providerName).Argon2id;
        Assert.Throws<ArgumentException>(() => hash.Derive([1], new byte[15], 1, 8, new byte[32]));
        Assert.Throws<ArgumentException>(() => hash.Derive([1], new byte[16], 1, 8, new byte[15]));
        Assert.Throws<ArgumentOutOfRangeException>(() => hash.Derive([1], new byte[16], 0, 8, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => hash.Derive([1], new byte[16], 1, 7, new byte[32]));
    }
}
