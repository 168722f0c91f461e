using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>
/// One of the prime-order curves of NIST: P-256, P-384, P-521.
/// References: FIPS 186-5; SP 800-186, section 3.2.1; SEC 1, sections 2.3.3 (points) and 2.3.7 (scalars).
/// </summary>
internal sealed class PrimeCurve
{
    internal static readonly PrimeCurve P256 = new("P-256", ECCurve.NamedCurves.nistP256,
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    internal static readonly PrimeCurve P384 = new("P-384", ECCurve.NamedCurves.nistP384,
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973");

    internal static readonly PrimeCurve P521 = new("P-521", ECCurve.NamedCurves.nistP521,
        "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409");

    private const byte Uncompressed = 0x04;

    private readonly byte[] order;

    private PrimeCurve(string name, ECCurve curve, string order)
    {
        Name = name;
        Curve = curve;
        this.order = Convert.FromHexString(order);
    }

    internal string Name { get; }

    internal ECCurve Curve { get; }

    /// <summary>Bytes in a scalar and in a coordinate: on these curves the order and the field are equally long.</summary>
    internal int ScalarSize => order.Length;

    /// <summary>Bytes in an uncompressed point: a tag and two coordinates.</summary>
    internal int PointSize => 1 + (2 * ScalarSize);

    /// <summary>Whether <paramref name="scalar"/> is from 1 to n−1, in time that does not depend on its value.</summary>
    internal bool IsPrivateKey(ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length != order.Length)
        {
            return false;
        }

        // scalar − n borrows out of its top byte exactly when scalar < n.
        int any = 0, borrow = 0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            any |= scalar[i];
            borrow = ((scalar[i] - order[i] - borrow) >> 8) & 1;
        }

        return (borrow & ((0 - any) >>> 31)) == 1;
    }

    /// <summary>Throws unless <paramref name="scalar"/> is a private key.</summary>
    internal void RequirePrivateKey(ReadOnlySpan<byte> scalar, [CallerArgumentExpression(nameof(scalar))] string name = "")
    {
        if (!IsPrivateKey(scalar))
        {
            throw new ArgumentException($"A private key on {Name} is {ScalarSize} bytes, from 1 to n−1.", name);
        }
    }

    /// <summary>Whether <paramref name="point"/> has the shape of an uncompressed point; that it lies on the curve is for the provider to check.</summary>
    internal bool IsPointShaped(ReadOnlySpan<byte> point) => point.Length == PointSize && point[0] == Uncompressed;

    /// <summary>Writes x and y, each <see cref="ScalarSize"/> bytes, as an uncompressed point.</summary>
    internal void WritePoint(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, Span<byte> point)
    {
        point[0] = Uncompressed;
        x.CopyTo(point[1..]);
        y.CopyTo(point[(1 + ScalarSize)..]);
    }

    internal ReadOnlySpan<byte> X(ReadOnlySpan<byte> point) => point.Slice(1, ScalarSize);

    internal ReadOnlySpan<byte> Y(ReadOnlySpan<byte> point) => point.Slice(1 + ScalarSize, ScalarSize);
}
