using Parley.Cases.Accounts;
using Parley.Cases.Incidents;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

public sealed class IncidentTests
{
    private readonly Case _case = new();

    [Fact]
    public void Kinds_OfTheData_HaveFieldsAndAFirstHour()
    {
        Assert.Equal(["airspace-violation", "missile-or-debris", "drone", "shelling", "border-crossing", "maritime", "cyber", "humanitarian-object"], IncidentKind.All.Select(k => k.Id));
        Assert.All(IncidentKind.All, k =>
        {
            Assert.Equal(k.Fields.Count, k.Fields.DistinctBy(f => f.Name).Count());
            Assert.Equal(k.Checklist.Count, k.Checklist.DistinctBy(s => s.Key).Count());
            Assert.Contains(k.Fields, f => f.IsEssential);
            Assert.All(k.Fields, f => Assert.Contains(f.Type, new[] { "date", "time", "position", "text" }));
        });
    }

    [Fact]
    public void Account_OlderVersions_StayReadable_AndAPartysOwnGoesFirst_CAS_010()
    {
        _case.Say(_case.A, "incident.account", ("fact.object", "a missile"));
        _case.Say(_case.A, "incident.account", ("fact.object", "a drone"));
        _case.Say(_case.B, "public.incident.account", ("party", "AA"), ("fact.object", "entered for it"));
        Assert.Equal("a drone", Account.Latest(_case.File).Single().Facts["object"]);
        Assert.Equal(3, Account.Versions(_case.File, _case.A.Id).Count);
    }

    [Fact]
    public void Facts_OfACase_FollowTheComparison_CAS_011_CAS_012_CAS_013_CAS_014()
    {
        _case.Say(_case.A, "incident.account", ("fact.object", "a missile"), ("fact.time", "2031-05-01T07:00:00Z ±10 min"), ("fact.position", "52.1 N 25.4 E WGS84 ±50 m"), ("fact.origin", "BB"), ("fact.harm", "none"));
        _case.Say(_case.B, "incident.account", ("fact.object", "a missile"), ("fact.time", "2031-05-01T07:08:00Z"), ("fact.position", "52.1 N 25.4 E SK42"), ("fact.origin", "AA"));
        var facts = Incident.Of(_case.File).Facts.ToDictionary(f => f.Name, f => f.State);
        Assert.Equal((FactState.Agreed, FactState.Agreed, FactState.Disputed, FactState.Disputed, FactState.NotContested), (facts["object"], facts["time"], facts["position"], facts["origin"], facts["harm"]));
    }

    [Fact]
    public void Matter_OfFactsAndOfWhoAndWhy_IsData_CAS_015()
    {
        Assert.Equal(Matter.Inquiry, IncidentKind.MatterOf("cause"));
        Assert.Equal(Matter.Fact, IncidentKind.MatterOf("casualties"));
        Assert.Equal(Matter.Fact, IncidentKind.MatterOf("something else"));
    }

    [Fact]
    public void FirstHour_IsDoneOnlyByAWord_CAS_016()
    {
        _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "missile-or-debris"));
        Assert.All(Incident.Of(_case.File).FirstHour, s => Assert.Empty(s.Done));
        _case.Say(_case.A, "incident.step", ("step", "cordon"), ("by", "police"), ("at", "2031-05-01T08:30:00Z"));
        Assert.Equal("police", Assert.Single(Incident.Of(_case.File).FirstHour.Single(s => s.Step.Key == "cordon").Done).By);
    }
}
