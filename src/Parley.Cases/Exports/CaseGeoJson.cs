using System.Text.Json.Nodes;
using Parley.Cases.Accounts;
using Parley.Cases.Incidents;
using Parley.Instruments.Positions;

namespace Parley.Cases.Exports;

/// <summary>The places of a case as GeoJSON (RFC 7946).</summary>
public static class CaseGeoJson
{
    // CAS-091
    /// <summary>
    /// One feature for each position that an account or an opening states, and for each place that is stated in words only, without a
    /// geometry. GeoJSON is WGS-84: a position in SK-42 is transformed, and what was stated stands beside it.
    /// </summary>
    public static string Write(CaseFile file)
    {
        var incident = Incident.Of(file);
        var features = new JsonArray();
        foreach (var fact in incident.Facts)
        {
            foreach (var (party, value) in fact.Stated.OrderBy(s => s.Key))
            {
                var position = FactValue.Read(value) as FactValue.Position;
                if (position is not null || fact.Name == "place")
                    features.Add((JsonNode?)Feature(position, value, fact.Name, party.Value, CaseWords.Token(fact.State)));
            }
        }

        foreach (var opened in incident.Opened.Where(e => e["position"] is not null))
            features.Add((JsonNode?)Feature(FactValue.Read(opened["position"]!) as FactValue.Position, opened["position"]!, "position", opened.Party.Value, "stated when the case was opened"));
        return CaseJson.Text(new JsonObject { ["type"] = "FeatureCollection", ["features"] = features });

        JsonObject Feature(FactValue.Position? position, string stated, string fact, string party, string state) => new()
        {
            ["type"] = "Feature",
            ["geometry"] = position?.At.In(Datum.Wgs84) is { } at
                ? new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(Math.Round(at.Longitude, 7), Math.Round(at.Latitude, 7)) }
                : null,
            ["properties"] = new JsonObject
            {
                ["case"] = file.Name,
                ["fact"] = fact,
                ["party"] = party,
                ["state"] = state,
                ["stated"] = stated,
                ["toleranceMetres"] = position?.At.ToleranceMetres,
            },
        };
    }
}
