using System.Buffers.Binary;
using System.Text;
using Parley.Mls.Framing;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>What a group item does.</summary>
public enum GroupItemKind
{
    /// <summary>A member asks the depositary to add it.</summary>
    KeyPackage,

    /// <summary>The depositary asks a member for a key package; the number is one that the new leaf's serial must exceed, or 1.</summary>
    Request,

    /// <summary>The depositary lets a member in; the number is the epoch that it comes into.</summary>
    Welcome,

    /// <summary>A member proposes a new leaf of its own.</summary>
    Update,

    /// <summary>The depositary's commit, the last message, after the proposals that it covers; the number is the epoch that it ends.</summary>
    Commit,
}

/// <summary>
/// An item about a channel's group: a line with what it is, the channel's founding hash and a number, then MLS messages, each after
/// its length in four bytes, big-endian.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Founding">The channel.</param>
/// <param name="Number">An epoch or a serial, as the kind says; else 1.</param>
/// <param name="Messages">The MLS messages, not yet read.</param>
public sealed record GroupItem(GroupItemKind Kind, Digest Founding, ulong Number, IReadOnlyList<ReadOnlyMemory<byte>> Messages)
{
    /// <summary>The most messages: an update of each member, and the commit.</summary>
    public const int MaxMessages = Limits.Parties + 1;

    // The kind, the hash, a number and two spaces.
    private const int LongestLine = 10 + 64 + 16 + 3;

    /// <summary>The item's bytes.</summary>
    public byte[] ToBytes()
    {
        var line = Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Kind.ToString().ToLowerInvariant()} {Founding} {Number}\n"));
        var bytes = new byte[line.Length + Messages.Sum(m => 4 + m.Length)];
        line.CopyTo(bytes, 0);
        var at = line.Length;
        foreach (var message in Messages)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), message.Length);
            message.Span.CopyTo(bytes.AsSpan(at + 4));
            at += 4 + message.Length;
        }

        return bytes;
    }

    /// <summary>Reads the line alone; cheap, for what this node has made itself.</summary>
    public static bool TryReadLine(ReadOnlySpan<byte> bytes, out GroupItemKind kind, out Digest founding, out ulong number, out int length)
    {
        (kind, founding, number, length) = (default, default, 0, 0);
        var end = bytes[..Math.Min(bytes.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0 || bytes[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;
        var words = Encoding.ASCII.GetString(bytes[..end]).Split(' ', 4);
        if (words.Length != 3
            || !Enum.TryParse(words[0], ignoreCase: true, out kind) || !Enum.IsDefined(kind) || kind.ToString().ToLowerInvariant() != words[0]
            || !Digest.TryParse(words[1], out founding)
            || !Numbers.TryParse(words[2], out var parsed))
        {
            return false;
        }

        (number, length) = ((ulong)parsed, end + 1);
        return true;
    }

    /// <summary>Reads an item. Never throws; the messages keep referring to <paramref name="bytes"/>.</summary>
    // GRP-001
    public static Outcome<GroupItem> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!TryReadLine(bytes.Span, out var kind, out var founding, out var number, out var at))
            return Malformed("it does not begin with its kind, a founding hash and a number");
        var messages = new List<ReadOnlyMemory<byte>>();
        while (at < bytes.Length)
        {
            if (messages.Count == MaxMessages || bytes.Length - at < 4
                || BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[at..]) is var length && length > bytes.Length - at - 4)
            {
                return Malformed($"after the line stand at most {MaxMessages} messages, each after its length");
            }

            messages.Add(bytes.Slice(at + 4, (int)length));
            at += 4 + (int)length;
        }

        var fits = kind switch
        {
            GroupItemKind.Request => messages.Count == 0,
            GroupItemKind.Commit => messages.Count > 0,
            _ => messages.Count == 1,
        };
        return fits ? new GroupItem(kind, founding, number, messages) : Malformed("this kind has another number of messages");

        static Fault Malformed(string detail) => new("GRP-001", 1, $"this is no group item: {detail}");
    }

    /// <summary>Reads the messages as MLS messages of one format.</summary>
    internal Outcome<T> Message<T>(int index)
        where T : MlsMessage =>
        !MlsMessage.Decode(Messages[index].Span).TryGet(out var message, out var error) ? new Fault("GRP-001", 0, $"the MLS message does not read: {error}")
        : message is T expected ? expected
        : new Fault("GRP-001", 0, $"the MLS message is a {message.WireFormat}, which does not belong here");
}
