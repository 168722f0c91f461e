using Parley.Simulator;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Policies;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

/// <summary>What may stand on a channel. BY and PL are honest nodes, UA is played by the test.</summary>
public sealed class AdmissionTests
{
    private readonly Line _line = new(["BY", "UA", "PL"], ["BY", "PL"]);
    private readonly ChannelId _channel;

    public AdmissionTests() => _channel = _line.Open(_line.Policy(singleKey: [new(FormId.Parse("holding/1")), new(FormId.Parse("urgent/1"), Precedence.Immediate)]));

    private TestParty Ua => _line.Party("UA");

    private Station By => _line["BY"];

    [Fact]
    public void Record_OfNoOpenChannel_Refused()
    {
        var elsewhere = new ChannelId(_channel.Name, Digest.Of("another policy"u8));
        Refused("CHN-001", By.Take(Ua, Ua.Number(_line.Saying("UA", elsewhere), 1, null)));
        Refused("CHN-001", By.Submit(_line.Saying("BY", elsewhere)).Answer);
    }

    [Fact]
    public void Record_ByOrFromANonMember_Refused()
    {
        var stranger = new TestParty("RU");
        By.Accept(stranger.Card);
        var said = stranger.Say(_channel, [By.Party.Desk], "hello", _line.Now);
        Refused("CHN-002", By.Take(Ua, stranger.Number(said, 1, null)));
        Refused("CHN-002", By.Take(stranger, Ua.Number(_line.Saying("UA", _channel), 1, null)));
    }

