using System.Text.Json;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class MessageProtectionVectors
{
    private static readonly LeafIndex Sender1 = new(1);

    [Fact]
    public void MessageProtection_AllSuites_BothDirections()
    {
        var cases = VectorFile.Read("message-protection.json");
        foreach (var c in cases)
        {
            Check(c, "proposal", ContentType.Proposal);
            Check(c, "commit", ContentType.Commit);
            Check(c, "application", ContentType.Application);
        }

        VectorFile.Report("message-protection.json", cases.Length);
    }

    private static void Check(JsonElement c, string name, ContentType type)
    {
        var suite = Suite.Crypto(c.Int("cipher_suite"));
        var context = GroupContext.Create(suite.Id, c.Hex("group_id"), c.GetProperty("epoch").GetUInt64(), c.Hex("tree_hash"), c.Hex("confirmed_transcript_hash"), []);
        var random = new SeededRandomness(2);
        var body = type == ContentType.Application ? Tls.Encode((ref w) => w.Opaque(c.Hex(name))) : c.Hex(name);
        var content = FramedContent.Create(context.GroupId, context.Epoch, Sender.Member(Sender1), default, type, body);

        if (type != ContentType.Application)
        {
            Verify((PublicMessage)MlsMessage.Decode(c.Hex(name + "_pub")).Value);
            var signed = Sign(WireFormat.PublicMessage);
            Verify(new PublicMessage(content, signed.Auth, signed.MembershipTag(suite, context.Encoded.Span, c.Hex("membership_key"))));
        }

        Unprotect((PrivateMessage)MlsMessage.Decode(c.Hex(name + "_priv")).Value);
        var key = Tree().Advance(suite, Sender1, type)!.Value.Key;
        Unprotect(MessageProtection.Protect(suite, Secret.Copy(c.Hex("sender_data_secret")), Sign(WireFormat.PrivateMessage), key, 7, random));

        SecretTree Tree() => SecretTree.Create(Secret.Copy(c.Hex("encryption_secret")), 2);

        AuthenticatedContent Sign(WireFormat format)
        {
            var signed = AuthenticatedContent.Sign(suite, format, content, context.Encoded.Span, Suite.Key(c.Hex("signature_priv"), c.Int("cipher_suite")), random);
            return type == ContentType.Commit ? signed with { Auth = signed.Auth with { ConfirmationTag = new byte[suite.HashSize] } } : signed;
        }

        void Verify(PublicMessage message)
        {
            var authenticated = message.ToAuthenticatedContent();
            Assert.True(authenticated.VerifySignature(suite, context.Encoded.Span, c.Hex("signature_pub")));
            Assert.Equal(message.MembershipTag.ToArray(), authenticated.MembershipTag(suite, context.Encoded.Span, c.Hex("membership_key")));
            Assert.Equal(body, message.Content.Body.ToArray());
        }

        void Unprotect(PrivateMessage message)
        {
            var sender = MessageProtection.OpenSenderData(suite, Secret.Copy(c.Hex("sender_data_secret")), message);
            Assert.NotNull(sender);
            Assert.Equal(Sender1, sender.Value.Leaf);
            var drawn = Tree().Draw(suite, sender.Value.Leaf, type, sender.Value.Generation, MlsLimits.Default).Value;
            var opened = MessageProtection.Unprotect(suite, message, sender.Value, drawn.Key);
            Assert.True(opened.IsOk, opened.Error?.ToString());
            Assert.True(opened.Value.VerifySignature(suite, context.Encoded.Span, c.Hex("signature_pub")));
            Assert.Equal(body, opened.Value.Content.Body.ToArray());
        }
    }
}
