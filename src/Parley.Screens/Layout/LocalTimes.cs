using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Parley.Node;
using Parley.Records;

namespace Parley.Screens.Layout;

/// <summary>The time at the parties' desks, by the zones that the configuration gives; of this node's own party, else, by the one zone of its roster.</summary>
public sealed class LocalTimes(RunningNode node)
{
    private static readonly OffsetPattern Offset = OffsetPattern.CreateWithInvariantCulture("+H:mm");
    private readonly (PartyId Party, DateTimeZone Zone)[] _zones = Zones(node);

    /// <summary>The time at each desk whose zone is known: hours, and how far from UTC.</summary>
    public IEnumerable<(PartyId Party, string Time, string Offset)> At(DateTimeOffset time) => _zones.Select(z =>
    {
        var local = Instant.FromDateTimeOffset(time).InZone(z.Zone);
        var offset = Offset.Format(local.Offset);
        return (z.Party, local.LocalDateTime.ToString("HH:mm", CultureInfo.InvariantCulture), $"UTC{(offset.EndsWith(":00", StringComparison.Ordinal) ? offset[..^3] : offset)}");
    });

    private static (PartyId, DateTimeZone)[] Zones(RunningNode node)
    {
        var named = node.Configuration.Zones.Select(z => (Party: PartyId.Parse(z.Key), Zone: DateTimeZoneProviders.Tzdb[z.Value])).ToList();
        if (named.TrueForAll(z => z.Party != node.Self) && node.Configuration.Roster.Select(p => p.Zone).Distinct().ToArray() is [var own])
            named.Add((node.Self, DateTimeZoneProviders.Tzdb[own]));
        return [.. named.OrderBy(z => z.Party == node.Self ? 0 : 1).ThenBy(z => z.Party)];
    }
}
