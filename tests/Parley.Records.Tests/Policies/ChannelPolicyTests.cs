using Parley.Records.Policies;
using Parley.Records.Tests.Vectors;

namespace Parley.Records.Tests.Policies;

public sealed class ChannelPolicyTests
{
    private static readonly ChannelPolicy Border = PolicyVectors.Border;

    public static TheoryData<string, string> Faults => new()
    {
        { "POL-002", "name" }, { "POL-003", "version" }, { "POL-004", "previous" }, { "POL-005", "exercise" }, { "POL-007", "alone" }, { "POL-007", "order" },
        { "POL-008", "depositary" }, { "POL-009", "line test" }, { "POL-010", "answer" }, { "POL-011", "language" }, { "POL-011", "no language" },
        { "POL-012", "single key" }, { "POL-012", "many forms" }, { "POL-013", "clock" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_OnWhatNoReaderTakes_NamesTheRule(string rule, string fault)
    {
        Assert.Null(Border.Check());
        var bad = fault switch
        {
            "name" => Border with { Name = "Border" },
            "version" => Border with { Version = 0 },
            "previous" => Border with { Version = 2 },
            "exercise" => Border with { Exercise = true },
            "alone" => Border with { Members = [Border.Members[0]] },
            "order" => Border with { Members = [.. Border.Members.Reverse()] },
            "depositary" => Border with { Depositary = PartyId.Parse("LV") },
            "line test" => Border with { LineTestSeconds = -1 },
            "answer" => Border with { Answer = new AnswerTimes(-1, 1, 1, 1) },
            "language" => Border with { Languages = ["be", "be"] },
            "no language" => Border with { Languages = [] },
            "single key" => Border with { SingleKey = [new(FormId.LineTest), new(FormId.LineTest, Precedence.Flash)] },
            "many forms" => Border with { SingleKey = [.. Enumerable.Range(1, 257).Select(i => new StandingAuthority(FormId.Parse($"f/{i}")))] },
            _ => Border with { Clock = new ExerciseClock(Cast.Noon, Cast.Noon, 1) },
        };
        Assert.Equal(rule, bad.Check()?.Rule);
        Assert.NotNull(ChannelPolicy.Parse(bad.ToBytes()).Fault);
    }

    [Theory]
    [InlineData("reply/1", Precedence.Routine)]
    [InlineData("reply/1@priority", Precedence.Priority)]
    [InlineData("reply/1@immediate", Precedence.Immediate)]
    [InlineData("reply/1@flash", Precedence.Flash)]
    public void SingleKey_WithAPrecedence_CoversThatAndMoreUrgentOnes(string text, Precedence least)
    {
        var policy = Border with { SingleKey = [StandingAuthority.TryParse(text, out var authority) ? authority : throw new InvalidDataException()] };
        var read = ChannelPolicy.Parse(policy.ToBytes()).OrThrow();
        Assert.Equal(text, read.SingleKey.Single().ToString());
        foreach (var precedence in Enum.GetValues<Precedence>())
            Assert.Equal(precedence <= least, read.IsOnOneKey(FormId.Reply, precedence));
        Assert.False(read.IsOnOneKey(FormId.Decline, Precedence.Flash));
    }

    [Theory]
    [InlineData("reply/1@")]
    [InlineData("reply/1@routine")]
    [InlineData("reply/1@FLASH")]
    [InlineData("reply/1@flash@flash")]
    [InlineData("@flash")]
    public void SingleKey_OtherwiseWritten_IsRefused(string text)
    {
        Assert.False(StandingAuthority.TryParse(text, out _));
        var bytes = System.Text.Encoding.UTF8.GetString((Border with { SingleKey = [new(FormId.Reply)] }).ToBytes()).Replace("reply/1", text, StringComparison.Ordinal);
        Assert.Equal("POL-012", ChannelPolicy.Parse(System.Text.Encoding.UTF8.GetBytes(bytes)).Fault?.Rule);
    }

    [Theory]
    [InlineData(-1000, 0)]
    [InlineData(0, 0)]
    [InlineData(10, 600)]
    public void Clock_RunsFromItsStart(int realSeconds, int scenarioSeconds)
    {
        var clock = new ExerciseClock(Cast.Noon, Cast.Noon.AddYears(4), 60);
        Assert.Equal(Cast.Noon.AddSeconds(scenarioSeconds), clock.At(Cast.Noon.AddYears(4).AddSeconds(realSeconds)));
    }

    [Fact]
    public void Clock_CenturiesOff_DoesNotThrow()
    {
        foreach (var start in new[] { DateTimeOffset.MinValue, Cast.Noon, DateTimeOffset.MaxValue })
        {
            foreach (var real in new[] { DateTimeOffset.MinValue, Cast.Noon, DateTimeOffset.MaxValue })
                Assert.True(new ExerciseClock(start, Cast.Noon, 1_000_000).At(real) >= start);
        }
    }
}
