using System.Globalization;
using System.Text;
using Parley.Channels.Groups;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Mls.Framing;
using Parley.Mls.Schedule;
using Parley.Records;

namespace Parley.Channels.Proofs;

/// <summary>A commit of a channel's group with what a third party needs to see who signed it: the leaf's identity, and the context that the signature covers.</summary>
/// <param name="Leaf">Whose leaf signed it, by the party's node key.</param>
/// <param name="Context">The group in the epoch that the commit ends (RFC 9420 §8.1).</param>
/// <param name="Commit">The commit.</param>
internal sealed record SignedCommit(LeafCredential Leaf, GroupContext Context, PublicMessage Commit)
{
    private enum Part
    {
        Leaf,
        Context,
        Commit,
    }

    /// <summary>Reads one; nothing is verified.</summary>
    // EVD-009
    public static Outcome<SignedCommit> Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ItemReader(bytes);
        if (!Take(Part.Leaf, out var identity) || !Take(Part.Context, out var encoded) || !Take(Part.Commit, out var message) || !reader.AtEnd)
            return new Fault("EVD-009", 0, "a commit is shown by its leaf's identity, the group's context and the commit, each with its length");
        if (!LeafCredential.Parse(identity.Span).Try(out var leaf, out var fault))
            return fault;
        return GroupContext.Decode(encoded.Span).TryGet(out var context, out _) && context.CipherSuite == ChannelGroup.Suite
            && MlsMessage.Decode(message.Span).TryGet(out var decoded, out _) && decoded is PublicMessage { Content.ContentType: ContentType.Commit } commit
            ? new SignedCommit(leaf, context, commit)
            : new Fault("EVD-009", 0, "this is no MLS commit in a context of the suite that channels have");

        bool Take(Part expected, out ReadOnlyMemory<byte> content) => reader.TryItem<Part>(out var part, out content) && part == expected;
    }

    /// <summary>Whether the leaf's key signed it in this context, and a node key on the cards the leaf.</summary>
    // EVD-009
    public bool IsSignedBy(Records.Cards.CardHistory cards, ICryptoProvider crypto) =>
        Leaf.IsSignedBy(cards, crypto) && Commit.IsSignedIn(Context, Leaf.Key.Bytes, ChannelGroup.Suites, crypto);

    /// <summary>Whether both are by one leaf in one context, and say different things.</summary>
    // EVD-009
    public bool Contradicts(SignedCommit other) =>
        Leaf.Key.Equals(other.Leaf.Key) && Context.Encoded.Span.SequenceEqual(other.Context.Encoded.Span) && !Commit.Content.Encoded.Span.SequenceEqual(other.Commit.Content.Encoded.Span);

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Write("leaf", Leaf.Note.ToBytes());
        Write("context", Context.Encoded.Span);
        Write("commit", Commit.Encode());
        return stream.ToArray();

        void Write(string part, ReadOnlySpan<byte> content)
        {
            stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part} {content.Length}\n")));
            stream.Write(content);
        }
    }
}
