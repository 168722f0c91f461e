using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Parley.Ledger.Merkle;

/// <summary>Thirty-two bytes held by value, so that ten million hashes are no objects.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Block32
{
    public const int Size = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    public Block32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException("Wants exactly 32 bytes.", nameof(bytes));

        this = MemoryMarshal.Read<Block32>(bytes);
    }

    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Block32>(in this));

    public override string ToString() => Convert.ToHexStringLower(AsSpan());
}
