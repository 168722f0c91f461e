using System.Security.Cryptography;
using System.Text;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Records;

namespace Parley.Ledger.Tests.Entries;

public sealed class LedgerEntryTests
{
    private static readonly SaltSeed Seed = new(Enumerable.Repeat((byte)9, 32).ToArray());

    private static LedgerEntry Sample => LedgerEntry.Create(
        Digest.Of("record"u8), EntryDirection.Sent, Keys.Now.AddTicks(1_239_999), "https", Seed.Derive(Keys.Origin, new(3)));

    [Fact]
    public void LED020_Commitment_IsTheHashOfTheText()
    {
        var text = $"""
            parley entry v1
            record {Digest.Of("record"u8)}
            direction sent
            time 2022-12-29T07:25:00.123Z
            bearer https
            salt {Seed.Derive(Keys.Origin, new(3))}

            """;
        Assert.Equal(text.ReplaceLineEndings("\n"), Sample.ToString());
        Assert.Equal(SHA256.HashData(Sample.ToBytes()), Sample.Commitment.ToArray());
    }

    [Fact]
    public void LED021_Opening_ReadsBackToTheSameCommitment()
    {
        var again = LedgerEntry.Parse(Sample.ToBytes()).OrThrow();
        Assert.Equal(Sample.Commitment, again.Commitment);
        Assert.Equal((Sample.Record, Sample.Direction, Sample.Time, Sample.Bearer, Sample.Salt), (again.Record, again.Direction, again.Time, again.Bearer, again.Salt));
    }

    [Theory]
    [InlineData("v1", "v2", 0), InlineData("record ", "record  ", 2), InlineData("record", "Record", 0), InlineData("sent", "Sent", 3), InlineData("sent", "both", 3)]
    [InlineData(".123Z", ".12Z", 4), InlineData(".123Z", "Z", 4), InlineData(".123Z", ".123+00:00", 4), InlineData("12-29T07", "02-30T07", 4)]
    [InlineData("https", "HTTPS", 5), InlineData("https", "", 0), InlineData("https", "9a", 5), InlineData("https", "a-bearer-with-a-name-of-too-many-letters", 5)]
    [InlineData("salt ", "salt 0", 6), InlineData("\nsalt", "\n\nsalt", 0), InlineData("direction sent\n", "", 0), InlineData("salt", "pepper", 0)]
    public void LED021_OtherForm_IsRefused(string part, string other, int line)
    {
        var text = Sample.ToString();
        var fault = LedgerEntry.Parse(Encoding.UTF8.GetBytes(text.Replace(part, other))).Fault;
        Assert.Equal("LED-021", fault?.Rule);
        if (line > 0)
            Assert.Equal(line, fault!.Line);
    }

    [Fact]
    public void LED021_EveryPrefixAndEveryByte_MattersOrIsRefused()
    {
        var bytes = Sample.ToBytes();
        for (var at = 0; at < bytes.Length; at++)
        {
            Assert.NotNull(LedgerEntry.Parse(bytes.AsSpan(0, at)).Fault);
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = (byte[])bytes.Clone();
                changed[at] ^= (byte)(1 << bit);
                if (LedgerEntry.Parse(changed).Value is { } entry)
                {
                    Assert.Equal(changed, entry.ToBytes());
                    Assert.NotEqual(Sample.Commitment, entry.Commitment);
                }
            }
        }
    }

    [Fact]
    public void LED022_Salt_DependsOnSeedLedgerAndPlace()
    {
        var other = LedgerOrigin.Of(PartyId.Parse("X-BY"), 2, Keys.Channel);
        var salts = new[]
        {
            Seed.Derive(Keys.Origin, new(0)), Seed.Derive(Keys.Origin, new(1)), Seed.Derive(other, new(0)),
            new SaltSeed(new byte[32]).Derive(Keys.Origin, new(0)),
        };
        Assert.Equal(salts.Length, salts.Distinct().Count());
        var key = Enumerable.Repeat((byte)9, 32).ToArray();
        Assert.Equal(
            Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"parley entry salt v1\n{Keys.Origin}\n1\n"))),
            salts[1].ToString());
        Assert.DoesNotContain("09", Seed.ToString());
    }

    [Fact]
    public void Bearer_ThatIsNoName_Throws() =>
        Assert.Throws<ArgumentException>(() => LedgerEntry.Create(default, EntryDirection.Sent, Keys.Now, "a b", default));
}
