using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Parley.Crypto.Bouncy;

/// <summary>
/// TurboSHAKE128 and TurboSHAKE256 with domain byte 0x1F, written here because BouncyCastle 2.7.0 has Keccak with 24 rounds only.
/// References: RFC 9861, section 2; FIPS 202, section 3.2 (the steps θ, ρ, π, χ, ι).
/// </summary>
internal sealed class TurboShake(int strength) : IXof
{
    private const int StateBytes = 200;
    private const byte Domain = 0x1F;

    // The last 12 round constants of Keccak-f[1600]: the reduced permutation keeps the final rounds.
    private static readonly ulong[] RoundConstants =
    [
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    // ρ and π together, along the one cycle of 24 lanes that π makes: each lane's next place and its rotation.
    private static readonly byte[] PiLane = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];
    private static readonly byte[] RhoShift = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    // The capacity is twice the strength.
    private readonly int rate = StateBytes - (2 * strength / 8);

    public string Name => $"TurboSHAKE{strength}";

    public void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        Span<ulong> lanes = stackalloc ulong[StateBytes / 8];
        Span<byte> block = stackalloc byte[StateBytes];
        for (; data.Length >= rate; data = data[rate..])
        {
            Absorb(lanes, data[..rate]);
        }

        data.CopyTo(block);
        block[data.Length] = Domain;
        block[rate - 1] ^= 0x80;
        Absorb(lanes, block[..rate]);

        while (true)
        {
            for (var i = 0; i < lanes.Length; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(block[(8 * i)..], lanes[i]);
            }

            var taken = Math.Min(rate, output.Length);
            block[..taken].CopyTo(output);
            output = output[taken..];
            if (output.IsEmpty)
            {
                break;
            }

            Permute(lanes);
        }

        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(lanes));
    }

    private static void Absorb(Span<ulong> lanes, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < block.Length / 8; i++)
        {
            lanes[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        }

        Permute(lanes);
    }

    private static void Permute(Span<ulong> a)
    {
        Span<ulong> c = stackalloc ulong[5];
        foreach (var constant in RoundConstants)
        {
            // θ
            for (var x = 0; x < 5; x++)
            {
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }

            for (var x = 0; x < 5; x++)
            {
                var d = c[(x + 4) % 5] ^ BitOperations.RotateLeft(c[(x + 1) % 5], 1);
                for (var y = 0; y < 25; y += 5)
                {
                    a[x + y] ^= d;
                }
            }

            // ρ and π
            var moved = a[1];
            for (var i = 0; i < 24; i++)
            {
                var place = PiLane[i];
                (a[place], moved) = (BitOperations.RotateLeft(moved, RhoShift[i]), a[place]);
            }

            // χ
            for (var y = 0; y < 25; y += 5)
            {
                a.Slice(y, 5).CopyTo(c);
                for (var x = 0; x < 5; x++)
                {
                    a[x + y] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
                }
            }

            // ι
            a[0] ^= constant;
        }
    }
}
