using System.Text.Json;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class PassiveClientVectors
{
    [Theory]
    [InlineData("passive-client-welcome.json")]
    [InlineData("passive-client-handling-commit.json")]
    [InlineData("passive-client-random.json")]
    public void PassiveClient_AllCases_Follow(string file)
    {
        var cases = VectorFile.Read(file);
        var epochs = 0;
        for (var i = 0; i < cases.Length; i++)
        {
            var c = cases[i];
            var psks = new VectorPsks(c);
            var keyPackage = ((KeyPackageMessage)MlsMessage.Decode(c.Hex("key_package")).Value).KeyPackage;
            using var own = KeyPackageBundle.Import(Suite.VectorClient, keyPackage, Key("init_priv"), Key("encryption_priv"), Key("signature_priv"));
            var welcome = ((WelcomeMessage)MlsMessage.Decode(c.Hex("welcome")).Value).Welcome;
            var tree = c.IsNull("ratchet_tree") ? null : RatchetTree.Decode(c.Hex("ratchet_tree")).Value;
            var joined = Group.Join(Suite.VectorClient, welcome, own, psks, Suite.Now, new JoinOptions { Tree = tree });
            Assert.True(joined.IsOk, $"{file} case {i}: {joined.Error}");
            var group = joined.Value;
            byte[] Key(string name) => Suite.Key(c.Hex(name), c.Int("cipher_suite"));
            Assert.Equal(c.Hex("initial_epoch_authenticator"), group.EpochAuthenticator.ToArray());
            foreach (var e in c.GetProperty("epochs").EnumerateArray())
            {
                foreach (var p in e.GetProperty("proposals").EnumerateArray())
                {
                    var proposal = group.Receive(MlsMessage.Decode(p.Hex()).Value, Suite.Now);
                    Assert.True(proposal.IsOk, $"{file} case {i} epoch {group.Epoch}: {proposal.Error}");
                    group = Step(group, Assert.IsType<ProposalMessage>(proposal.Value).Group);
                }

                var commit = group.Receive(MlsMessage.Decode(e.Hex("commit")).Value, Suite.Now);
                Assert.True(commit.IsOk, $"{file} case {i} epoch {group.Epoch}: {commit.Error}");
                using var message = Assert.IsType<CommitMessage>(commit.Value);
                var staged = message.Stage(psks, Suite.Now);
                Assert.True(staged.IsOk, $"{file} case {i} epoch {group.Epoch}: {staged.Error}");
                group = Step(group, staged.Value.Merge());
                Assert.Equal(e.Hex("epoch_authenticator"), group.EpochAuthenticator.ToArray());
                epochs++;
            }

            group.Dispose();
        }

        VectorFile.Report(file, cases.Length, $"{epochs} epochs");
    }

    private static Group Step(Group old, Group next)
    {
        old.Dispose();
        return next;
    }

    private sealed class VectorPsks(JsonElement c) : IPreSharedKeys
    {
        private readonly Dictionary<string, byte[]> psks = c.GetProperty("external_psks").EnumerateArray()
            .ToDictionary(static p => p.Text("psk_id"), static p => p.Hex("psk"));

        public byte[]? FindExternal(ReadOnlySpan<byte> id) =>
            psks.TryGetValue(Convert.ToHexStringLower(id), out var psk) ? psk : null;

        public byte[]? FindResumption(ReadOnlySpan<byte> groupId, ulong epoch) => null;
    }
}
