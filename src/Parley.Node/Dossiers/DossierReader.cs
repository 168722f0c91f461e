using Parley.Channels;
using Parley.Channels.Ladders;
using Parley.Channels.Storage;
using Parley.Node.Loop;
using Parley.Node.Phrases;
using Parley.Records;

namespace Parley.Node.Dossiers;

/// <summary>Puts dossiers together from the store.</summary>
public sealed class DossierReader(NodeLoop loop, IArchive archive, PhraseLibrary phrases)
{
    /// <summary>The dossier of a record of an open channel.</summary>
    public Dossier Read(ArchivedRecord archived)
    {
        ArgumentNullException.ThrowIfNull(archived);
        var (record, content) = (archived.Record, archived.Record.Content);
        var members = loop.View.Channels[content.Channel].Members.Select(m => m.Party).ToArray();
        var service = content.Form.IsService;
        var about = service ? [] : archive.About(record.Id);
        var ladder = service ? null : RecordLadder.Of(record, members, about);
        return new Dossier(archived,
            ClaimReader.Read(record).Try(out var claim, out _) ? claim.About : [],
            ladder,
            [.. Rungs(archive.Ladder(record.Id), ladder)],
            service ? [] : [.. archive.MayCross(record, members.Where(m => m != content.Author)).Where(other => Crossing.Between(record, other))],
            about,
            [.. about.Select(said => (Record: said, Translation: Translated(record, said))).Where(t => t.Translation is not null).Select(t => (t.Record, t.Translation!))],
            phrases.Read(record));
    }

    // TRN-003: what does not fit the original is not shown beside it.
    private static Translation? Translated(Record original, Record said) =>
        ClaimReader.Read(said).Try(out var claim, out _) && claim is Claim.Translated { Translation: var translation } && translation.Record == original.Id
        && said.Content.Channel == original.Content.Channel && translation.Check(original, said.Content.Language) is null
            ? translation
            : null;

    private static IEnumerable<ClimbedRung> Rungs(IReadOnlyList<ClimbedRung> stored, RecordLadder? ladder) =>
        stored.Concat(ladder?.Members.SelectMany(m => m.Rungs.Select(r => new ClimbedRung(m.Member, r.Rung, r.Claim, r.At))) ?? [])
            .DistinctBy(r => (r.Member, r.Rung))
            .OrderBy(r => r.Member).ThenBy(r => r.Rung);
}
