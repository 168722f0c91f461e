using Parley.Channels.Silences;
using Parley.Records;

namespace Parley.Channels.Tests;

/// <summary>A cause is named only where the evidence for it is there; take away one piece and it cannot be told.</summary>
public sealed class SilenceTests
{
    private static readonly DateTimeOffset Start = new(2022, 12, 29, 7, 0, 0, TimeSpan.Zero);
    private static readonly Awaited Delivery = new(AwaitedKind.Delivery, 17, Digest.Of("17"u8), Start);
    private static readonly Awaited Reading = new(AwaitedKind.Reading, 17, Digest.Of("17"u8), Start);
    private static readonly BearerHealth Failing = new("https 192.0.2.1:7443", Start.AddHours(-1), Start.AddMinutes(4), 9, "connection refused");
    private static readonly BearerHealth Working = new("relay", Start.AddMinutes(4), null, 0, null);

    private static readonly LineEvidence Quiet = new()
    {
        Standing = Standing.Open,
        OwnFaults = [],
        SelfTest = new SelfTestResult(Start.AddMinutes(3), []),
        Bearers = [Failing],
        SignOfLife = Start.AddMinutes(-30),
        Awaited = [Delivery],
        Undelivered = Delivery,
        RefusedAt = null,
        Reminders = 2,
    };

    [Fact]
    public void OwnFault_OfAnyKind_GoesBeforeEverything()
    {
        // SIL-001
        Is(SilenceCause.OwnFault, Quiet with { Standing = Standing.Halted });
        Is(SilenceCause.OwnFault, Quiet with { Standing = Standing.Recovering, Awaited = [] });
        Is(SilenceCause.OwnFault, Quiet with { SelfTest = new SelfTestResult(Start, ["the node key does not fit the card"]) });
        var found = Is(SilenceCause.OwnFault, Quiet with { OwnFaults = [new OwnFault("the clock leaps", Start.AddHours(2)), new OwnFault("the disk is full", Start.AddHours(1))], RefusedAt = Start });
        Assert.Equal((Start.AddHours(1), "the disk is full"), (found.Since, found.Text));
    }

    [Fact]
    public void NothingAwaited_IsNoSilence_UnlessDeclined()
    {
        // SIL-002, SIL-003
        Is(SilenceCause.None, Quiet with { Awaited = [] });
        Assert.Equal(Start, Is(SilenceCause.Refused, Quiet with { Awaited = [], RefusedAt = Start }).Since);
        // A refusal of one thing explains nothing else.
        Is(SilenceCause.PathOrNode, Quiet with { RefusedAt = Start });
    }

    [Fact]
    public void Desk_NotReading_WantsASignOfLifeSince()
    {
        // SIL-004
        var up = Quiet with { Awaited = [Reading], SignOfLife = Start.AddMinutes(5), Bearers = [Working] };
        Assert.Equal(Start, Is(SilenceCause.DeskNotReading, up).Since);
        Is(SilenceCause.CannotTell, up with { SignOfLife = Start });
        Is(SilenceCause.CannotTell, up with { SignOfLife = null });
        Is(SilenceCause.CannotTell, up with { Awaited = [Reading with { What = AwaitedKind.Answer, WasRead = true }] });
        // What is not even delivered, nobody can have read.
        Is(SilenceCause.CannotTell, up with { Awaited = [Reading, Delivery] });
    }

    [Fact]
    public void PathOrNode_WantsEveryBearerToFailAndThisNodeToBeWell()
    {
        // SIL-005
        var found = Is(SilenceCause.PathOrNode, Quiet);
        Assert.Equal(Start.AddMinutes(-30), found.Since);
        Is(SilenceCause.PathOrNode, Quiet with { SignOfLife = null });
        Is(SilenceCause.CannotTell, Quiet with { SelfTest = null });
        Is(SilenceCause.CannotTell, Quiet with { SelfTest = new SelfTestResult(Start.AddMinutes(-1), []) });
        Is(SilenceCause.CannotTell, Quiet with { Bearers = [Failing, Working] });
        Is(SilenceCause.CannotTell, Quiet with { Bearers = [] });
        Is(SilenceCause.CannotTell, Quiet with { SignOfLife = Start.AddMinutes(1) });
    }

    [Fact]
    public void CannotTell_SaysWhatIsMissing()
    {
        // SIL-006
        Assert.Contains("was read", Is(SilenceCause.CannotTell, Quiet with { Awaited = [new Awaited(AwaitedKind.Answer, 17, null, Start, WasRead: true)], SignOfLife = Start.AddHours(1) }).Text, StringComparison.Ordinal);
        Assert.Contains("has not tested itself", Is(SilenceCause.CannotTell, Quiet with { SelfTest = null }).Text, StringComparison.Ordinal);
        Assert.Contains("nothing comes back", Is(SilenceCause.CannotTell, Quiet with { Bearers = [Working] }).Text, StringComparison.Ordinal);
        Assert.Contains("its line test", Is(SilenceCause.CannotTell, Quiet with { Awaited = [new Awaited(AwaitedKind.LineTest, null, null, Start)], SignOfLife = Start.AddHours(1) }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_SaysWhatWasTried()
    {
        // SIL-007
        Assert.Equal(
            [
                "https 192.0.2.1:7443: failed 9 times in a row, last at 2022-12-29T07:04:00Z (connection refused); last worked at 2022-12-29T06:00:00Z",
                "relay: works, last at 2022-12-29T07:04:00Z",
                "pouch: not tried yet",
                "self test at 2022-12-29T07:03:00Z: good",
                "asked again 2 times",
                "last sign of life, signed by the member's node: 2022-12-29T06:30:00Z",
                "the receipt for record 17, said at 2022-12-29T07:00:00Z, is not here, and none for what was said later",
            ],
            Silence.Of(Quiet with { Bearers = [Failing, Working, new BearerHealth("pouch", null, null, 0, null)] }).Tried);
    }

    private static Silence Is(SilenceCause cause, LineEvidence line)
    {
        var found = Silence.Of(line);
        Assert.Equal(cause, found.Cause);
        return found;
    }
}
