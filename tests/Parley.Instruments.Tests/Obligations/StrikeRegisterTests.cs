using Parley.Instruments.Obligations;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Obligations;

/// <summary>Strikes on notified objects. Everything here is fictional.</summary>
public sealed class StrikeRegisterTests
{
    private static readonly Notification Site = Of("site", "humanitarian.site/1", "XH", "XP", "2031-03-01T08:00Z", "2031-03-01T09:00Z",
        ("kind", "hospital"), ("name", "Hospital of Lisse"), ("valid-from", "2031-03-01T00:00:00Z"), ("valid-until", "2031-04-01T00:00:00Z"));

    [Fact] // INS-046
    public void Strike_HasItsObjectAndTheFixedSteps()
    {
        var strike = Strike("2031-03-05T04:00:00Z", received: "2031-03-05T07:00Z");
        var entry = Assert.Single(Register("2031-03-06T08:00Z", Site, strike,
            Of("confirmed", "humanitarian.strike-entry/1", "XP", "XH", "2031-03-05T20:00Z", ("answers", strike.Id.ToString()))));
        Assert.Equal(("Hospital of Lisse", true, true), (entry.Object!.Fields["name"], entry.WasNotified, entry.WasValid));
        Assert.Equal(["strike-entry met 2031-03-06T07:00", "strike-information open 2031-03-08T07:00", "strike-findings open 2031-04-04T06:00"],
            entry.Steps.Select(s => $"{s.Obligation.Id} {Feed.Word(s.State)} {s.Due!.Value.UtcDateTime:yyyy-MM-dd'T'HH:mm}"));
        Assert.Equal("overdue", Feed.Word(Register("2031-03-09T00:00Z", Site, strike)[0].Steps[1].State));
    }

    [Theory] // INS-046
    [InlineData("2031-03-01T08:30:00Z", false, true)]
    [InlineData("2031-03-01T09:00:00Z", true, true)]
    [InlineData("2031-04-02T00:00:00Z", true, false)]
    [InlineData("2031-02-28T00:00:00Z", false, false)]
    public void Notification_CountsFromTheOthersReceiptAndWithinItsTimes(string struck, bool notified, bool valid)
    {
        var entry = Assert.Single(Register("2031-05-01T00:00Z", Site, Strike(struck, received: null)));
        Assert.Equal((notified, valid), (entry.WasNotified, entry.WasValid));
    }

    [Fact] // INS-046
    public void Strike_NamingNoNotifiedObject_OrNoTime_IsCalledNeitherNotifiedNorValid()
    {
        var message = Of("site", "humanitarian.acknowledgement/1", "XH", "XP", "2031-03-01T08:00Z", "2031-03-01T09:00Z");
        var entry = Assert.Single(Register("2031-05-01T00:00Z", message, Strike("2031-03-05T04:00:00Z", null)));
        Assert.Equal((null, null, null), (entry.Object, entry.WasNotified, entry.WasValid));
        entry = Assert.Single(Register("2031-05-01T00:00Z", Site, Strike("at night", null)));
        Assert.Equal((null, null, "Hospital of Lisse"), (entry.WasNotified, entry.WasValid, entry.Object!.Fields["name"]));
    }

    [Fact] // INS-046
    public void Strike_OnWhatIsNotHere_StaysInTheRegister_AndOrderOfArrivalChangesNothing()
    {
        var (first, second) = (Strike("2031-03-05T04:00:00Z", null, "first"), Strike("2031-03-04T04:00:00Z", null, "second"));
        Assert.Equal((null, null), (Register("2031-05-01T00:00Z", first)[0].WasNotified, Register("2031-05-01T00:00Z", first)[0].WasValid));
        Assert.Equal([second.Id, first.Id], Register("2031-05-01T00:00Z", first, second, Site).Select(e => e.Strike.Id));
        Assert.Equal([second.Id, first.Id], Register("2031-05-01T00:00Z", Site, second, first).Select(e => e.Strike.Id));
        Assert.Equal(OwedState.NotReceived, Register("2031-05-01T00:00Z", first)[0].Steps[0].State);
    }

    private static Notification Strike(string struck, string? received, string name = "strike") => Of(name, "humanitarian.strike/1", "XH", "XP", "2031-03-05T06:00Z", received,
        ("notified-as", Site.Id.ToString()), ("time", struck), ("what-happened", "The roof was hit."));

    private static IReadOnlyList<StrikeEntry> Register(string now, params Notification[] records) => StrikeRegister.Of([ShippedPacks.Shipped("humanitarian-notification")], records, Time(now));
}
