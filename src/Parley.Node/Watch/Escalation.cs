using Parley.Channels.Storage;

namespace Parley.Node.Watch;

/// <summary>Decides who is to be told of what stands unread, and of duties whose time comes. It holds nothing and asks no clock.</summary>
public static class Escalation
{
    /// <summary>Nobody is told more often than this, however many records come: a flood of flashes must not become a flood of e-mail.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>1. each step whose time has come and that is not done; 2. whom "the next person" means; 3. one call for each who is to be told.</summary>
    /// <param name="steps">The policy.</param>
    /// <param name="roster">The persons, in the order in which they are called.</param>
    /// <param name="standing">What stands; whatever was read or met is not asked about again.</param>
    /// <param name="attempts">What was done and tried so far.</param>
    /// <param name="told">When each was told last.</param>
    /// <param name="now">The time.</param>
    /// <param name="deadlines">The policy for duties.</param>
    public static IReadOnlyList<AlarmCall> Due(
        IReadOnlyList<AlarmStep> steps, IReadOnlyList<Person> roster, IEnumerable<Matter> standing, IReadOnlyCollection<Attempt> attempts, IReadOnlyDictionary<Reach, DateTimeOffset> told, DateTimeOffset now, IReadOnlyList<DeadlineStep>? deadlines = null)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(attempts);
        ArgumentNullException.ThrowIfNull(told);
        var tried = attempts.ToLookup(a => a.Record);
        // A time that lies ahead was taken before the clock was put back: it must not keep an alarm silent.
        var resting = attempts.Where(a => !a.IsDone && a.At <= now && a.AgainAt > now).Select(a => a.Reach)
            .Concat(told.Where(t => t.Key.Means != Means.Sound && t.Value <= now && t.Value + Pause > now).Select(t => t.Key)).ToHashSet();
        var due = new List<(Reach Reach, Matter Matter, string Step)>();
        foreach (var matter in standing)
        {
            // 1.
            var called = tried[matter.Id].Where(a => IsPerson(a.Step)).Select(a => a.Reach.Address).ToHashSet();
            foreach (var (name, reach) in Steps(matter))
            {
                var before = tried[matter.Id].FirstOrDefault(a => a.Step == name);
                if (before is { IsDone: true })
                    continue;

                // 2. Who could not be reached is tried again; the next step takes the next one.
                var whom = reach;
                if (IsPerson(name))
                {
                    if ((before?.Reach.Address ?? Next(roster, called, now)) is not { } address)
                        continue;
                    called.Add(address);
                    whom = reach with { Address = address };
                }

                if (!resting.Contains(whom))
                    due.Add((whom, matter, name));
            }
        }

        // 3.
        return [.. due.GroupBy(d => d.Reach, d => (d.Matter, d.Step)).Select(g => new AlarmCall(g.Key, [.. g.DistinctBy(d => (d.Matter.Id, d.Step))]))];

        // What another party owes is told of once its time has passed, and not before.
        IEnumerable<(string Name, Reach Reach)> Steps(Matter matter) => matter switch
        {
            UnreadRecord record => steps.Where(s => record.Precedence <= s.LeastUrgent && (record.Since.AddSeconds(s.AfterSeconds) <= now || record.Since > now)).SelectMany(s => Named($"{s.AfterSeconds}", s)),
            DutyMatter duty => (deadlines ?? []).Where(s => (s.BeforeHours <= 0 || duty.Duty.IsOwn) && duty.Since <= now.AddHours(s.BeforeHours)).SelectMany(s => Named($"{-s.BeforeHours} h", s)),
            _ => [],
        };
    }

    /// <summary>Whether a step's action calls a person of the roster.</summary>
    internal static bool IsPerson(string step) => step.EndsWith(" next-person", StringComparison.Ordinal);

    /// <summary>Those on duty first, in the order of the roster; then the others, for a flash must reach somebody; all called: from the first again.</summary>
    private static string? Next(IReadOnlyList<Person> roster, HashSet<string> called, DateTimeOffset now)
    {
        var order = roster.OrderBy(p => p.IsOnDuty(now) ? 0 : 1).Select(p => p.Mail).ToArray();
        return order.FirstOrDefault(a => !called.Contains(a)) ?? order.FirstOrDefault();
    }

    // By what it does, so that a step that is put in before another one in the configuration does not alarm everybody again.
    private static IEnumerable<(string Name, Reach Reach)> Named(FormattableString when, AlarmAction action) =>
        action.Reaches().Select(r => ($"{FormattableString.Invariant(when)} {(r is { Means: Means.Mail, Address: "" } ? "next-person" : $"{r.Means} {r.Address}")}", r));
}
