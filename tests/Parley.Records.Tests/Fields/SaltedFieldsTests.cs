using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Parley.Records.Fields;

namespace Parley.Records.Tests.Fields;

public sealed class SaltedFieldsTests
{
    private static readonly ContentId Content = new(Cast.Seed("content").AsSpan(0, 16));

    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["ab \nўق\u200D—"], 0, 40],
        Gen.Const("\U00020BB7\n\n "));

    private static readonly Gen<Field[]> Lists =
        Gen.Select(Gen.String[Gen.Char["ab0.-"], 1, 6], Values, (name, value) => new Field(name, value)).Array[0, 12];

    [Fact]
    public void WrittenAndRead_IsTheSame() => Gen.Select(Lists, Gen.Byte.Array[SaltedFields.SeedSize]).Sample((fields, seed) =>
    {
        SaltedFields salted;
        try
        {
            salted = new SaltedFields(fields, seed);
        }
        catch (ArgumentException)
        {
            // What the constructor refuses, no reader takes.
            return;
        }

        var read = SaltedFields.Parse(salted.ToBytes()).OrThrow();
        Assert.Equal(salted.All, read.All);
        Assert.Equal(salted.ToBytes(), read.ToBytes());
        Assert.Equal(salted.Root(Content, Cast.By, Cast.Channel), read.Root(Content, Cast.By, Cast.Channel));
    }, iter: 1500);

    [Fact]
    public void Root_IsTheTreeOfRfc9162_OverLeavesWrittenByHand() => Gen.Int[0, 40].Sample(count =>
    {
        // REC-044, REC-045 and REC-046, once more and by hand.
        var seed = Cast.Seed("fields");
        var leaves = Enumerable.Range(0, count).Select(i =>
        {
            var salt = HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes($"parley salt v1\n{i}\n"));
            var commitment = Convert.ToHexStringLower(SHA256.HashData([.. "parley value v1\n"u8, .. salt, .. Encoding.UTF8.GetBytes($"v{i}ў")]));
            return SHA256.HashData([0, .. Encoding.ASCII.GetBytes($"parley field v1\n{Content}\nBY\n{Cast.Channel}\n{i}\nf-{i}\n{commitment}\n")]);
        }).ToArray();
        var fields = new SaltedFields([.. Enumerable.Range(0, count).Select(i => new Field($"f-{i}", $"v{i}ў"))], seed);
        Assert.Equal(Convert.ToHexStringLower(Tree(leaves)), fields.Root(Content, Cast.By, Cast.Channel).ToString());
    }, iter: 60);

    [Fact]
    public void Leaf_BindsEverythingAroundIt()
    {
        var commitment = SaltedFields.Commitment(new byte[32], "v");
        Digest[] leaves =
        [
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel, 0, "a", commitment),
            SaltedFields.Leaf(new ContentId(new byte[16]), Cast.By, Cast.Channel, 0, "a", commitment),
            SaltedFields.Leaf(Content, Cast.Ua, Cast.Channel, 0, "a", commitment),
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel with { Name = "b" }, 0, "a", commitment),
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel with { Founding = commitment }, 0, "a", commitment),
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel, 1, "a", commitment),
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel, 0, "b", commitment),
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel, 0, "a", SaltedFields.Commitment(new byte[32], "w")),
            SaltedFields.Leaf(Content, Cast.By, Cast.Channel, 0, "a", SaltedFields.Commitment(Cast.Seed("s"), "v")),
        ];
        Assert.Equal(leaves.Length, leaves.Distinct().Count());
    }

    [Fact]
    public void Salts_DifferByIndexAndSeed()
    {
        var salts = from seed in new[] { "a", "b" } from i in Enumerable.Range(0, 20) select Convert.ToHexString(new SaltedFields([new("a", "")], Cast.Seed(seed)).Salt(i));
        Assert.Equal(40, salts.Distinct().Count());
    }

    [Fact]
    public void NoFields_HaveTheSeedOfZeros() =>
        Assert.Equal(new SaltedFields([], new byte[32]).ToBytes(), new SaltedFields([], Cast.Seed("fields")).ToBytes());

    [Theory]
    [InlineData("Name", "v")]
    [InlineData("", "v")]
    [InlineData("a b", "v")]
    [InlineData("a\n", "v")]
    [InlineData("a", "\t")]
    [InlineData("a", "\r\n")]
    [InlineData("a", "\u202E")]
    public void Constructor_OnWhatNoReaderTakes_Throws(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new SaltedFields([new Field(name, value)], new byte[32]));

    [Fact]
    public void Constructor_OnLoneSurrogates_Throws()
    {
        // Not as data of a theory: the runner would replace them.
        foreach (var value in new[] { "\uD800", "\uDC00\uD800", "a\uDBFF" })
            Assert.Throws<ArgumentException>(() => new SaltedFields([new Field("a", value)], new byte[32]));
    }

    [Fact]
    public void Limits_AreReachedAndNotPassed()
    {
        // REC-031
        Field[] Fields(int size, int count) => [.. Enumerable.Range(0, count).Select(i => new Field($"f{i}", new string('v', size)))];
        byte[] Written(int size, int count) => new SaltedFields(Fields(size, count), new byte[32]).ToBytes();
        Assert.NotNull(SaltedFields.Parse(Written(Limits.FieldBytes, 3)).Value);
        Assert.NotNull(SaltedFields.Parse(Written(1, Limits.Fields)).Value);
        Assert.Equal("REC-031", SaltedFields.Parse(Written(Limits.FieldBytes, 4)).Fault?.Rule);
        Assert.Throws<ArgumentException>(() => Written(Limits.FieldBytes + 1, 1));
        Assert.Throws<ArgumentException>(() => Written(1, Limits.Fields + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SaltedFields([], new byte[31]));
    }

    [Fact]
    public void TooManyFields_AreLeftUnreadAfterTheLast()
    {
        var text = $"parley fields v1\nseed         {Convert.ToBase64String(new byte[32])}\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"field        f{i}\n    \n"));
        var fault = SaltedFields.Parse(Encoding.UTF8.GetBytes(text)).Fault;
        Assert.Equal(("REC-031", 2 + 2 * (Limits.Fields + 1)), (fault?.Rule, fault?.Line));
    }

    private static byte[] Tree(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
            return SHA256.HashData([]);
        if (leaves.Length == 1)
            return leaves[0];
        var k = 1;
        while (2 * k < leaves.Length)
            k *= 2;
        return SHA256.HashData([1, .. Tree(leaves[..k]), .. Tree(leaves[k..])]);
    }
}
