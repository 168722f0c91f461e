using System.Security.Cryptography;
using System.Text;
using Parley.Records.Cards;

namespace Parley.Records.Tests;

public sealed class OfficerTests
{
    private static readonly RecordVerifier Verifier = new(Cast.Crypto);
    private static readonly RecordContent Content = RecordTests.Plain().Content;

    [Fact]
    public void Input_IsRoleAndOfficerBeforeTheContent() // REC-029
        => Assert.Equal(
            Encoding.UTF8.GetBytes("parley officer v1\nreleased BY/duty-1\n" + Encoding.UTF8.GetString(Content.ToBytes())),
            OfficerSignature.Input(OfficerRole.Released, PostId.Parse("BY/duty-1"), Content.ToBytes()));

    [Theory]
    [InlineData("7 BY/duty-1 ed25519 ")]
    [InlineData("0 BY/duty-1 ed25519 ")]
    [InlineData("Released BY/duty-1 ed25519 ")]
    [InlineData("released,reviewed BY/duty-1 ed25519 ")]
    [InlineData(" BY/duty-1 ed25519 ")]
    [InlineData("released  BY/duty-1 ed25519 ")]
    [InlineData("released BY ed25519 ")]
    [InlineData("released BY/duty-1 Ed25519 ")]
    [InlineData("")]
    public void ParsedLine_InAnotherForm_IsRefused(string line) =>
        Assert.False(OfficerSignature.TryParseLine(line + Convert.ToBase64String(new byte[64]), out _)); // REC-023

    [Fact]
    public void WrittenLine_IsReadAgain()
    {
        var signature = RecordTests.Sign(OfficerRole.Reviewed, "duty-1", Content);
        Assert.True(OfficerSignature.TryParseLine(signature.ToLine(), out var read));
        Assert.Equal(signature.ToLine(), read.ToLine());
    }

    [Theory]
    [InlineData(null, "released")]
    [InlineData(null, "drafted released reviewed")]
    [InlineData("REC-025", "")]
    [InlineData("REC-025", "drafted")]
    [InlineData("REC-025", "released released")]
    [InlineData("REC-025", "drafted drafted released")]
    public void Submission_WithoutOneRelease_IsRefused(string? rule, string roles)
    {
        var officers = roles.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((role, i) => RecordTests.Sign(Enum.Parse<OfficerRole>(role, ignoreCase: true), $"duty-{i + 1}", Content)).ToList();
        Assert.Equal(rule, Verifier.CheckSubmission(officers, Content, Cast.Pinned(Cast.By))?.Rule);
    }

    [Fact]
    public void Submission_Verified_IsOfThoseVeryObjectsOnly()
    {
        var (signature, cards) = (RecordTests.Sign(OfficerRole.Released, "duty-1", Content), Cast.Pinned(Cast.By));
        var verified = Verifier.VerifySubmission([signature], Content, cards).OrThrow();
        Assert.True(verified.IsOf([signature], Content, cards));
        Assert.False(verified.IsOf([signature with { }], Content, cards));
        Assert.False(verified.IsOf([signature, signature], Content, cards));
        Assert.False(verified.IsOf([], Content, cards));
        Assert.False(verified.IsOf([signature], Content with { }, cards));
        Assert.False(verified.IsOf([signature], Content, Cast.Pinned(Cast.By)));
        Assert.Equal("REC-041", Verifier.VerifySubmission([signature], Content with { Precedence = Precedence.Routine }, cards).Fault?.Rule);
    }

    [Fact]
    public void Submission_ByAnothersOfficer_IsRefused()
    {
        var ukrainian = new OfficerSignature(OfficerRole.Released, PostId.Parse("UA/duty-1"), OfficerSignatureKind.Ed25519, [new byte[64]]);
        Assert.Equal("REC-024", Verifier.CheckSubmission([ukrainian], Content, Cast.Pinned(Cast.By))?.Rule);
    }

