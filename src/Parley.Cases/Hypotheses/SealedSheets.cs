using Parley.Cases.Inquiries;
using Parley.Records;

namespace Parley.Cases.Hypotheses;

/// <summary>A sheet that its rater has shown.</summary>
internal sealed record ShownSheet(PartyId Party, RatingSheet Sheet, Entry Entry);

/// <summary>
/// Ratings are blind: first every rater commits to a sheet, then each shows it. Who commits and never shows stands there as such;
/// that cannot be prevented, and holding back the others' sheets for it would let one rater stop all.
/// </summary>
internal sealed record SealedSheets(IReadOnlyList<Rater> Raters, IReadOnlyList<ShownSheet> Shown)
{
    public static SealedSheets Of(CaseFile file, Inquiry inquiry, List<Attempt> attempts)
    {
        var committed = new Dictionary<(PartyId, string), List<Entry>>();
        foreach (var entry in file.Of("rating.commitment").Where(e => Rates(e, inquiry, attempts)))
            (committed.TryGetValue((entry.Author, entry["rater"]!), out var list) ? list : committed[(entry.Author, entry["rater"]!)] = []).Add(entry);

        var shown = new Dictionary<(PartyId, string), ShownSheet>();
        foreach (var entry in file.Of("rating.sheet").Where(e => Rates(e, inquiry, attempts)))
        {
            var key = (entry.Author, entry["rater"]!);
            var (commitment, parsed) = entry.Read(ReadSheet);
            // CAS-064
            if (commitment is null || !committed.GetValueOrDefault(key, []).Any(c => c.CompareTo(entry) < 0 && c["commitment"] == commitment))
                attempts.Add(new Attempt(entry, "CAS-064", "it is not the sheet that its rater had committed to before"));
            else if (parsed.Try(out var sheet, out var fault))
                shown[key] = new ShownSheet(entry.Author, sheet, entry);
            else
                attempts.Add(new Attempt(entry, fault.Rule, $"line {fault.Line}: {fault.Detail}"));
        }

        var sheets = file.Of("rating.sheet").ToArray();
        Rater[] raters =
        [
            .. committed.OrderBy(c => c.Key.Item1).ThenBy(c => c.Key.Item2, StringComparer.Ordinal).Select(c => new Rater(
                c.Key.Item1, c.Key.Item2, shown.ContainsKey(c.Key), !sheets.Any(s => s.Author != c.Key.Item1 && HadSeen(c.Value[^1], s)), c.Value[^1].IsExercise)),
        ];
        return new SealedSheets(raters, [.. shown.Values.OrderBy(s => s.Party).ThenBy(s => s.Sheet.Rater, StringComparer.Ordinal)]);
    }

    private static Tuple<string?, Outcome<RatingSheet>> ReadSheet(Entry entry)
    {
        var salt = new byte[32];
        return Tuple.Create(TrySalt(entry["salt"]!, salt) ? RatingSheet.Commitment(salt, entry["sheet"]!).ToString() : null, RatingSheet.Parse(entry["rater"]!, entry["sheet"]!));
    }

    private static bool Rates(Entry entry, Inquiry inquiry, List<Attempt> attempts)
    {
        var rater = entry["rater"]!;
        // CAS-065
        if (!entry.Record.Officers.Any(o => o.Officer.ToString() == rater))
            attempts.Add(new Attempt(entry, "CAS-065", $"{rater} rates and has not signed it"));
        else if (!inquiry.Admits(rater))
            attempts.Add(new Attempt(entry, "CAS-065", $"{rater} is not admitted to the inquiry"));
        else
            return true;
        return false;
    }

    private static bool HadSeen(Entry later, Entry earlier) => later.Record.Content.Channel == earlier.Record.Content.Channel
        && later.Record.Content.Seen.Any(h => h.Author == earlier.Author && (h.Incarnation, h.Number).CompareTo((earlier.Record.Numbering.Incarnation, earlier.Record.Numbering.Number)) >= 0);

    private static bool TrySalt(string text, Span<byte> salt) =>
        text.Length == 2 * salt.Length && !text.AsSpan().ContainsAnyExcept("0123456789abcdef")
        && Convert.FromHexString(text, salt, out _, out _) == System.Buffers.OperationStatus.Done;
}
