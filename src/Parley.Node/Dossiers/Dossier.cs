using Parley.Channels.Ladders;
using Parley.Channels.Storage;
using Parley.Node.Phrases;
using Parley.Records;

namespace Parley.Node.Dossiers;

/// <summary>A record with all that was said about it.</summary>
/// <param name="Archived">The record and how it came here.</param>
/// <param name="About">What it says about others itself.</param>
/// <param name="Ladder">How far it has come beyond delivery; nothing of a receipt or a line test.</param>
/// <param name="Rungs">Every rung that is climbed, by member: from the store what is kept as it is climbed, above it what is computed.</param>
/// <param name="Crossed">The records of others that it crossed with: each was written before its officer had read the other.</param>
/// <param name="Said">The records that name it, receipts apart.</param>
/// <param name="Translations">Those among them that are translations and fit it (TRN-003).</param>
/// <param name="Phrase">Of a coded phrase: its code, its book, and what it says in each language that the book has; no texts where that very book is not here.</param>
public sealed record Dossier(
    ArchivedRecord Archived, IReadOnlyList<Digest> About, RecordLadder? Ladder, IReadOnlyList<ClimbedRung> Rungs, IReadOnlyList<Record> Crossed, IReadOnlyList<Record> Said,
    IReadOnlyList<(Record Record, Translation Translation)> Translations, (string Code, string Book, IReadOnlyList<PhraseText> Texts)? Phrase)
{
    /// <summary>The record.</summary>
    public Record Record => Archived.Record;
}
