using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;

namespace Parley.Ledger.Entries;

/// <summary>A ledger's secret of 32 random bytes from which every entry's salt follows. Whoever has it can guess every entry.</summary>
public sealed class SaltSeed
{
    /// <summary>Bytes in a seed.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    /// <summary>Takes exactly 32 random bytes.</summary>
    public SaltSeed(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _bytes = bytes.ToArray();
    }

    /// <summary>The salt of one entry. It tells nothing of the seed or of another entry's salt.</summary>
    public EntrySalt Derive(LedgerOrigin origin, LeafIndex index)
    {
        ArgumentNullException.ThrowIfNull(origin);

        // LED-022: bound to ledger and place, so that a seed used twice by mistake still gives each entry its own salt.
        return new(Sha256.Hmac(_bytes, Encoding.ASCII.GetBytes($"parley entry salt v1\n{origin}\n{index}\n")));
    }

    /// <summary>Nothing: a seed is not for logs.</summary>
    public override string ToString() => nameof(SaltSeed);
}
