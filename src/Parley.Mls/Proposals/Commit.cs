namespace Parley.Mls.Proposals;

/// <summary>Proposals put into effect, which starts the next epoch (RFC 9420 §12.4).</summary>
/// <param name="Proposals">What is put into effect, in order.</param>
/// <param name="Path">Fresh keys of the committer; may be absent where no proposal needs it.</param>
public sealed record Commit(ImmutableArray<ProposalOrRef> Proposals, UpdatePath? Path)
{
    internal static Commit Read(ref TlsReader reader) =>
        new(reader.List(ProposalOrRef.Read), reader.Present() ? UpdatePath.Read(ref reader) : null);

    internal void Write(ref TlsWriter writer)
    {
        writer.List(Proposals, static (ref w, item) => item.Write(ref w));
        writer.Present(Path is not null);
        Path?.Write(ref writer);
    }
}
