using System.Diagnostics;
using Parley.Cases.Accounts;
using Parley.Cli.Verification;
using Parley.Node;
using Parley.Records;
using Parley.Verification;

namespace Parley.Cli.Demo;

/// <summary>A fact with what each party's account states.</summary>
internal sealed record SummaryFact(string Incident, string Fact, IReadOnlyDictionary<string, string> Stated);

/// <summary>What an exercise came to, computed from the archives of all parties.</summary>
internal sealed record Summary(
    string Scenario, long Records, long Receipts, long Lost, long Duplicated, long Ledgers, long LedgersVerified, long Cosignatures,
    IReadOnlyList<SummaryFact> Agreed, IReadOnlyList<SummaryFact> Disputed, IReadOnlyList<SummaryFact> NotContested, IReadOnlyList<SummaryFact> OneSided,
    IReadOnlyList<string> Faults, Sealing Sealing, long Kills, double Seconds)
{
    // For all that is under way together.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether nothing was lost or doubled, every ledger held, and all members of each channel are in one group.</summary>
    public bool Good => Lost == 0 && Duplicated == 0 && LedgersVerified == Ledgers && Faults.Count == 0 && Sealing.GroupsInStep == Sealing.Groups;

    /// <summary>
    /// 1. archive and verify each node; 2. compare what the nodes hold with each other and with what was said;
    /// 3. compare the accounts.
    /// </summary>
    public static Summary Of(Exercise exercise, IReadOnlyCollection<string> said, string directory, Sealing sealing, long kills, TimeSpan took, Action<string> progress)
    {
        // 1.
        var now = TimeProvider.System.GetUtcNow();
        var faults = new List<string>();
        var (ledgers, verified, cosignatures) = (0L, 0L, 0L);
        var held = new Dictionary<string, Dictionary<string, Record>>();
        var duplicated = 0L;
        foreach (var node in exercise.Nodes)
        {
            progress($"{node.Party.Id}: archive and ledgers");
            var place = Path.Combine(directory, node.Party.Id);
            ArchiveWriter.Write(node.Directory, place, Crypto.Provider, (_, _) => { });
            var finding = new ArchiveVerifier(Crypto.Provider, new Trust(Crypto.Provider, now), now, (_, _) => { }).Verify(place);
            faults.AddRange(finding.Faults);
            var mine = exercise.Scenario.Channels.Count(c => c.Members.Contains(node.Party.Id));
            ledgers += mine;
            verified += finding.Good ? finding.Ledgers : 0;
            cosignatures += finding.Cosignatures;

            var records = NodeDatabase.FindArchive(node.Directory)!.Records(null, 0, int.MaxValue, withService: true).Select(r => r.Record).ToArray();
            held[node.Party.Id] = records.DistinctBy(r => r.Id).ToDictionary(r => r.Id.ToString());
            duplicated += records.Length - records.DistinctBy(r => (r.Content.Channel, r.Content.Id)).Count();
        }

        // 2. Lost: what a member does not hold of what any other holds, or of what was acknowledged to its author.
        var all = held.Values.SelectMany(h => h.Values).DistinctBy(r => r.Id).ToArray();
        var lost = (long)said.Count(id => all.All(r => r.Id.ToString() != id));
        var arriving = Stopwatch.StartNew();
        foreach (var record in all)
        {
            var members = exercise.Scenario.Channels.First(c => c.Name == record.Content.Channel.Name).Members;
            lost += members.Count(m => !held[m].ContainsKey(record.Id.ToString()) && !Arrives(exercise[m], record.Id, arriving));
        }

        // 3.
        var facts = all
            .Where(r => r.Content.Form == Account.Form && r.Content.Subject is not null)
            .Select(r => r.Content.Subject!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .SelectMany(subject => Comparison.Of(Account.Latest(all, subject)).Select(f => (subject, f)))
            .ToArray();
        return new Summary(
            exercise.Scenario.Name,
            all.Count(r => !r.Content.Form.IsService), all.Count(r => r.Content.Form.IsService), lost, duplicated, ledgers, verified, cosignatures,
            InState(FactState.Agreed), InState(FactState.Disputed), InState(FactState.NotContested), InState(FactState.OneSided),
            faults, sealing, kills, Math.Round(took.TotalSeconds, 2));

        // The nodes are still up, and a reminder or a receipt may be under way while one archive after the other is written.
        static bool Arrives(ExerciseNode node, Digest record, Stopwatch clock) =>
            SpinWait.SpinUntil(() => NodeDatabase.FindArchive(node.Directory)!.Find(record) is not null, clock.Elapsed < Patience ? Patience - clock.Elapsed : TimeSpan.Zero);

        SummaryFact[] InState(FactState state) =>
            [.. facts.Where(f => f.f.State == state).Select(f => new SummaryFact(f.subject, f.f.Name, f.f.Stated.ToDictionary(s => s.Key.Value, s => s.Value)))];
    }
}
