using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests;

/// <summary>The example in the package's README is this one, word for word.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Example_OfTheReadme_Runs()
    {
        var (authentication, psks, randomness, now) = (new TrustingService(), NoPreSharedKeys.Instance, new SeededRandomness(1), Suite.Now);
        using var bobs = new Member("bob");
        using var alices = new Member("alice");
        var (bobCredential, bobKey, aliceKeyPackage, groupId) = (bobs.Credential, bobs.Signature, alices.NewKeyPackage(), "group"u8.ToArray());
        var lifetime = Lifetime.Around(now, TimeSpan.FromHours(1), TimeSpan.FromDays(30));

        // README
        var client = new Client(SodiumProvider.Instance, authentication);   // authentication: who you believe (IAuthenticationService)
        var suite = new CipherSuiteId(1);

        // Bob publishes a key package; Alice founds a group and adds him.
        using var bob = KeyPackageBundle.Create(client, suite, bobCredential, bobKey, lifetime, randomness);
        var alice = Group.Create(client, groupId, aliceKeyPackage, [], now, randomness).Value;
        var pending = alice.Commit(psks, randomness, now, new CommitOptions { Proposals = [new Add(bob.KeyPackage)] }).Value;

        // Store pending.Group and the staged state, send pending.Message; once it is accepted, merge, and send the Welcome.
        alice = pending.Staged.Merge();
        var bobsGroup = Group.Join(client, pending.Welcome!.Welcome, bob, psks, now).Value;

        var sent = alice.Protect("hello"u8, randomness).Value;              // store sent.Group, then send these bytes
        var bytes = sent.Message.Encode();
        alice = sent.Group;
        var heard = (ApplicationMessage)bobsGroup.Receive(MlsMessage.Decode(bytes).Value, now).Value;
        bobsGroup = heard.Group;
        // end

        Assert.Equal("hello"u8.ToArray(), heard.Data.ToArray());
        Assert.Equal(alice.EpochAuthenticator.ToArray(), bobsGroup.EpochAuthenticator.ToArray());
    }

    [Fact]
    public void Example_InTheReadme_IsTheOneThatRuns()
    {
        Assert.Equal(
            Lines("tests/Parley.Mls.Tests/ReadmeTests.cs", "// README\n", "// end"),
            Lines("src/Parley.Mls/README.md", "```csharp\n", "```"));

        static string Lines(string file, string from, string to)
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, file));
            var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
            return string.Join('\n', text[start..text.IndexOf(to, start, StringComparison.Ordinal)].Trim().Split('\n').Select(static l => l.Trim()));
        }
    }
}
