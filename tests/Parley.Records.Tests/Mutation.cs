namespace Parley.Records.Tests;

/// <summary>Small harm to good bytes: flips, cuts, doublings, moved pieces, whole lines, and bytes that parsers trip over.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\n", "\n\n", " ", "    ", "— ", "+", "=", "\r", "\0", "\t", "0", "-", "/", ":", "99999999999999999999", "9007199254740992", "A", "\u00A0", "\u202E", "\u2028",
            "\U000E0041", "\uFEFF", "B", "ed25519 ", "webauthn ", "\nparley fields v1\n", "\n\nparley fields v1\n", "\nfield        ", "\nreleased     ", "i\u0307", "ſ", "K",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    public static byte[] Of(byte[] good, Random random)
    {
        var bytes = good;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Length + 1);
            var length = Math.Min(random.Next(1, 40), bytes.Length - at);
            bytes = random.Next(8) switch
            {
                0 or 1 => Flip(bytes, at, random),
                2 => [.. bytes[..at], .. bytes[(at + length)..]],
                3 => Insert(bytes, random.Next(bytes.Length + 1), bytes.AsSpan(at, length)),
                4 or 5 => Insert(bytes, at, Pieces[random.Next(Pieces.Length)]),
                6 when random.Next(8) == 0 => bytes[..at],
                _ => MoveLine(bytes, random),
            };
        }

        return bytes;
    }

    private static byte[] Flip(byte[] bytes, int at, Random random)
    {
        if (at == bytes.Length)
            return bytes;
        bytes = [.. bytes];
        bytes[at] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Insert(byte[] bytes, int at, ReadOnlySpan<byte> piece) => [.. bytes[..at], .. piece, .. bytes[at..]];

    /// <summary>Takes a whole line away, or doubles it, or puts it elsewhere, as an enemy who knows the format would.</summary>
    private static byte[] MoveLine(byte[] bytes, Random random)
    {
        var line = LineAt(bytes, random.Next(bytes.Length + 1));
        var text = bytes[line];
        var rest = random.Next(2) == 0 ? bytes : [.. bytes[..line.Start], .. bytes[line.End..]];
        return random.Next(3) == 0 ? rest : Insert(rest, LineAt(rest, random.Next(rest.Length + 1)).Start.Value, text);
    }

    private static Range LineAt(byte[] bytes, int at)
    {
        var start = bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = bytes.AsSpan(at).IndexOf((byte)'\n');
        return start..(end < 0 ? bytes.Length : at + end + 1);
    }
}
