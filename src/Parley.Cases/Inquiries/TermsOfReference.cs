using System.Text;
using Parley.Records;

namespace Parley.Cases.Inquiries;

/// <summary>A party's signature under the terms.</summary>
/// <param name="Party">Whose word it is.</param>
/// <param name="Text">The digest of the text that it signed, SHA-256 of its UTF-8 bytes.</param>
/// <param name="Entry">The record that states it.</param>
public sealed record TermsSignature(PartyId Party, Digest Text, Entry Entry);

/// <summary>
/// What two or more parties agree an inquiry is for and how it works, clause by clause. In force only when each has signed the
/// same bytes.
/// </summary>
/// <param name="Parties">Who has to agree.</param>
/// <param name="Clauses">The clauses that terms need, and any others that somebody put, in their order.</param>
/// <param name="Text">The text of all clauses as now agreed; nothing while one that is needed is open.</param>
/// <param name="Signatures">Each party's latest good signature.</param>
/// <param name="InForce">The text in force, or nothing.</param>
/// <param name="Since">When the last of the signatures that put it in force was composed.</param>
public sealed record TermsOfReference(
    IReadOnlyList<PartyId> Parties, IReadOnlyList<Clause> Clauses, string? Text, IReadOnlyList<TermsSignature> Signatures, string? InForce, DateTimeOffset? Since)
{
    /// <summary>The clauses that terms of reference need before they can be signed.</summary>
    public static IReadOnlyList<string> Needed { get; } =
        ["purpose", "seat", "members", "experts", "access", "clocks", "secrecy", "criminal-proceedings", "national-cases", "no-answer"];

    internal static TermsOfReference Of(IReadOnlyList<Entry> entries, List<Attempt> attempts)
    {
        var moves = entries.Where(e => e.Form is "inquiry.offer" or "inquiry.counter" or "inquiry.accept").ToArray();
        if (moves.Length == 0)
        {
            attempts.AddRange(entries.Select(s => new Attempt(s, "CAS-043", "it signs terms that nobody has put")));
            return new TermsOfReference([], [.. Needed.Select(n => new Clause(n, ClauseState.Open, null, new Dictionary<PartyId, ClauseMove>(), []))], null, [], null, null);
        }

        var first = moves.OrderBy(e => e.Composed).ThenBy(e => e).First();
        PartyId[] named = [.. (first["parties"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(Limits.Parties).Where(p => PartyId.TryParse(p, out _)).Select(PartyId.Parse)];
        // Without names, those who speak to each other: the first to offer, and those from whom an answer is wanted.
        PartyId[] parties = [.. (named.Length > 0 ? named : first.Record.Content.To.Select(d => d.Party)).Append(first.Party).Distinct().Order()];

        var put = moves.Where(m => parties.Contains(m.Party)).SelectMany(m => m.Under("terms.").Select(f => (f.Name, f.Value, m.Party))).ToLookup(t => (t.Name, t.Value), t => t.Party);
        var all = moves.SelectMany(MovesOf).Where(m => Admit(m.Name, m.Move)).ToArray();
        var names = Needed.Concat(all.Select(m => m.Name).Where(n => !Needed.Contains(n)).Distinct().Order(StringComparer.Ordinal));
        var byName = all.ToLookup(m => m.Name, m => m.Move);
        Clause[] clauses = [.. names.Select(n => ClauseOf(n, [.. byName[n]], parties))];
        var text = clauses.Where(c => Needed.Contains(c.Name)).All(c => c.State == ClauseState.Agreed) ? Write(first.Subject, parties, clauses) : null;
        return Sign(parties, clauses, text, [.. entries.Where(e => e.Form == "inquiry.sign")], attempts);

        bool Admit(string name, ClauseMove move)
        {
            if (!parties.Contains(move.Party))
            {
                attempts.Add(new Attempt(move.Entry, "CAS-040", $"{move.Party} is not one of the parties to these terms: {string.Join(", ", parties)}"));
                return false;
            }

            // CAS-041
            if (move.Entry.Form != "inquiry.accept" || move.IsRejection
                || put[(name, move.Text)].Any(p => p != move.Party))
                return true;
            attempts.Add(new Attempt(move.Entry, "CAS-041", $"it accepts a text of '{name}' that nobody has put"));
            return false;
        }
    }

    private static IEnumerable<(string Name, ClauseMove Move)> MovesOf(Entry entry) =>
        entry.Under("terms.").Concat(entry.Under("accept.")).Select(f => (f.Name, new ClauseMove(entry.Party, false, f.Value, entry)))
            .Concat(entry.Under("reject.").Select(f => (f.Name, new ClauseMove(entry.Party, true, f.Value, entry))));

    // CAS-040
    private static Clause ClauseOf(string name, ClauseMove[] moves, PartyId[] parties)
    {
        var latest = moves.GroupBy(m => m.Party).ToDictionary(g => g.Key, g => g.OrderBy(m => m.Entry).Last());
        var texts = latest.Values.Where(m => !m.IsRejection).Select(m => m.Text).Distinct(StringComparer.Ordinal).ToArray();
        var state = texts.Length switch
        {
            0 => latest.Count > 0 ? ClauseState.Rejected : ClauseState.Open,
            1 when latest.Values.Any(m => m.IsRejection) => ClauseState.Rejected,
            1 when parties.All(latest.ContainsKey) => ClauseState.Agreed,
            1 => ClauseState.Offered,
            _ => ClauseState.Countered,
        };
        return new Clause(name, state, state == ClauseState.Agreed ? texts[0] : null, latest, [.. moves.OrderBy(m => m.Entry.Composed).ThenBy(m => m.Entry)]);
    }

    private static string Write(string subject, PartyId[] parties, Clause[] clauses)
    {
        var text = new StringBuilder($"TERMS OF REFERENCE\n{subject}\nbetween {string.Join(", ", parties)}\n");
        foreach (var clause in clauses.Where(c => c.State == ClauseState.Agreed))
            text.Append($"\n{clause.Name}\n    {clause.Agreed!.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
        return text.ToString().TrimEnd('\n');
    }

    private static TermsOfReference Sign(PartyId[] parties, Clause[] clauses, string? text, Entry[] signed, List<Attempt> attempts)
    {
        var own = signed.Where(s => parties.Contains(s.Party)).ToArray();
        attempts.AddRange(signed.Where(s => !parties.Contains(s.Party)).Select(s => new Attempt(s, "CAS-042", $"{s.Party} is not one of the parties to these terms")));
        // CAS-042: a text is in force once every party has signed these very bytes; of several the one completed last.
        var inForce = own.GroupBy(s => s["text"]!, StringComparer.Ordinal)
            .Where(g => parties.All(p => g.Any(s => s.Party == p)))
            .Select(g => (Text: g.Key, Since: parties.Max(p => g.Where(s => s.Party == p).Min(s => s.Composed))))
            .OrderBy(g => g.Since).ThenBy(g => g.Text, StringComparer.Ordinal).LastOrDefault();
        // CAS-043: a signature over another text than the one on the table binds nobody.
        var good = own.Where(s => s["text"] == text || s["text"] == inForce.Text).ToArray();
        attempts.AddRange(own.Except(good).Select(s => new Attempt(s, "CAS-043", text is null
            ? "it signs terms while a clause that they need is not agreed"
            : "it signs another text than the one that is agreed now, such as an older one")));
        return new TermsOfReference(parties, clauses, text,
            [.. good.GroupBy(s => s.Party).OrderBy(g => g.Key).Select(g => g.Last()).Select(s => new TermsSignature(s.Party, Digest.Of(Encoding.UTF8.GetBytes(s["text"]!)), s))],
            inForce.Text, inForce.Text is null ? null : inForce.Since);
    }
}
