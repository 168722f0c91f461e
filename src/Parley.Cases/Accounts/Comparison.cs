using Parley.Records;

namespace Parley.Cases.Accounts;

/// <summary>A fact, how the accounts stand to each other on it, and what each states.</summary>
public sealed record ComparedFact(string Name, FactState State, IReadOnlyDictionary<PartyId, string> Stated);

/// <summary>What accounts of one incident agree on, dispute and leave uncontested. It gives no verdict: it shows what each states.</summary>
public static class Comparison
{
    /// <summary>Every fact that any account states, in the order of their names.</summary>
    public static IReadOnlyList<ComparedFact> Of(IReadOnlyList<Account> accounts) =>
    [
        .. accounts.SelectMany(a => a.Facts.Keys).Distinct().Order(StringComparer.Ordinal).Select(fact =>
        {
            var stated = accounts.Where(a => a.Facts.ContainsKey(fact)).ToDictionary(a => a.Party, a => a.Facts[fact]);
            return new ComparedFact(fact, StateOf(stated.Values, accounts.Count), stated);
        }),
    ];

    private static FactState StateOf(IReadOnlyCollection<string> stated, int accounts)
    {
        // CAS-012
        if (stated.Count == 1)
            return accounts > 1 ? FactState.NotContested : FactState.OneSided;
        var values = stated.Select(FactValue.Read).ToArray();
        // CAS-011. Each with each: within tolerance is no order, so comparing with the first only would miss a pair that is apart.
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i + 1; j < values.Length; j++)
            {
                if (!values[i].Agrees(values[j]))
                    return FactState.Disputed;
            }
        }

        return FactState.Agreed;
    }
}
