using NodaTime;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Coverages;

/// <summary>An instrument between two parties.</summary>
public sealed record CoveredBy(Pack Pack, ForceState Force);

/// <summary>A commitment of allies that names one of the two parties of an incident: on what condition, and what they have committed themselves to.</summary>
/// <param name="Pack">The instrument.</param>
/// <param name="Provision">The provision.</param>
/// <param name="Party">Which of the two it names.</param>
/// <param name="Allies">The other parties that it binds.</param>
public sealed record NamedBy(Pack Pack, Provision Provision, PartyId Party, IReadOnlyList<PartyId> Allies);

/// <summary>What covers a pair of parties: instruments, and channels that this node knows. It says what is written, and never what will be done.</summary>
/// <param name="One">One party.</param>
/// <param name="Other">The other.</param>
/// <param name="Instruments">Instruments that have both as parties.</param>
/// <param name="Channels">Channels known to this node that have both as members; none known is not none.</param>
public sealed record PairCoverage(PartyId One, PartyId Other, IReadOnlyList<CoveredBy> Instruments, IReadOnlyList<string> Channels);

/// <summary>Which pairs have which instruments and channels, and which commitments name whom.</summary>
public static class CoverageView
{
    /// <summary>The pair's instruments with their force at a day as known by a time, and the channels of which both are members.</summary>
    public static PairCoverage Of(IReadOnlyList<Pack> packs, IReadOnlyList<KnownRecord> records, IReadOnlyDictionary<string, IReadOnlyList<PartyId>> channels, PartyId one, PartyId other, LocalDate at, DateTimeOffset known) =>
        OfAll(packs, records, channels, [one, other], at, known)[0];

    /// <summary>The same for every pair of these parties: what a graph is drawn from. A party's force is computed once for each instrument.</summary>
    public static IReadOnlyList<PairCoverage> OfAll(IReadOnlyList<Pack> packs, IReadOnlyList<KnownRecord> records, IReadOnlyDictionary<string, IReadOnlyList<PartyId>> channels, IReadOnlyList<PartyId> parties, LocalDate at, DateTimeOffset known)
    {
        ArgumentNullException.ThrowIfNull(packs);
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(parties);
        var forces = packs.ToDictionary(p => p.Name, p =>
        {
            var acts = RecordedActs.Of(p, records);
            return parties.Where(p.HasParty).ToDictionary(party => party, party => Force.For(p, acts, party, at, known));
        });
        return
        [
            .. parties.SelectMany((one, i) => parties.Skip(i + 1).Select(other => new PairCoverage(one, other,
                [.. packs.Where(p => forces[p.Name].ContainsKey(one) && forces[p.Name].ContainsKey(other)).Select(p => new CoveredBy(p, Between(forces[p.Name][one], forces[p.Name][other])))],
                [.. channels.Where(c => Has(c.Value, one) && Has(c.Value, other)).Select(c => c.Key).Order(StringComparer.Ordinal)]))),
        ];
    }

    /// <summary>The commitments in force that name one of two parties and not the other. Whether a condition is met is for the parties to say.</summary>
    // INS-052
    public static IReadOnlyList<NamedBy> Commitments(IReadOnlyList<Pack> packs, IReadOnlyList<KnownRecord> records, PartyId one, PartyId other, LocalDate at, DateTimeOffset known)
    {
        ArgumentNullException.ThrowIfNull(packs);
        return
        [
            .. from pack in packs
               from party in new[] { one, other }
               where pack.HasParty(party) && pack.Provisions.Any(p => p.Commitment is not null)
               let acts = RecordedActs.Of(pack, records)
               where Force.For(pack, acts, party, at, known) == ForceState.InForce
               from provision in pack.Provisions.Where(p => p.Commitment is not null)
               select new NamedBy(pack, provision, party,
                   [.. pack.Parties.Select(p => p.Id).Where(p => p != party && Force.For(pack, acts, p, at, known) == ForceState.InForce)]),
        ];
    }

    private static ForceState Between(ForceState a, ForceState b) => a == b ? a
        : a == ForceState.Disputed || b == ForceState.Disputed ? ForceState.Disputed
        : a == ForceState.NotInForce || b == ForceState.NotInForce ? ForceState.NotInForce : ForceState.Unknown;

    private static bool Has(IReadOnlyList<PartyId> members, PartyId party) => members.Any(m => m == party || (m.IsExercise && m.Value[2..] == party.Value));
}