    [Fact]
    public void Addressee_NotAMember_Refused()
    {
        var to = PostId.Parse("RU/duty");
        Refused("CHN-003", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel, change: c => c with { To = [to] }), 1, null)));
        Refused("CHN-003", By.Submit(_line.Saying("BY", _channel, change: c => c with { Info = [to] })).Answer);
    }

    [Fact]
    public void Addressee_NotOnTheCard_RefusedToOurOfficerAndFlaggedFromOthers()
    {
        // A receiver that refused would let a member who shows a new card to one party only cut that party off.
        var unknown = PostId.Parse("PL/new-desk");
        Refused("CHN-003", By.Submit(_line.Saying("BY", _channel, change: c => c with { To = [unknown] })).Answer);
        var record = Ua.Number(_line.Saying("UA", _channel, change: c => c with { To = [unknown] }), 1, null);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, record).Fate);
        Assert.Contains("PL/new-desk", By.Store.Rows.Records[record.Id].Flag, StringComparison.Ordinal);
    }

    [Fact]
    public void Seen_NamesAStranger_Refused()
    {
        var seen = new Head(PartyId.Parse("RU"), 1, 1, Digest.Of("x"u8));
        Refused("CHN-004", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel, change: c => c with { Seen = [seen] }), 1, null)));
    }

    [Fact]
    public void Seen_NamesARecordNotHere_OurOfficerIsRefused()
    {
        var seen = new Head(Ua.Id, 1, 1, Digest.Of("x"u8));
        Refused("CHN-021", By.Submit(_line.Saying("BY", _channel, change: c => c with { Seen = [seen] })).Answer);
        var record = Ua.Number(_line.Saying("UA", _channel), 1, null);
        By.Take(Ua, record);
        Assert.Equal(ItemFate.Stored, By.Submit(_line.Saying("BY", _channel, change: c => c with { Seen = [record.Head] })).Answer.Fate);
    }

    [Theory]
    [InlineData(Track.Traffic, "public.statement/1")]
    [InlineData(Track.PublicRecord, "message/1")]
    public void Tracks_AreNeverMixed(Track track, string form)
    {
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy(track: track));
        Refused("CHN-005", line["BY"].Take(line.Party("UA"), line.Party("UA").Number(line.Saying("UA", channel, change: c => c with { Form = FormId.Parse(form) }), 1, null)));
        Refused("CHN-005", line["BY"].Submit(line.Saying("BY", channel, change: c => c with { Form = FormId.Parse(form) })).Answer);
    }

    [Fact]
    public void Release_OnOneKey_OnlyForFormsThatMay()
    {
        Refused("CHN-006", By.Submit(_line.Saying("BY", _channel, officers: 1)).Answer);
        Refused("CHN-006", By.Take(Ua, Ua.Number(_line.Saying("UA", _channel, officers: 1), 1, null)));
        Assert.Equal(ItemFate.Stored, By.Submit(_line.Saying("BY", _channel, change: c => c with { Form = FormId.Parse("holding/1") }, officers: 1)).Answer.Fate);
    }

    [Theory]
    [InlineData(Precedence.Flash, true)]
    [InlineData(Precedence.Immediate, true)]
    [InlineData(Precedence.Priority, false)]
    [InlineData(Precedence.Routine, false)]
    public void Release_OnOneKey_OnlyAtThePrecedencesThatMay(Precedence precedence, bool may)
    {
        // POL-012: at the author's node and at every member's.
        RecordContent Urgent(RecordContent content) => content with { Form = FormId.Parse("urgent/1"), Precedence = precedence };
        var (own, theirs) = (By.Submit(_line.Saying("BY", _channel, change: Urgent, officers: 1)).Answer, By.Take(Ua, Ua.Number(_line.Saying("UA", _channel, change: Urgent, officers: 1), 1, null)));
        if (may)
        {
            Assert.Equal((ItemFate.Stored, ItemFate.Stored), (own.Fate, theirs.Fate));
            return;
        }

        Refused("CHN-006", own);
        Refused("CHN-006", theirs);
    }

    [Fact]
    public void Release_ByTheDrafterWithAReviewerBeside_Refused()
    {
        var said = _line.Saying("BY", _channel);
        var by = By.Party;
        Refused("CHN-006", By.Submit(said with
        {
            Officers = [by.Sign(OfficerRole.Drafted, by.First, said.Content), by.Sign(OfficerRole.Reviewed, by.Second, said.Content), by.Sign(OfficerRole.Released, by.First, said.Content)],
        }).Answer);
    }

    [Fact]
    public void Content_SaidAgainUnderANewNumber_Refused()
    {
        var said = _line.Saying("UA", _channel);
        var first = Ua.Number(said, 1, null);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, first).Fate);
        Refused("CHN-007", By.Take(Ua, Ua.Number(said, 2, first.Id)));
    }

    [Fact]
    public void Content_SaidAgainByARestoredNode_StoredAndMarkedAsSaidBefore()
    {
        // CHN-007
        var said = _line.Saying("UA", _channel);
        var first = Ua.Number(said, 1, null);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, first).Fate);
        Assert.NotEmpty(By.Engine.Channels[_channel].Clocks.All);
        var card = Ua.CardText();
        Assert.Equal(ItemFate.Stored, By.Accept(Ua.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 })).Fate);
        var restart = Ua.Number(Ua.Say(_channel, [By.Party.Desk], "", _line.Now, c => c with { Form = FormId.Restart }, [new Field("last", "-")], officers: 0), 1, null, 2);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, restart).Fate);
        var again = Ua.Number(said, 2, restart.Id, 2);
        Assert.Equal(ItemFate.Stored, By.Take(Ua, again).Fate);

        Assert.Contains("record 1 of incarnation 1", By.Store.Rows.Records[again.Id].Flag, StringComparison.Ordinal);
        Assert.Null(By.Store.Rows.Records[first.Id].Flag);
        Assert.All(By.Engine.Channels[_channel].Clocks.All, c => Assert.Equal(again.Id, c.Record));

        // What follows it is taken too, and within its incarnation it stands once, as in the first.
        Refused("CHN-007", By.Take(Ua, Ua.Number(said, 3, again.Id, 2)));
        Assert.Equal(ItemFate.Stored, By.Take(Ua, Ua.Number(_line.Saying("UA", _channel), 3, again.Id, 2)).Fate);
    }

    [Fact]
    public void Content_AnotherAuthorTookTheIdFirst_DoesNotKeepTheHonestRecordOut()
    {
        var honest = _line.Saying("PL", _channel);
        var thief = _line.Saying("UA", _channel, change: c => c with { Id = honest.Content.Id });
        Assert.Equal(ItemFate.Stored, By.Take(Ua, Ua.Number(thief, 1, null)).Fate);
        Assert.Equal(ItemFate.Stored, By.Take(_line.Party("PL"), _line.Party("PL").Number(honest, 1, null)).Fate);
    }

    [Fact]
    public void Submission_Repeated_SpeaksOnce()
    {
        var said = _line.Saying("BY", _channel);
        var first = By.Said(said);
        var again = By.Submit(said);
        Assert.Equal((ItemFate.Duplicate, first.Id), (again.Answer.Fate, again.Record!.Id));
        var other = said with { Content = said.Content with { Precedence = Precedence.Flash } };
        Refused("CHN-007", By.Submit(other).Answer);
    }

    [Fact]
    public void Submission_ForAnotherPartyOrOfANodesForm_Refused()
    {
        Refused("CHN-020", By.Submit(_line.Saying("PL", _channel)).Answer);
        Refused("CHN-020", By.Submit(_line.Saying("BY", _channel, change: c => c with { Form = FormId.DeliveredReceipt })).Answer);
    }

    [Fact]
    public void Submission_OfficersOrFieldsThatMakeNoRecord_RefusedAndTheNodeGoesOn()
    {
        Refused("REC-025", By.Submit(_line.Saying("BY", _channel, change: c => c with { Form = FormId.Parse("holding/1") }, officers: 0)).Answer);
        var big = By.Party.Say(_channel, [Ua.Desk], "", _line.Now, form: [.. Enumerable.Range(0, 6).Select(i => new Field($"part-{i}", new string('x', 250_000)))]);
        Refused("CHN-022", By.Submit(big).Answer);
        Assert.Equal(ItemFate.Stored, By.Submit(_line.Saying("BY", _channel)).Answer.Fate);
    }

    [Fact]
    public void Submission_SignedByAnOfficerNotOnTheCard_Refused()
    {
        var said = _line.Saying("BY", _channel);
        var strange = new TestParty("BY").Sign(OfficerRole.Released, PostId.Parse("BY/third"), said.Content);
        Refused("REC-041", By.Submit(said with { Officers = [said.Officers[0], strange] }).Answer);
    }

    [Fact]
    public void Submission_CheckedBefore_StandsForItselfOnly()
    {
        var (said, cards) = (_line.Saying("BY", _channel), By.Engine.Cards[By.Party.Id]);
        var verified = new RecordVerifier(By.Party.Crypto).VerifySubmission(said.Officers, said.Content, cards).OrThrow();
        var strange = new TestParty("BY").Sign(OfficerRole.Released, PostId.Parse("BY/third"), said.Content);
        Refused("REC-041", Submit(said with { Officers = [said.Officers[0], strange] }));
        Refused("REC-041", Submit(said with { Content = said.Content with { Language = "be" } }));
        Assert.Equal(ItemFate.Stored, Submit(said).Fate);

        ItemAnswer Submit(Saying saying) => By.Handle(saying.Submit() with { Checked = verified })!.Single().Answer;
    }

    [Fact]
    public void Record_WithTheSignatureOfAnotherNode_Refused()
    {
        var forger = new TestParty("UA");
        var said = _line.Saying("UA", _channel);
        var forged = Record.Create(said.Content, said.Officers, new Numbering(1, 1, null, []), said.Fields,
            new Records.Notes.NoteSigner(new Records.Notes.NoteKeyName("UA"), Digest.Of("forged"u8).ToArray(), Crypto.SodiumProvider.Instance.Ed25519));
        Refused("REC-040", By.Take(Ua, forged));
        Assert.Equal(ItemFate.Stored, By.Take(Ua, forger.Number(said, 1, null)).Fate);
    }
}
