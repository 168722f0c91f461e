using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Keys;

/// <summary>
/// The private keys that bundles to this node are sealed to: the one on its card, and those of earlier cards for as long as a
/// pouch sealed to them may still arrive. One file each in <c>keys/seal</c>; who deletes one can no longer open what was sealed to it.
/// </summary>
public sealed class SealKeys : IDisposable
{
    private readonly Dictionary<MailboxId, (SealKey Key, SecretBytes Private)> _keys = [];

    /// <summary>All of them, public and private halves.</summary>
    public IEnumerable<(SealKey Key, SecretBytes Private)> All => _keys.Values;

    /// <summary>Makes a new key from the system's random source and writes it, for its owner's eyes only.</summary>
    public static SealKey Create(NodeDirectory directory, PartyId party, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var seed = RandomNumberGenerator.GetBytes(SealedBundle.PrivateKeySize);
        try
        {
            var key = SealedBundle.PublicKeyOf(seed, crypto);
            PrivateFile.CreateDirectory(directory.SealKeys);
            SeedFile.Create(Path.Combine(directory.SealKeys, $"{key.Mailbox.ToString()[..16]}.key"), $"{party}/seal", seed);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Reads all of a node's keys.</summary>
    /// <exception cref="InvalidDataException">A file is no key, or others may read it.</exception>
    public static SealKeys Read(NodeDirectory directory, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var keys = new SealKeys();
        foreach (var file in Directory.Exists(directory.SealKeys) ? Directory.GetFiles(directory.SealKeys, "*.key") : [])
        {
            var (_, seed) = SeedFile.Read(file, crypto, null);
            var key = SealedBundle.PublicKeyOf(seed, crypto);
            keys._keys[key.Mailbox] = (key, new SecretBytes(seed));
            CryptographicOperations.ZeroMemory(seed);
        }

        return keys;
    }

    /// <summary>The private key of a mailbox, where this node has it.</summary>
    public bool TryFind(MailboxId mailbox, [NotNullWhen(true)] out SecretBytes? key)
    {
        key = _keys.TryGetValue(mailbox, out var pair) ? pair.Private : null;
        return key is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Private.Dispose();
    }
}
