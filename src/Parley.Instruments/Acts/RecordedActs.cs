using NodaTime.Text;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Acts;

/// <summary>The acts that records state: forms <c>act.KIND/1</c>, and entries <c>public.act/1</c> of the public record.</summary>
public static class RecordedActs
{
    private const string Prefix = "act.";

    /// <summary>The acts about an instrument, those of the pack with them. The same act from several places is one, with all its dates and sources.</summary>
    public static IReadOnlyList<Act> Of(Pack pack, IEnumerable<KnownRecord> records)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(records);
        return [.. pack.Acts, .. records.Select(r => Of(pack, r)).OfType<Act>()];
    }

    /// <summary>The act that a record states about an instrument, or nothing.</summary>
    // INS-030
    public static Act? Of(Pack pack, KnownRecord known)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(known);
        var (record, fields) = (known.Record, known.Record.Fields);
        var form = record.Content.Form.Value;
        var isPublic = form == "public.act/1";
        var name = isPublic ? fields["act"] : form.StartsWith(Prefix, StringComparison.Ordinal) && form.EndsWith("/1", StringComparison.Ordinal) ? form[Prefix.Length..^2] : null;
        if (name is null || fields["instrument"] != pack.Name || !ActNames.TryParse(name, out var kind))
            return null;

        // A party acts for itself: under act.KIND/1 the author's own party is who did it, whatever else a field says.
        List<PartyId> parties = [];
        if (!isPublic)
            parties.Add(Real(pack, record.Content.Author));
        else
        {
            foreach (var id in (fields["parties"] ?? "").Split([' ', ';', ','], StringSplitOptions.RemoveEmptyEntries))
            {
                if (PartyId.TryParse(id, out var party))
                    parties.Add(party);
            }
        }

        var source = fields["source"] ?? $"record {record.Id.ToString()[..16]} of {record.Content.Author}";
        var dates = Date(fields["date"]) is { } date ? new[] { new ActDate(date, source) } : [];
        return new Act(kind, parties, dates, Date(fields["effective"]), record.Content.Composed, [source], record.Id, fields["summary"] ?? fields["note"]) { KnownTo = known.Known };
    }

    /// <summary>The party of a pack that an exercise party plays: X-BY plays BY.</summary>
    public static PartyId Real(Pack pack, PartyId party)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(party);
        return party.IsExercise && !pack.HasParty(party) && PartyId.TryParse(party.Value[2..], out var real) ? real : party;
    }

    // "1997-12-19 (the day from a database)": the day, with what is said about it left in the record.
    private static NodaTime.LocalDate? Date(string? text) =>
        text is { Length: >= 10 } && LocalDatePattern.Iso.Parse(text[..10]) is { Success: true } date ? date.Value : null;
}
