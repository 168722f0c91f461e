using System.Globalization;
using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Instruments.Tests.Obligations;

/// <summary>Notifications as a test writes them down.</summary>
internal static class Sent
{
    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static Digest Id(string name) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));

    public static Notification Of(string name, string form, string author, string to, string composed, params (string Name, string Value)[] fields) =>
        Of(name, form, author, to, composed, null, fields);

    /// <summary>With <paramref name="received"/>, when each addressee has it.</summary>
    public static Notification Of(string name, string form, string author, string to, string composed, string? received, params (string Name, string Value)[] fields)
    {
        var parties = to.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PartyId.Parse).ToArray();
        var known = new Dictionary<PartyId, DateTimeOffset> { [PartyId.Parse(author)] = Time(composed) };
        foreach (var party in received is null ? [] : parties)
            known[party] = Time(received!);
        return new Notification(Id(name), FormId.Parse(form), PartyId.Parse(author), parties, Time(composed), known, fields.ToDictionary(f => f.Name, f => f.Value));
    }
}
