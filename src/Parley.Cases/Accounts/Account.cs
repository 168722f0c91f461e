using Parley.Records;

namespace Parley.Cases.Accounts;

/// <summary>One party's version of an incident: a record of the account form on the subject.</summary>
/// <param name="Party">Whose version it is.</param>
/// <param name="Subject">The incident.</param>
/// <param name="Record">The record that states it.</param>
/// <param name="Facts">What it states, by the fact's name. What it leaves out is not there: silence is never agreement.</param>
public sealed record Account(PartyId Party, string Subject, Digest Record, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The form that states an account.</summary>
    public static FormId Form { get; } = FormId.Parse("incident.account/1");

    private const string Name = "incident.account";
    private const string Prefix = "fact.";

    /// <summary>The account that a record states, or nothing where it is of another form or has no subject.</summary>
    public static Account? Of(Record record) => Of(new Entry(record));

    /// <summary>The latest account of each party on a subject, in the order of party ids. Older versions stay in the records.</summary>
    public static IReadOnlyList<Account> Latest(IEnumerable<Record> records, string subject) =>
        Latest(records.Where(r => r.Content.Subject == subject).Select(r => new Entry(r)));

    /// <summary>The latest account of each party in a case, in the order of party ids.</summary>
    public static IReadOnlyList<Account> Latest(CaseFile file) => Latest(file.Of(Name).Where(e => e.Subject == file.Subject));

    /// <summary>Every version of a party's account in a case, oldest first.</summary>
    public static IReadOnlyList<Entry> Versions(CaseFile file, PartyId party) =>
        [.. file.Of(Name).Where(e => e.Subject == file.Subject && e.Party == party)];

    // CAS-010
    private static IReadOnlyList<Account> Latest(IEnumerable<Entry> entries) =>
    [
        .. entries
            .Where(e => e.Form == Name)
            .GroupBy(e => e.Party)
            // A party's own word goes before one that somebody entered for it in the public record.
            .Select(g => Of(g.OrderBy(e => e.Author == e.Party).ThenBy(e => e).Last())!)
            .OrderBy(a => a.Party),
    ];

    private static Account? Of(Entry entry) => entry.Form != Name || entry.Record.Content.Subject is null
        ? null
        : new Account(entry.Party, entry.Subject, entry.Record.Id, entry.Under(Prefix).ToDictionary(f => f.Name, f => f.Value));
}
