namespace Parley.Crypto;

/// <summary>
/// An ECDSA signature between its two forms: r ‖ s of fixed size, and DER as RFC 9420 and X.509 write it.
/// Reading is strict: for each pair (r, s) one encoding only, so that a signature cannot be re-encoded in flight.
/// References: RFC 3279, section 2.2.3; X.690, sections 8.3 and 10.1.
/// </summary>
internal static class DerSignature
{
    private const byte Sequence = 0x30;
    private const byte Integer = 0x02;

    // One length octet up to 127, then 0x81 and one octet: enough for P-521, whose sequence takes 138 bytes at most.
    private const byte LongLength = 0x81;

    /// <summary>The most bytes that a signature over scalars of <paramref name="size"/> bytes takes, each with a sign octet.</summary>
    internal static int MaxSize(int size)
    {
        var content = 2 * (2 + 1 + size);
        return (content < 0x80 ? 2 : 3) + content;
    }

    /// <summary>Writes r ‖ s, given at fixed size, as DER, and returns the number of bytes written.</summary>
    internal static int Encode(ReadOnlySpan<byte> fixedSize, Span<byte> der)
    {
        var r = Minimal(fixedSize[..(fixedSize.Length / 2)]);
        var s = Minimal(fixedSize[(fixedSize.Length / 2)..]);
        var content = IntegerSize(r) + IntegerSize(s);
        var at = 0;
        der[at++] = Sequence;
        if (content >= 0x80)
        {
            der[at++] = LongLength;
        }

        der[at++] = (byte)content;
        at += WriteInteger(r, der[at..]);
        at += WriteInteger(s, der[at..]);
        return at;
    }

    /// <summary>Reads DER into r ‖ s at fixed size; false for anything but the one valid encoding of two positive integers that fit.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> der, Span<byte> fixedSize)
    {
        if (der.Length < 2 || der[0] != Sequence)
        {
            return false;
        }

        int content = der[1];
        var body = der[2..];
        if (content == LongLength && body.Length > 0)
        {
            content = body[0];
            body = body[1..];
            if (content < 0x80)
            {
                return false;
            }
        }
        else if (content >= 0x80)
        {
            return false;
        }

        var half = fixedSize.Length / 2;
        return body.Length == content
            && TryReadInteger(ref body, fixedSize[..half])
            && TryReadInteger(ref body, fixedSize[half..])
            && body.IsEmpty;
    }

    private static bool TryReadInteger(ref ReadOnlySpan<byte> body, Span<byte> fixedSize)
    {
        if (body.Length < 3 || body[0] != Integer || body[1] is 0 or >= 0x80 || body.Length < 2 + body[1])
        {
            return false;
        }

        var value = body.Slice(2, body[1]);
        body = body[(2 + value.Length)..];
        if (value[0] >= 0x80)
        {
            return false;
        }

        if (value[0] == 0 && value.Length > 1)
        {
            // A leading zero only keeps the next octet from reading as a sign.
            value = value[1..];
            if (value[0] < 0x80)
            {
                return false;
            }
        }

        if (value.Length > fixedSize.Length)
        {
            return false;
        }

        fixedSize.Clear();
        value.CopyTo(fixedSize[^value.Length..]);
        return true;
    }

    private static ReadOnlySpan<byte> Minimal(ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && value[0] == 0)
        {
            value = value[1..];
        }

        return value;
    }

    private static int IntegerSize(ReadOnlySpan<byte> minimal) => 2 + minimal.Length + (minimal[0] >> 7);

    private static int WriteInteger(ReadOnlySpan<byte> minimal, Span<byte> der)
    {
        var sign = minimal[0] >> 7;
        der[0] = Integer;
        der[1] = (byte)(minimal.Length + sign);
        der[2] = 0;
        minimal.CopyTo(der[(2 + sign)..]);
        return 2 + sign + minimal.Length;
    }
}
