using System.Text;
using Parley.Simulator;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Extracts;
using Parley.Records.Fields;

namespace Parley.Verification.Tests;

public sealed class ExtractTests
{
    private static readonly TestParty By = new("BY");
    private static readonly ChannelId Channel = new("by-ua.border", Digest.Of("policy"u8));

    [Fact]
    public void EveryChoice_OfUpToNineFields_ReadsBackAndShowsNoMore()
    {
        for (var count = 0; count <= 9; count++)
        {
            var record = RecordOf(count);
            for (var choice = 0; choice < (int)Math.Pow(3, Math.Min(count, 6)); choice++)
            {
                var choices = Enumerable.Range(0, count).ToDictionary(i => $"n-{i}", i => (Disclosure)(choice / (int)Math.Pow(3, i % 6) % 3));
                var bytes = Extract.Of(record, name => choices[name]).ToBytes();
                var extract = Extract.Parse(bytes).OrThrow();
                Assert.Equal(bytes, extract.ToBytes());
                Assert.Equal(record.Id, extract.Header.Id);
                Assert.Equal(count, extract.Fields.Count);
                Assert.All(extract.Fields, field =>
                {
                    var disclosure = choices[$"n-{field.Index}"];
                    Assert.Equal(disclosure, field.Disclosure);
                    Assert.Equal(disclosure == Disclosure.Hidden ? null : $"n-{field.Index}", field.Name);
                    Assert.Equal(disclosure == Disclosure.Shown ? record.Fields.All[field.Index].Value : null, field.Value);
                });
                var text = Encoding.UTF8.GetString(bytes);
                Assert.All(choices.Where(c => c.Value != Disclosure.Shown), c => Assert.DoesNotContain($"value of {c.Key}.", text, StringComparison.Ordinal));
                Assert.All(choices.Where(c => c.Value == Disclosure.Hidden), c => Assert.DoesNotContain(c.Key, text, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void ExtractOfAnExtract_IsTheExtractOfTheRecordAndNeverShowsMore()
    {
        var record = RecordOf(7);
        var first = Extract.Of(record, name => name is "n-0" or "n-1" ? Disclosure.Shown : name == "n-2" ? Disclosure.Named : Disclosure.Hidden);
        var second = first.Reduce(name => name == "n-1" ? Disclosure.Shown : Disclosure.Named);
        Assert.Equal(Extract.Of(record, name => name == "n-1" ? Disclosure.Shown : name is "n-0" or "n-2" ? Disclosure.Named : Disclosure.Hidden).ToBytes(), second.ToBytes());
        Assert.Equal(second.ToBytes(), second.Reduce(_ => Disclosure.Shown).ToBytes());
    }

    [Fact]
    public void HiddenValue_OfTwoPossible_LeavesNothingToCompare()
    {
        // A short fixed-form answer must not be found by trying both: nothing in the extract is a function of the value alone.
        var (yes, no) = (RecordOf(2, "yes"), RecordOf(2, "no"));
        var extract = Encoding.UTF8.GetString(Extract.Of(yes, name => name == "n-0" ? Disclosure.Shown : Disclosure.Named).ToBytes());
        var salt = yes.Fields.Salt(1);
        Assert.DoesNotContain(Convert.ToBase64String(salt), extract, StringComparison.Ordinal);
        foreach (var guess in new[] { "yes", "no" })
        {
            Assert.DoesNotContain(Digest.Of(Encoding.UTF8.GetBytes(guess)).ToString(), extract, StringComparison.Ordinal);
            Assert.DoesNotContain(SaltedFields.Commitment(new byte[32], guess).ToString(), extract, StringComparison.Ordinal);
            Assert.DoesNotContain(SaltedFields.Commitment(yes.Fields.Salt(0), guess).ToString(), extract, StringComparison.Ordinal);
        }

        Assert.NotEqual(yes.Content.FieldsRoot, no.Content.FieldsRoot);
    }

    [Theory]
    [InlineData("EXT-001", "\n\nparley extract v1\n", "\n\nparley extracts v1\n")]
    [InlineData("EXT-002", "value of n-0.", "value\tof n-0.")]
    [InlineData("EXT-003", "shown        n-0\n", "seen         n-0\n")]
    [InlineData("EXT-003", "shown        n-0\n", "shown        N-0\n")]
    [InlineData("EXT-003", "named        n-1\n", "named        n-0\n")]
    [InlineData("EXT-004", "salt         ", "salt         A")]
    [InlineData("EXT-004", "    value of n-0.\n", "")]
    [InlineData("EXT-004", "value of n-0.", "value of n-0.\u202e")]
    [InlineData("EXT-005", "commitment   ", "commitment   x")]
    [InlineData("EXT-003", "hidden       2 ", "hidden       3 ")]
    [InlineData("EXT-007", "value of n-0.", "value of n-1.")]
    [InlineData("EXT-007", "shown        n-0\n", "shown        n-7\n")]
    [InlineData("REC-001", "precedence   routine", "precedence   flash\n")]
    public void Extract_Changed_RefusedByItsRule(string rule, string from, string to)
    {
        var text = Encoding.UTF8.GetString(Extract.Of(RecordOf(4), name => name == "n-0" ? Disclosure.Shown : name == "n-1" ? Disclosure.Named : Disclosure.Hidden).ToBytes());
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.Equal(rule, Extract.Parse(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))).Fault?.Rule);
    }

    [Fact]
    public void HiddenNeighbours_StatedOneByOne_RefusedAndSoIsWhatFollows()
    {
        // EXT-006: one form of every extract.
        var record = RecordOf(2);
        var together = Encoding.UTF8.GetString(Extract.Of(record, _ => Disclosure.Hidden).ToBytes());
        var leaves = record.Fields.All.Select((f, i) =>
            SaltedFields.Leaf(record.Content.Id, By.Id, Channel, i, f.Name, SaltedFields.Commitment(record.Fields.Salt(i), f.Value)));
        var start = together.IndexOf("hidden", StringComparison.Ordinal);
        var apart = together[..start] + string.Concat(leaves.Select(l => $"hidden       1 {l}\n"));
        Assert.Equal("EXT-006", Extract.Parse(Encoding.UTF8.GetBytes(apart)).Fault?.Rule);
        Assert.Equal("EXT-002", Extract.Parse(Encoding.UTF8.GetBytes(together + "shown        x\n")).Fault?.Rule);
        Assert.Equal("EXT-001", Extract.Parse(new byte[Extract.MaxBytes + 1]).Fault?.Rule);
    }

    [Fact]
    public void Verifier_ChecksTheOriginalSignatures()
    {
        var record = RecordOf(3);
        var extract = Extract.Of(record, _ => Disclosure.Hidden);
        var cards = CardHistory.Pin(By.Card, SodiumProvider.Instance).OrThrow();
        var verifier = new RecordVerifier(BouncyCastleProvider.Instance);
        Assert.Null(verifier.Check(extract.Header, cards));
        var other = new TestParty("BY2");
        var forged = RecordHeader.Parse(other.Number(other.Say(Channel, [By.Desk], "x", default, c => c with { Author = c.Author }), 1, null).Note.ToBytes()).OrThrow();
        Assert.Throws<ArgumentException>(() => verifier.Check(forged, cards));
    }

    private static Record RecordOf(int fields, string? last = null)
    {
        var all = Enumerable.Range(0, fields).Select(i => new Field($"n-{i}", i == fields - 1 && last is not null ? last : $"value of n-{i}.")).ToArray();
        return By.Number(By.Say(Channel, [PostId.Parse("UA/duty")], "", new DateTimeOffset(2022, 12, 29, 7, 0, 0, TimeSpan.Zero), form: all), 1, null);
    }
}
