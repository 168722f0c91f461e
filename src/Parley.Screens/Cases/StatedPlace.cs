using Parley.Cases;
using Parley.Cases.Accounts;
using Parley.Cases.Incidents;
using Parley.Instruments.Positions;

namespace Parley.Screens.Cases;

/// <summary>A position that a party states for a fact, or that an opening of a case states, with its datum.</summary>
public sealed record StatedPlace(Entry Entry, string Fact, string Text, GeodeticPosition At)
{
    // One account may state thousands; a map of them says nothing.
    private const int Most = 500;

    /// <summary>The positions of each party's latest account, and of the openings.</summary>
    public static IReadOnlyList<StatedPlace> Of(CaseFile file)
    {
        var incident = Incident.Of(file);
        var stated = incident.Accounts.SelectMany(a => Account.Versions(file, a.Party).Where(v => v.Record.Id == a.Record))
            .SelectMany(e => e.Under("fact.").Select(f => (Entry: e, Fact: f.Name, f.Value)))
            .Concat(incident.Opened.Where(e => e["position"] is not null).Select(e => (Entry: e, Fact: "position", Value: e["position"]!)));
        return [.. stated.Select(s => FactValue.Read(s.Value) is FactValue.Position position ? new StatedPlace(s.Entry, s.Fact, s.Value, position.At) : null).OfType<StatedPlace>().Take(Most)];
    }
}
