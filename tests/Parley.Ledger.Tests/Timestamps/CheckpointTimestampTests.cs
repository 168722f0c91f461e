using Parley.Ledger.Timestamps;

namespace Parley.Ledger.Tests.Timestamps;

[Trait("suite", "vectors")]
public sealed class CheckpointTimestampTests : IDisposable
{
    private static readonly byte[] Nonce = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private readonly TimestampAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void LED100_OfThisCheckpoint_HoldsAsResponseAndAsToken()
    {
        var checkpoint = Keys.Sign(5).Checkpoint;
        var request = CheckpointTimestamp.Request(checkpoint, Nonce);
        var reply = _authority.Reply(request);
        Assert.True(_authority.Verify(request, reply));
        var stamp = CheckpointTimestamp.Check(checkpoint, reply, _authority.Pem("tsa"), Nonce).OrThrow();
        Assert.Equal(("CN=test-tsa", TimeSpan.FromSeconds(1.5)), (stamp.Authority, stamp.Accuracy));
        Assert.True(Math.Abs((DateTimeOffset.UtcNow - stamp.Time).TotalMinutes) < 5);
        Assert.Equal(stamp, CheckpointTimestamp.Check(checkpoint, _authority.Token(reply), _authority.Pem("tsa")).OrThrow());
    }

    [Fact]
    public void LED100_OfAnotherCheckpointRequestOrHash_Refused()
    {
        var checkpoint = Keys.Sign(5).Checkpoint;
        var reply = _authority.Reply(CheckpointTimestamp.Request(checkpoint, Nonce));
        Assert.Equal("LED-100", CheckpointTimestamp.Check(Keys.Sign(6).Checkpoint, reply, _authority.Pem("tsa")).Fault?.Rule);
        Assert.Equal("LED-100", CheckpointTimestamp.Check(checkpoint, reply, _authority.Pem("tsa"), new byte[16]).Fault?.Rule);
        var other = _authority.Reply(_authority.Query("-sha512", checkpoint.Text.ToArray()));
        Assert.Equal("LED-100", CheckpointTimestamp.Check(checkpoint, other, _authority.Pem("tsa")).Fault?.Rule);
        var same = _authority.Reply(_authority.Query("-sha256", checkpoint.Text.ToArray()));
        Assert.NotNull(CheckpointTimestamp.Check(checkpoint, same, _authority.Pem("tsa")).Value);
    }

    [Fact]
    public void LED101_NotByThePinnedCertificate_Refused()
    {
        var checkpoint = Keys.Sign(5).Checkpoint;
        var reply = _authority.Reply(CheckpointTimestamp.Request(checkpoint, Nonce));
        Assert.Equal("LED-101", CheckpointTimestamp.Check(checkpoint, reply, _authority.Pem("other")).Fault?.Rule);
        Assert.Equal("LED-101", CheckpointTimestamp.Check(checkpoint, reply, _authority.Pem("web")).Fault?.Rule);
        Assert.Equal("LED-101", CheckpointTimestamp.Check(checkpoint, reply, "no certificate"u8).Fault?.Rule);
        Assert.Equal("LED-101", CheckpointTimestamp.Check(checkpoint, reply, []).Fault?.Rule);
    }

    [Fact]
    public void LED101_AnyChangeAndAnyGarbage_RefusedAndNeverThrows()
    {
        var checkpoint = Keys.Sign(5).Checkpoint;
        var pem = _authority.Pem("tsa");
        var token = _authority.Token(_authority.Reply(CheckpointTimestamp.Request(checkpoint, Nonce)));
        var random = new Random(3);
        for (var run = 0; run < 600; run++)
        {
            var changed = (byte[])token.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            var cut = run % 5 == 0 ? changed[..random.Next(changed.Length)] : changed;
            var outcome = CheckpointTimestamp.Check(checkpoint, cut, pem, Nonce);

            // What is not signed may differ, such as the spelling of an algorithm's parameters; what is said may not.
            if (outcome.Try(out var stamp, out var fault))
                Assert.Equal(CheckpointTimestamp.Check(checkpoint, token, pem, Nonce).OrThrow(), stamp);
            else
                Assert.Matches("LED-10[01]", fault.Rule);
        }

        Assert.Equal("LED-101", CheckpointTimestamp.Check(checkpoint, [], pem).Fault?.Rule);
        Assert.Equal("LED-101", CheckpointTimestamp.Check(checkpoint, new byte[70_000], pem).Fault?.Rule);
    }
}
