using System.Buffers.Binary;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Channels.Policies;

/// <summary>A channel's policies from the founding one to the latest: each names the one before by its hash.</summary>
public sealed class PolicyChain
{
    /// <summary>The most versions that a channel may have.</summary>
    public const int MaxVersions = 64;

    private PolicyChain(IReadOnlyList<SignedNote> notes, IReadOnlyList<ChannelPolicy> versions)
    {
        (Notes, Versions) = (notes, versions);
        Ever = Latest with
        {
            Members = [.. versions.SelectMany(v => v.Members).DistinctBy(m => m.Party).OrderBy(m => m.Party)],
            // Of one form in several versions, what any of them covered.
            SingleKey = [.. versions.SelectMany(v => v.SingleKey).Distinct()],
        };
    }

    /// <summary>The versions with their signatures, oldest first.</summary>
    public IReadOnlyList<SignedNote> Notes { get; }

    /// <summary>The versions, oldest first.</summary>
    public IReadOnlyList<ChannelPolicy> Versions { get; }

    /// <summary>The founding policy, which the channel is named after.</summary>
    public ChannelPolicy Founding => Versions[0];

    /// <summary>The latest version.</summary>
    public ChannelPolicy Latest => Versions[^1];

    /// <summary>The channel.</summary>
    public ChannelId Id => new(Founding.Name, Founding.Hash);

    /// <summary>
    /// What any version allowed: whoever was a member, and every form that one key sufficed for. Records are admitted by it: one
    /// that was said under an older version may come after the newer one, and all members must decide alike.
    /// </summary>
    // POL-039
    public ChannelPolicy Ever { get; }

    /// <summary>The chain of a founding policy alone.</summary>
    public static PolicyChain Of(SignedNote founding) => new([founding], [ChannelPolicy.Parse(founding.Text.Span).OrThrow()]);

    /// <summary>The chain up to a version, without it and what follows.</summary>
    public PolicyChain Before(long version) => new([.. Notes.Take((int)version - 1)], [.. Versions.Take((int)version - 1)]);

    /// <summary>The chain with a version more, or the same version with other signatures; the link is checked by <see cref="PolicyChange"/>.</summary>
    public PolicyChain With(SignedNote note, ChannelPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var before = policy.Version == Latest.Version ? Before(policy.Version) : this;
        return new PolicyChain([.. before.Notes, note], [.. before.Versions, policy]);
    }

    /// <summary>The notes, each after its length in four bytes, big-endian.</summary>
    public byte[] ToBytes()
    {
        var notes = Notes.Select(n => n.ToBytes()).ToArray();
        var bytes = new byte[notes.Sum(n => 4 + n.Length)];
        var at = 0;
        foreach (var note in notes)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), note.Length);
            note.CopyTo(bytes, at + 4);
            at += 4 + note.Length;
        }

        return bytes;
    }

    /// <summary>Reads a chain: links and shape, no signature. Never throws.</summary>
    // POL-030
    public static Outcome<PolicyChain> Parse(ReadOnlySpan<byte> bytes)
    {
        var (notes, versions) = (new List<SignedNote>(), new List<ChannelPolicy>());
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < 4 || notes.Count == MaxVersions || BinaryPrimitives.ReadUInt32BigEndian(bytes) is var length && length > bytes.Length - 4)
                return new Fault("POL-030", 0, $"a chain is at most {MaxVersions} policies, each after its length");
            if (!SignedNote.TryParse(bytes.Slice(4, (int)length), out var note, out var error))
                return new Fault("POL-001", 0, $"version {notes.Count + 1} is not a signed note ({error})");
            if (!ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out var fault))
                return fault;
            if (policy.Version != notes.Count + 1 || policy.Name != (versions.Count > 0 ? versions[0].Name : policy.Name)
                || (versions.Count > 0 && policy.Previous != versions[^1].Hash))
            {
                return new Fault("POL-030", 0, $"policy {notes.Count + 1} of the chain is not the version after the one before it");
            }

            notes.Add(note);
            versions.Add(policy);
            bytes = bytes[(4 + (int)length)..];
        }

        return notes.Count > 0 ? new PolicyChain(notes, versions) : new Fault("POL-030", 0, "the chain is empty");
    }
}
