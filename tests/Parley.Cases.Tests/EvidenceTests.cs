using Parley.Cases.Evidence;
using Parley.Cases.Tests.World;
using Parley.Records;
using Parley.Simulator;

namespace Parley.Cases.Tests;

public sealed class EvidenceTests
{
    private static readonly string Hash = Digest.Of("a file"u8).ToString();
    private readonly Case _case = new();

    public EvidenceTests() => _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "missile-or-debris"));

    [Fact]
    public void Piece_EnteredTwice_StaysAsItWas_CAS_050()
    {
        Item(_case.A, "e", ("sha256", Hash));
        Assert.Equal("CAS-050", _case.RuleOf(Item(_case.A, "e", ("sha256", Digest.Of("another"u8).ToString()))));
        Assert.Equal(Hash, Piece("AA:e").Sha256.ToString());
        Assert.Null(_case.RuleOf(Item(_case.B, "e")));
    }

    [Fact]
    public void Hash_ThatIsWrong_IsAnAttempt_CAS_051()
    {
        Assert.Equal("CAS-051", _case.RuleOf(Item(_case.A, "x", ("sha256", Hash.ToUpperInvariant()))));
        Item(_case.A, "e", ("sha256", Hash));
        Assert.Equal("CAS-051", _case.RuleOf(Custody(_case.B, "received", "BB laboratory", "2031-05-01", ("sha256", Digest.Of("changed"u8).ToString()))));
        Assert.Null(_case.RuleOf(Custody(_case.B, "received", "BB laboratory", "2031-05-01", ("sha256", Hash))));
    }

    [Fact]
    public void Custody_OfNothing_IsAnAttempt_AndOfSomethingInTheOrderOfTime_CAS_052()
    {
        Assert.Equal("CAS-052", _case.RuleOf(_case.Say(_case.A, "evidence.custody", ("evidence", "AA:nothing"), ("action", "found"), ("by", "x"), ("when", "2031-05-01"))));
        Item(_case.A, "e");
        _case.Now = Case.Start.AddDays(3);
        Custody(_case.A, "stored", "AA police", "2031-05-02");
        Custody(_case.A, "found", "AA police", "2031-05-01");
        Assert.Equal(["found", "stored"], Piece("AA:e").Chain.Select(c => c.Action));
    }

    [Fact]
    public void Custody_BeforeItWasFound_IsAnAttempt_CAS_008()
    {
        Item(_case.A, "e");
        _case.Now = Case.Start.AddDays(3);
        Custody(_case.A, "found", "AA police", "2031-05-02");
        Assert.Equal("CAS-008", _case.RuleOf(Custody(_case.A, "examined", "AA laboratory", "2031-05-01")));
        Assert.Equal("CAS-008", _case.RuleOf(Custody(_case.A, "examined", "AA laboratory", "2031-06-01")));
    }

    [Fact]
    public void Custody_SplitAndHandedOver_HasSeveralHolders_CAS_053()
    {
        Item(_case.A, "e");
        Custody(_case.A, "found", "AA police", "2031-05-01T06:00:00Z");
        Custody(_case.A, "split", "AA police", "2031-05-01T07:00:00Z", ("to", "BB laboratory"));
        Assert.Equal(["AA police", "BB laboratory"], Piece("AA:e").Holders);
        Custody(_case.A, "handed-over", "AA police", "2031-05-01T08:00:00Z", ("to", "AA laboratory"));
        Assert.Equal(["AA laboratory", "BB laboratory"], Piece("AA:e").Holders);
        Custody(_case.B, "destroyed", "BB laboratory", "2031-05-01T09:00:00Z");
        Assert.Equal(["AA laboratory"], Piece("AA:e").Holders);
    }

    [Fact]
    public void Seal_Opened_IsBrokenUntilSealedAgain_CAS_054()
    {
        Item(_case.A, "e");
        Custody(_case.A, "sealed", "AA police", "2031-05-01T06:00:00Z", ("seal", "0017"));
        Assert.False(Piece("AA:e").SealBroken);
        Custody(_case.A, "opened", "AA laboratory", "2031-05-01T07:00:00Z");
        Assert.True(Piece("AA:e").SealBroken);
        Custody(_case.A, "sealed", "AA laboratory", "2031-05-01T08:00:00Z", ("seal", "0018"));
        Assert.False(Piece("AA:e").SealBroken);
    }

    private Record Item(TestParty party, string key, params (string, string)[] more) => _case.Say(party, "evidence.item", [("key", key), ("title", key), .. more]);

    private Record Custody(TestParty party, string action, string by, string when, params (string, string)[] more) =>
        _case.Say(party, "evidence.custody", [("evidence", "AA:e"), ("action", action), ("by", by), ("when", when), .. more]);

    private EvidenceItem Piece(string name) => EvidenceView.Of(_case.File).Items.Single(i => i.Item.ToString() == name);
}
