namespace Parley.Ledger.Tests;

/// <summary>Small harm to good bytes: flips, cuts, doublings, moved pieces and bytes that parsers trip over.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        "\n"u8.ToArray(), "\n\n"u8.ToArray(), " "u8.ToArray(), "— "u8.ToArray(), "+"u8.ToArray(), "="u8.ToArray(), "\r"u8.ToArray(), "\0"u8.ToArray(),
        "0"u8.ToArray(), "-"u8.ToArray(), "99999999999999999999"u8.ToArray(), "9223372036854775807"u8.ToArray(), "A"u8.ToArray(), [0xc2, 0xa0],
        [0xe2, 0x80], [0xff], [0xed, 0xa0, 0x80], "AAAA\n"u8.ToArray(), "x/"u8.ToArray(), [0xe2, 0x80, 0xa8],
    ];

    public static byte[] Of(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    // Whole lines are doubled or dropped, as an enemy who understands the format would.
                    var lines = System.Text.Encoding.Latin1.GetString([.. bytes]).Split('\n').ToList();
                    var line = random.Next(lines.Count);
                    if (random.Next(2) == 0)
                        lines.Insert(random.Next(lines.Count + 1), lines[line]);
                    else
                        lines.RemoveAt(line);
                    bytes = [.. System.Text.Encoding.Latin1.GetBytes(string.Join('\n', lines))];
                    break;
            }
        }

        return [.. bytes];
    }
}
