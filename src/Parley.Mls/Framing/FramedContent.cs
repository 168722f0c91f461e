namespace Parley.Mls.Framing;

/// <summary>What a message says, to which group and epoch, by whom (RFC 9420 §6). It keeps its exact bytes.</summary>
public sealed class FramedContent
{
    private FramedContent(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId { get; private init; }

    /// <summary>The epoch that the message is sent in.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>Who sent it.</summary>
    public Sender Sender { get; private init; }

    /// <summary>Data that travels in the clear and is authenticated.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; private init; }

    /// <summary>Which of the three contents it is.</summary>
    public ContentType ContentType { get; private init; }

    /// <summary>The data, where <see cref="ContentType"/> is <see cref="ContentType.Application"/>.</summary>
    public ReadOnlyMemory<byte> ApplicationData { get; private init; }

    /// <summary>The proposal, where <see cref="ContentType"/> is <see cref="ContentType.Proposal"/>.</summary>
    public Proposal? Proposal { get; private init; }

    /// <summary>The commit, where <see cref="ContentType"/> is <see cref="ContentType.Commit"/>.</summary>
    public Commit? Commit { get; private init; }

    /// <summary>The exact encoding.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    internal static FramedContent Read(ref TlsReader reader)
    {
        var start = reader.Position;
        var groupId = reader.Opaque(WireLimits.Name);
        var epoch = reader.U64();
        var sender = Sender.Read(ref reader);
        var authenticated = reader.Opaque();
        var type = (ContentType)reader.U8();
        var (data, proposal, commit) = ReadBody(ref reader, type);
        return new FramedContent(reader.Since(start))
        {
            GroupId = groupId,
            Epoch = epoch,
            Sender = sender,
            AuthenticatedData = authenticated,
            ContentType = type,
            ApplicationData = data,
            Proposal = proposal,
            Commit = commit,
        };
    }

    /// <summary>The part that differs by content type.</summary>
    internal static (ReadOnlyMemory<byte> Data, Proposal? Proposal, Commit? Commit) ReadBody(ref TlsReader reader, ContentType type)
    {
        switch (type)
        {
            case ContentType.Application:
                return (reader.Opaque(), null, null);
            case ContentType.Proposal:
                return (default, Proposal.Read(ref reader), null);
            case ContentType.Commit:
                return (default, null, Commit.Read(ref reader));
            default:
                reader.Fail(MlsRules.UnknownEnum);
                return default;
        }
    }

    internal static FramedContent Create(
        ReadOnlyMemory<byte> groupId, ulong epoch, Sender sender, ReadOnlyMemory<byte> authenticatedData, ContentType type, ReadOnlySpan<byte> body)
    {
        var writer = new TlsWriter(body.Length + authenticatedData.Length + groupId.Length + 64);
        byte[] encoded;
        try
        {
            writer.Opaque(groupId);
            writer.U64(epoch);
            sender.Write(ref writer);
            writer.Opaque(authenticatedData);
            writer.U8((byte)type);
            writer.Fixed(body);
            encoded = writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }

        var reader = new TlsReader(encoded);
        return Read(ref reader);
    }

    /// <summary>The bytes of <see cref="ReadBody"/>.</summary>
    internal ReadOnlyMemory<byte> Body
    {
        get
        {
            var reader = new TlsReader(Encoded);
            reader.Opaque();
            reader.U64();
            Sender.Read(ref reader);
            reader.Opaque();
            reader.U8();
            return reader.Rest;
        }
    }
}
