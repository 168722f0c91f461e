using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Groups;

/// <summary>State that older versions stored stays readable for ever: the files are written once and never again.</summary>
public sealed class StoredStateTests
{
    [Fact]
    public void State_OfVersion1_IsReadAndGoesOn()
    {
        var path = Fixture("state-v1.json");
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("PARLEY_WRITE") == "1")
        {
            File.WriteAllText(path, Write());
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var state = document.RootElement;
        var client = Suite.Client();
        using var a = new Member("a");
        using var b = new Member("b");
        a.Move(Group.Load(client, new GroupSnapshot(state.Hex("a_epoch"), state.Hex("a_messages"))).Value);
        b.Move(Group.Load(client, new GroupSnapshot(state.Hex("b_epoch"), state.Hex("b_messages"))).Value);
        Assert.Equal("late", a.Read(MlsMessage.Decode(state.Hex("late")).Value));
        Assert.Equal("skipped", a.Read(MlsMessage.Decode(state.Hex("skipped")).Value));
        Assert.Equal(state.Hex("epoch_authenticator"), a.Group.EpochAuthenticator.ToArray());
        Assert.Equal(2, a.Group.PendingProposals.Length);
        a.Psks.External["k"] = b.Psks.External["k"] = [9];
        var commit = a.CommitAndMerge();
        Assert.Equal(2, commit.Staged.Changes.Length);
        b.Take(commit.Message);
        Assert.Equal(a.Group.EpochAuthenticator.ToArray(), b.Group.EpochAuthenticator.ToArray());
        using var bundle = KeyPackageBundle.Deserialize(state.Hex("key_package")).Value;
        Assert.NotNull(bundle.KeyPackage);
    }

    [Fact]
    public void Secrets_InStrings_DoNotShow()
    {
        using var party = Party.Of(2);
        var group = party[0].Group;
        foreach (var secret in new[] { group.Secrets.Init, group.Secrets.Exporter, group.Signer.PrivateKey, party[1].Bundle!.InitKey })
        {
            var hex = Convert.ToHexStringLower(secret.Span);
            foreach (var shown in new object[] { secret, group, group.Save(), group.Signer, party[1].Bundle!, group.Protect([1], party[0].Random).Value })
            {
                Assert.DoesNotContain(hex[..16], shown.ToString(), StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void Secrets_OfADisposedGroup_AreWiped()
    {
        using var party = Party.Of(2);
        var group = party[0].Group;
        var secrets = new[] { group.Secrets.Init, group.Secrets.SenderData, group.Secrets.MembershipKey };
        party[0].CommitAndMerge();
        Assert.Throws<ObjectDisposedException>(() => secrets[0].Span.Length);
        Assert.Equal(32, secrets[1].Span.Length);
        party[0].Group.Dispose();
        Assert.All(secrets, static s => Assert.Throws<ObjectDisposedException>(() => s.Span.Length));
        Assert.Throws<ObjectDisposedException>(() => group.Protect([1], party[0].Random));
    }

    private static string Write()
    {
        using var party = Party.Of(3);
        party.Members.ForEach(static m => m.Psks.External["k"] = [9]);
        var late = party[1].Protect("late");
        party.Commit(2);
        var skipped = party[1].Protect("skipped");
        Assert.Equal("later", party[0].Read(party[1].Protect("later")));
        party.Everyone(1, party[1].ProposeUpdate());
        party.Everyone(2, party[2].Propose(party[2].Group.ExternalPsk("k"u8.ToArray(), party[2].Random)));
        var (a, b) = (party[0].Group.Save(), party[1].Group.Save());
        return new JsonObject
        {
            ["about"] = "Written by version 1 of the state format, with throw-away keys. Never changed.",
            ["a_epoch"] = Convert.ToHexStringLower(a.Epoch.Span),
            ["a_messages"] = Convert.ToHexStringLower(a.Messages.Span),
            ["b_epoch"] = Convert.ToHexStringLower(b.Epoch.Span),
            ["b_messages"] = Convert.ToHexStringLower(b.Messages.Span),
            ["late"] = Convert.ToHexStringLower(late.Encode()),
            ["skipped"] = Convert.ToHexStringLower(skipped.Encode()),
            ["epoch_authenticator"] = Convert.ToHexStringLower(party[0].Group.EpochAuthenticator.Span),
            ["key_package"] = Convert.ToHexStringLower(party[0].NewKeyPackage().Serialize()),
        }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "vectors", "mls", name);
}
