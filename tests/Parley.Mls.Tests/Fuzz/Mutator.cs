namespace Parley.Mls.Tests.Fuzz;

/// <summary>Damages bytes as a hostile or broken peer would; a seed gives the same damage again.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Interesting =
    [
        [0], [1], [2], [0x3f], [0x40, 0x40], [0x7f, 0xff], [0x80, 0, 0x40, 0], [0xbf, 0xff, 0xff, 0xff], [0xc0], [0xff], [0xff, 0xff, 0xff, 0xff],
    ];

    private readonly Random random = new(seed);

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = input.ToList();
        for (var n = 1 + random.Next(4); n > 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.InsertRange(at, Interesting[random.Next(Interesting.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 20)));
                    break;
                case 4:
                    var value = Interesting[random.Next(Interesting.Length)];
                    for (var i = 0; i < value.Length && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = value[i];
                    }

                    break;
                case 5 when other.Length > 0:
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.Skip(from).Take(random.Next(40)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    public int Pick(int count) => random.Next(count);
}
