using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Parley.Crypto.Bouncy;

/// <summary>Argon2id, version 0x13 with one lane, in managed code. Reference: RFC 9106.</summary>
internal sealed class Argon2id : IPasswordHash
{
    public string Name => "Argon2id";

    public int SaltSize => 16;

    public void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int passes, int kibibytes, Span<byte> key)
    {
        Require.Size(salt, SaltSize);
        Require.AtLeast(key, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kibibytes, 8);
        var given = passphrase.ToArray();
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithSalt(salt.ToArray())
            .WithParallelism(1)
            .WithIterations(passes)
            .WithMemoryAsKB(kibibytes)
            .Build());
        var derived = new byte[key.Length];
        generator.GenerateBytes(given, derived);
        derived.CopyTo(key);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(derived);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(given);
    }
}
