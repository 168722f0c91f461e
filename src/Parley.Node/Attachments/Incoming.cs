using Parley.Channels.Attachments;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Node.Attachments;

/// <summary>An attachment that is not all here, and what is done about it. Guarded by itself.</summary>
internal sealed class Incoming(ArchivedAttachment attachment) : IDisposable
{
    // A party that brings so many chunks that are not of the file is not asked for it any more.
    public const int MostBad = 3;

    public ArchivedAttachment Attachment { get; } = attachment;

    /// <summary>Its file, once it was admitted.</summary>
    public IncomingFile? File { get; private set; }

    public ChunkSeal? Seal { get; private set; }

    /// <summary>Leaves that were asked for and have not come.</summary>
    public LeafSet Asked { get; private set; } = new(0);

    /// <summary>Why it is not taken, while it is not.</summary>
    public string? Refusal { get; set; }

    /// <summary>Why it does not come, as far as is known.</summary>
    public string? Trouble { get; set; }

    /// <summary>Whom it is asked of: one of the members, in turn.</summary>
    public int Turn { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset AskAgainAt { get; set; } = DateTimeOffset.MinValue;

    public DateTimeOffset ToldAt { get; set; } = DateTimeOffset.MinValue;

    public DateTimeOffset LookAgainAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Whether it is being read back from the disk, or was: nothing is written any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Chunks that were refused, by whoever brought them.</summary>
    public SortedDictionary<PartyId, int> Bad { get; } = [];

    public long Has => File?.Here.Count ?? 0;

    public void Open(IncomingFile file, ChunkSeal seal) => (File, Seal, Asked, Refusal) = (file, seal, new LeafSet(Chunk.LeavesOf(Attachment.File.Size)), null);

    public void Dispose()
    {
        File?.Dispose();
        Seal?.Dispose();
        (File, Seal) = (null, null);
    }
}
