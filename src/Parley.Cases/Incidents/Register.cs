using Parley.Cases.Accounts;
using Parley.Records;

namespace Parley.Cases.Incidents;

/// <summary>A line of the register of incidents.</summary>
public sealed record RegisterLine(
    string Name, string Title, string? Kind, string? Region, StatedTime At, IReadOnlyList<PartyId> Parties, int Records, int Agreed, int Disputed, bool IsExercise);

/// <summary>The register of incidents by region and time.</summary>
public static class Register
{
    // CAS-017
    /// <summary>The cases of a library, earliest first; of one region and of a span of time where these are given.</summary>
    public static IReadOnlyList<RegisterLine> Of(CaseLibrary library, string? region = null, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
    [
        .. library.Names.Select(n => LineOf(library.Open(n)!))
            .Where(l => region is null || (l.Region?.Contains(region, StringComparison.OrdinalIgnoreCase) ?? false))
            .Where(l => (from is null || l.At.Until >= from) && (until is null || l.At.From <= until))
            .OrderBy(l => l.At.From).ThenBy(l => l.Name, StringComparer.Ordinal),
    ];

    /// <summary>The line of one case.</summary>
    public static RegisterLine LineOf(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var incident = Incident.Of(file);
        var date = incident.Facts.FirstOrDefault(f => f.Name == "date")?.Stated.Values.Order(StringComparer.Ordinal).FirstOrDefault();
        return new RegisterLine(
            file.Name, incident.Title, incident.Kind?.Title, incident.Said("region"),
            StatedTime.Read(incident.Said("date") ?? date) ?? StatedTime.Read(Records.Text.Times.ToText(file.Entries[0].Composed))!,
            [.. file.Entries.Select(e => e.Party).Distinct().Order()], file.Entries.Count,
            incident.Facts.Count(f => f.State == FactState.Agreed), incident.Facts.Count(f => f.State == FactState.Disputed), file.Entries.Any(e => e.IsExercise));
    }
}
