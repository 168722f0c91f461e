using System.Globalization;
using System.Numerics;

namespace Parley.Crypto.Bouncy;

/// <summary>
/// Points of edwards25519 in projective coordinates: slow, in variable time and never for secrets. It decides the few signatures
/// whose public key has a part of small order, where BouncyCastle's own check is more lenient than libsodium's.
/// Reference: RFC 8032, section 5.1.
/// </summary>
internal readonly struct EdwardsPoint
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Modulo(-121665 * Invert(121666));
    private static readonly BigInteger SqrtMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly EdwardsPoint Neutral = new(BigInteger.Zero, BigInteger.One, BigInteger.One);

    private readonly BigInteger x;
    private readonly BigInteger y;
    private readonly BigInteger z;

    private EdwardsPoint(BigInteger x, BigInteger y, BigInteger z)
    {
        this.x = x;
        this.y = y;
        this.z = z;
    }

    /// <summary>B, whose y is 4/5 and whose x is even.</summary>
    internal static EdwardsPoint Base { get; } = FromY(Modulo(4 * Invert(5)), odd: false)!.Value;

    /// <summary>L, the order of B.</summary>
    internal static BigInteger Order { get; } =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    /// <summary>The point of a canonical encoding; null when there is none.</summary>
    internal static EdwardsPoint? Decode(ReadOnlySpan<byte> encoding)
    {
        Span<byte> bytes = stackalloc byte[32];
        encoding.CopyTo(bytes);
        var odd = (bytes[31] & 0x80) != 0;
        bytes[31] &= 0x7F;
        var y = new BigInteger(bytes, isUnsigned: true);
        return y >= P ? null : FromY(y, odd);
    }

    internal void Encode(Span<byte> encoding)
    {
        var inverse = Invert(z);
        encoding.Clear();
        Modulo(y * inverse).TryWriteBytes(encoding, out _, isUnsigned: true);
        if (!Modulo(x * inverse).IsEven)
        {
            encoding[31] |= 0x80;
        }
    }

    internal EdwardsPoint Negate() => new(Modulo(-x), y, z);

    /// <summary>The complete addition law of twisted Edwards curves with a = −1 (Bernstein, Birkner, Joye, Lange, Peters 2008, section 6).</summary>
    internal EdwardsPoint Add(EdwardsPoint other)
    {
        var a = Modulo(z * other.z);
        var b = Modulo(a * a);
        var c = Modulo(x * other.x);
        var d = Modulo(y * other.y);
        var e = Modulo(D * Modulo(c * d));
        var f = b - e;
        var g = b + e;
        return new EdwardsPoint(
            Modulo(Modulo(a * f) * (((x + y) * (other.x + other.y)) - c - d)),
            Modulo(Modulo(a * g) * (c + d)),
            Modulo(f * g));
    }

    internal EdwardsPoint Multiply(BigInteger scalar)
    {
        var result = Neutral;
        for (var bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = result.Add(result);
            if (!((scalar >> bit) & BigInteger.One).IsZero)
            {
                result = result.Add(this);
            }
        }

        return result;
    }

    /// <summary>Recovers x from y (RFC 8032, 5.1.3).</summary>
    private static EdwardsPoint? FromY(BigInteger y, bool odd)
    {
        var square = Modulo(((y * y) - 1) * Invert((D * y * y) + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Modulo(x * x) != square)
        {
            x = Modulo(x * SqrtMinusOne);
        }

        if (Modulo(x * x) != square || (x.IsZero && odd))
        {
            return null;
        }

        return new EdwardsPoint(x.IsEven == odd ? P - x : x, y, BigInteger.One);
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Modulo(value), P - 2, P);

    private static BigInteger Modulo(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }
}
