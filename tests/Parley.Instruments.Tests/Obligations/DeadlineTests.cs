using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Records;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Obligations;

/// <summary>Leap years, zones, clocks that are set forward and back, and working days of either side.</summary>
public sealed class DeadlineTests
{
    [Theory]
    // INS-040. Clocks went forward in Warsaw on 27 March 2022 at 02:00 and back on 30 October at 03:00.
    [InlineData("2022-03-26T12:00Z", "48 hours", "Europe/Warsaw", "2022-03-28T12:00Z")]
    [InlineData("2022-03-26T12:00Z", "2 days", "Europe/Warsaw", "2022-03-28T11:00Z")]
    [InlineData("2022-03-26T01:30Z", "1 day", "Europe/Warsaw", "2022-03-27T01:30Z")]
    [InlineData("2022-10-29T00:30Z", "1 day", "Europe/Warsaw", "2022-10-30T01:30Z")]
    [InlineData("2022-10-29T12:00Z", "2 days", "Europe/Warsaw", "2022-10-31T13:00Z")]
    [InlineData("2024-02-28T12:00Z", "1 day", "Europe/Minsk", "2024-02-29T12:00Z")]
    [InlineData("2023-02-28T12:00Z", "1 day", "Europe/Minsk", "2023-03-01T12:00Z")]
    [InlineData("2024-01-31T12:00Z", "1 month", "Europe/Minsk", "2024-02-29T12:00Z")]
    [InlineData("2023-12-31T22:30Z", "2 months", "Europe/Minsk", "2024-02-29T22:30Z")]
    public void Deadline_CountsAsTheCalendarDoes(string start, string allowed, string zone, string due)
    {
        Assert.True(TimeAllowed.TryParse(allowed, out var time));
        Assert.Equal(Time(due), Deadline.Of(Time(start), time, Party(zone), null));
    }

    [Fact]
    public void EndOfDay_WhereMidnightIsSkipped_IsTheFirstMomentOfTheNextDay()
    {
        // Beirut's clocks went forward at midnight on 27 March 2022: that day began at 01:00.
        Assert.Equal(Time("2022-03-26T22:00Z"), Deadline.EndOf(2022, 3, 26, "Asia/Beirut"));
        Assert.Equal(Time("2022-12-15T21:00Z"), Deadline.EndOf(2022, 12, 15, "Europe/Minsk"));
    }

    [Fact]
    public void WorkingDays_AreThoseOnWhichBothSidesWork()
    {
        // INS-042. From Thursday 28 April 2022: Friday works for one only; Monday 2 May for neither other.
        TimeAllowed.TryParse("3 working-days", out var three);
        var start = Time("2022-04-28T10:00Z");
        Assert.Equal(Time("2022-05-03T21:00Z"), Deadline.Of(start, three!, Party("Europe/Minsk"), null));
        Assert.Equal(Time("2022-05-04T21:00Z"), Deadline.Of(start, three!, Party("Europe/Minsk", new NodaTime.LocalDate(2022, 4, 29)), null));
        Assert.Equal(Time("2022-05-05T21:00Z"), Deadline.Of(start, three!, Party("Europe/Minsk", new NodaTime.LocalDate(2022, 4, 29)), Party("Europe/Warsaw", new NodaTime.LocalDate(2022, 5, 3))));
        Assert.Equal(Time("2022-05-05T22:00Z"), Deadline.Of(start, three!, Party("Europe/Warsaw", new NodaTime.LocalDate(2022, 5, 3)), Party("Europe/Minsk", new NodaTime.LocalDate(2022, 4, 29))));
    }

    [Fact]
    public void Zones_AreOfAStatedVersion() => Assert.StartsWith("TZDB: 20", Deadline.ZoneVersion, StringComparison.Ordinal);

    [Fact]
    public void Feed_OfTheSameObligations_IsTheSameAndReadsBack()
    {
        var ledger = new ObligationLedger([ShippedPacks.Shipped("vienna-document-2011")]);
        var owed = ledger.At(Time("2022-11-20T00:00Z"), 2023, 2023).Where(o => o.By.Value == "PL").ToArray();
        var feed = Feed.Of(owed, TimeSpan.FromHours(24));
        Assert.Equal(feed, Feed.Of(owed.Reverse(), TimeSpan.FromHours(24)));
        var calendar = Ical.Net.Calendar.Load(feed)!;
        Assert.Equal(2, calendar.Events.Count);
        Assert.All(calendar.Events, e => Assert.Single(e.Alarms));
        Assert.Equal(Time("2022-11-15T23:00Z").UtcDateTime, calendar.Events.Min(e => e.Start!.AsUtc));
    }

    private static PartyData Party(string zone, params NodaTime.LocalDate[] holidays) => new(new PackParty(PartyId.Parse("AA"), Labels.English("A"), zone, holidays));
}
