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

    /// <summary>With how many versions both begin.</summary>
    public int Common(PolicyChain other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Versions.Zip(other.Versions).TakeWhile(v => v.First.Hash == v.Second.Hash).Count();
    }

    /// <summary>
    /// Whether this chain stands before another of the same channel where both are signed: an order of all chains, by which
    /// members that were in force with different ones come to the same.
    /// </summary>
    // POL-036
    public bool Outranks(PolicyChain other)
    {
        var common = Common(other);
        if (common == Versions.Count || common == other.Versions.Count)
            return Versions.Count > other.Versions.Count;
        if (LastAgreed != other.LastAgreed)
            return LastAgreed > other.LastAgreed;
        var (kind, others) = (KindOf(common), other.KindOf(common));
        return kind != others ? kind < others : Versions[common].Hash.CompareTo(other.Versions[common].Hash) < 0;
    }

    // The latest version that everybody had to sign.
    private int LastAgreed => Enumerable.Range(0, Versions.Count).Last(i => KindOf(i) == PolicyChangeKind.Agreed);

    private PolicyChangeKind KindOf(int index) =>
        index == 0 ? PolicyChangeKind.Agreed : PolicyChange.Of(Versions[index - 1], Versions[index]).OrThrow().Kind;

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

    /// <summary>Reads a chain, each version of which follows the one before; signatures are not checked. Never throws.</summary>
    // POL-030, POL-031
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
            if (versions.Count == 0 && policy.Version != 1)
                return new Fault("POL-030", 0, "a chain begins with the founding policy");
            if (versions.Count > 0 && !PolicyChange.Of(versions[^1], policy).Try(out _, out var broken))
                return broken;
            notes.Add(note);
            versions.Add(policy);
            bytes = bytes[(4 + (int)length)..];
        }

        return notes.Count > 0 ? new PolicyChain(notes, versions) : new Fault("POL-030", 0, "the chain is empty");
    }
}
