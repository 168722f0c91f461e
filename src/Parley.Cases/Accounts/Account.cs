using Parley.Records;

namespace Parley.Cases.Accounts;

/// <summary>One party's version of an incident: its latest record of the account form on the subject.</summary>
/// <param name="Party">Whose version it is.</param>
/// <param name="Subject">The incident.</param>
/// <param name="Record">The record that states it.</param>
/// <param name="Facts">What it states, by the fact's name. What it leaves out is not there: silence is never agreement.</param>
public sealed record Account(PartyId Party, string Subject, Digest Record, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The form that states an account.</summary>
    public static FormId Form { get; } = FormId.Parse("incident.account/1");

    private const string Prefix = "fact.";

    /// <summary>The account that a record states, or nothing where it is of another form or has no subject.</summary>
    public static Account? Of(Record record)
    {
        if (record.Content.Form != Form || record.Content.Subject is not { } subject)
            return null;
        var facts = record.Fields.All
            .Where(f => f.Name.StartsWith(Prefix, StringComparison.Ordinal) && f.Value.Trim().Length > 0)
            .ToDictionary(f => f.Name[Prefix.Length..], f => f.Value.Trim());
        return new Account(record.Content.Author, subject, record.Id, facts);
    }

    /// <summary>The latest account of each party on a subject, in the order of party ids. Older versions stay in the records.</summary>
    public static IReadOnlyList<Account> Latest(IEnumerable<Record> records, string subject) =>
    [
        .. records
            .Where(r => r.Content.Subject == subject && r.Content.Form == Form)
            .GroupBy(r => r.Content.Author)
            .Select(g => Of(g.MaxBy(r => (r.Numbering.Incarnation, r.Numbering.Number))!)!)
            .OrderBy(a => a.Party),
    ];
}
