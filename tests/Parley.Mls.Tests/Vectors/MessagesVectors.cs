using System.Text.Json;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class MessagesVectors
{
    [Fact]
    public void Structures_AllCases_DecodeAndEncodeToTheSame()
    {
        var cases = VectorFile.Read("messages.json");
        var structures = 0;
        foreach (var c in cases)
        {
            foreach (var name in new[] { "mls_welcome", "mls_group_info", "mls_key_package", "public_message_application", "public_message_proposal", "public_message_commit", "private_message" })
            {
                var message = MlsMessage.Decode(c.Hex(name));
                Assert.True(message.IsOk, $"{name}: {message.Error}");
                Assert.Equal(c.Hex(name), message.Value.Encode());
                structures++;
            }

            Same(c, "ratchet_tree", static b => RatchetTree.Decode(b).Value.Encode());
            Same(c, "group_secrets", static b => Tls.Encode(Tls.Decode(b, GroupSecrets.Read).Value.Write));
            Same(c, "commit", static b => Tls.Encode(Tls.Decode(b, Commit.Read).Value.Write));
            Body(c, "add_proposal", ProposalType.Add);
            Body(c, "update_proposal", ProposalType.Update);
            Body(c, "remove_proposal", ProposalType.Remove);
            Body(c, "pre_shared_key_proposal", ProposalType.PreSharedKey);
            Body(c, "re_init_proposal", ProposalType.ReInit);
            Body(c, "external_init_proposal", ProposalType.ExternalInit);
            Body(c, "group_context_extensions_proposal", ProposalType.GroupContextExtensions);
            structures += 10;
        }

        VectorFile.Report("messages.json", cases.Length, $"{structures} structures");
    }

    private static void Same(JsonElement c, string name, Func<byte[], byte[]> there) => Assert.Equal(c.Hex(name), there(c.Hex(name)));

    /// <summary>The file holds bodies of proposals, without their types.</summary>
    private static void Body(JsonElement c, string name, ProposalType type)
    {
        byte[] encoded = [0, (byte)type, .. c.Hex(name)];
        var proposal = Tls.Decode(encoded, Proposal.Read);
        Assert.True(proposal.IsOk, $"{name}: {proposal.Error}");
        Assert.Equal(encoded, Tls.Encode(proposal.Value.Write));
    }
}