    [Fact]
    public void Submission_ByAnOfficerWhoLeft_IsRefusedAndHisOldRecordsStand()
    {
        var first = Cast.Card(Cast.By);
        var next = first with { Version = 2, Previous = first.Hash, Officers = [.. first.Officers.Where(o => o.Id.Name != "duty-1")] };
        var cards = Cast.Pinned(Cast.By).Accept(Cast.ReadNote(Cast.Sign(next, "BY root", "BY node 1")), Cast.Crypto).OrThrow();
        var signature = RecordTests.Sign(OfficerRole.Released, "duty-1", Content);
        Assert.Equal("REC-041", Verifier.CheckSubmission([signature], Content, cards)?.Rule);
        Assert.Null(Verifier.CheckOfficers([signature], Content.ToBytes(), cards));

        // CHN-068: revoked besides, which is for the reader to know.
        var record = Record.Parse(RawRecord.Good().ToBytes()).OrThrow();
        Assert.Empty(Verifier.RevokedSince(record.Header, cards));
        var revoked = Cast.Pinned(Cast.By).Accept(Cast.ReadNote(Cast.Sign(next with { Revoked = [new(first.Officers.Single(o => o.Id.Name == "duty-1").Key, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero))] }, "BY root", "BY node 1")), Cast.Crypto).OrThrow();
        Assert.Equal("REC-041", Verifier.CheckSubmission([signature], Content, revoked)?.Rule);
        Assert.NotNull(Verifier.Authenticate(record, revoked).Value);
        Assert.Equal(PostId.Parse("BY/duty-1"), Assert.Single(Verifier.RevokedSince(record.Header, revoked)));
    }

    [Fact]
    public void Passkey_MadeByThePlatform_IsBelieved() // REC-042
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = p256.ExportParameters(false).Q;
        var officer = PostId.Parse("BY/passkey-1");
        var first = Cast.Card(Cast.By);
        var card = first with { Officers = [new CardOfficer(officer, CardKey.WebAuthn([4, .. q.X!, .. q.Y!], Cast.RelyingParty))] };
        var cards = CardHistory.Pin(Cast.ReadNote(Cast.Sign(card, "BY root", "BY node 1")), Cast.Crypto).OrThrow();
        var parts = new Passkey("any").Parts(OfficerSignature.Input(OfficerRole.Released, officer, Content.ToBytes()));
        parts[2] = p256.SignData([.. parts[0], .. SHA256.HashData(parts[1])], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var signature = new OfficerSignature(OfficerRole.Released, officer, OfficerSignatureKind.WebAuthn, parts);
        Assert.Null(Verifier.CheckSubmission([signature], Content, cards));
        Assert.Equal("REC-041", Verifier.CheckSubmission([signature with { Role = OfficerRole.Drafted }, RecordTests.Sign(OfficerRole.Released, "passkey-1", Content)], Content, cards)?.Rule);
        Assert.Equal("REC-041", Verifier.CheckSubmission([signature], Content with { Precedence = Precedence.Routine }, cards)?.Rule);
        for (var i = 0; i < 3; i++)
        {
            var harmed = parts.Select((p, k) => k == i ? [.. p[..^1], (byte)(p[^1] ^ 1)] : p).ToArray();
            Assert.Equal("REC-041", Verifier.CheckSubmission([signature with { Parts = harmed }], Content, cards)?.Rule);
        }
    }

    [Fact]
    public void Passkey_WithAPointOffTheCurve_IsRefusedAndDoesNotThrow()
    {
        var officer = PostId.Parse("BY/passkey-1");
        var off = CardKey.WebAuthn([4, .. Enumerable.Repeat((byte)0xFF, 64)], Cast.RelyingParty);
        var card = Cast.Card(Cast.By) with { Officers = [new CardOfficer(officer, off)] };
        var cards = CardHistory.Pin(Cast.ReadNote(Cast.Sign(card, "BY root", "BY node 1")), Cast.Crypto).OrThrow();
        var parts = new Passkey("any").Parts(OfficerSignature.Input(OfficerRole.Released, officer, Content.ToBytes()));
        Assert.Equal("REC-041", Verifier.CheckSubmission([new OfficerSignature(OfficerRole.Released, officer, OfficerSignatureKind.WebAuthn, parts)], Content, cards)?.Rule);
    }
}
