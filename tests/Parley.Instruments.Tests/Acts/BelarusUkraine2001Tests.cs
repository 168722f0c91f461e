using NodaTime;
using Parley.Instruments.Acts;

namespace Parley.Instruments.Tests.Acts;

/// <summary>The agreement of 2001 at every date from 20 December 2022 to 6 January 2023, as known at every one of them.</summary>
public sealed class BelarusUkraine2001Tests
{
    private static readonly LocalDate First = new(2022, 12, 20);
    private static readonly LocalDate Last = new(2023, 1, 6);

    [Fact]
    public void Force_AtEveryDateAsKnownAtEveryDate_IsWhatWasKnownThen()
    {
        var pack = ShippedPacks.Shipped("belarus-ukraine-2001");
        var (decided, letter, end) = (new LocalDate(2022, 12, 23), new LocalDate(2023, 1, 4), new LocalDate(2023, 1, 3));
        for (var known = First; known <= Last; known = known.PlusDays(1))
        {
            for (var at = First; at <= Last; at = at.PlusDays(1))
            {
                var status = Force.At(pack, pack.Acts, at, EndOf(known));
                // INS-031, INS-035: before the letter was known it was in force on every day, decided away or not.
                var ended = known >= letter && at >= end;
                Assert.Equal(ended ? ForceState.NotInForce : ForceState.InForce, status.State);
                Assert.Equal(known >= letter ? end : null, status.Until);
                Assert.Equal(ended ? end : new LocalDate(2002, 4, 26), status.Since);
                Assert.Equal(known >= decided, status.Acts.Any(a => a.Kind == ActKind.InternalDecision));
                if (known >= decided && known < letter)
                    Assert.Contains("internal decision to leave: UA, 2022-12-23; notice and end date not known", status.Remarks);
            }
        }
    }

    [Fact]
    public void Signature_WithTwoDates_KeepsBothWithTheirSources()
    {
        var pack = ShippedPacks.Shipped("belarus-ukraine-2001");
        var status = Force.At(pack, pack.Acts, First, EndOf(First));
        var signature = Assert.Single(status.Acts, a => a.Kind == ActKind.Signature);
        Assert.Equal([(new LocalDate(2001, 4, 16), "edm"), (new LocalDate(2001, 10, 16), "dtkt")], signature.Dates.Select(d => (d.Date, d.Source)));
        Assert.Contains(status.Remarks, r => r.Contains("2001-04-16 (edm), or 2001-10-16 (dtkt)", StringComparison.Ordinal));
    }

    [Fact]
    public void Force_BeforeItsEntry_IsNotYet()
    {
        var pack = ShippedPacks.Shipped("belarus-ukraine-2001");
        Assert.Equal(ForceState.NotInForce, Force.At(pack, pack.Acts, new LocalDate(2002, 4, 25), EndOf(First)).State);
        Assert.Equal(ForceState.InForce, Force.At(pack, pack.Acts, new LocalDate(2002, 4, 26), EndOf(First)).State);
        Assert.Equal(ForceState.Unknown, Force.At(pack, pack.Acts, new LocalDate(2002, 4, 26), EndOf(new LocalDate(2002, 4, 25))).State);
    }

    internal static DateTimeOffset EndOf(LocalDate day) => new DateTimeOffset(day.PlusDays(1).ToDateTimeUnspecified(), TimeSpan.Zero).AddSeconds(-1);
}
