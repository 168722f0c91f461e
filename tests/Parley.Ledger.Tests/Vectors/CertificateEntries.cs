using System.Buffers.Binary;
using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tests.Vectors;

/// <summary>Entries of C2SP static-ct-api data tiles, as far as their leaf hashes need.</summary>
internal static class CertificateEntries
{
    public static List<LeafHash> Leaves(ReadOnlySpan<byte> data)
    {
        var leaves = new List<LeafHash>();
        while (!data.IsEmpty)
        {
            var precertificate = BinaryPrimitives.ReadUInt16BigEndian(data[8..]) == 1;
            var at = 10 + (precertificate ? 32 : 0);
            at += 3 + Length(data[at..], 3);
            at += 2 + Length(data[at..], 2);
            leaves.Add(LeafHash.Of([0, 0, .. data[..at]]));
            if (precertificate)
                at += 3 + Length(data[at..], 3);
            at += 2 + Length(data[at..], 2);
            data = data[at..];
        }

        return leaves;
    }

    private static int Length(ReadOnlySpan<byte> data, int bytes)
    {
        var length = 0;
        for (var at = 0; at < bytes; at++)
            length = (length << 8) | data[at];
        return length;
    }
}
