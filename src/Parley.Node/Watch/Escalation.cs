using System.Globalization;
using Parley.Channels.Storage;

namespace Parley.Node.Watch;

/// <summary>Decides who is to be told of what stands unread. It holds nothing and asks no clock.</summary>
public static class Escalation
{
    /// <summary>Nobody is told more often than this, however many records come: a flood of flashes must not become a flood of e-mail.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>1. each step whose time has come and that is not done; 2. whom "the next person" means; 3. one call for each who is to be told.</summary>
    /// <param name="steps">The policy.</param>
    /// <param name="roster">The persons, in the order in which they are called.</param>
    /// <param name="unread">What stands unread; whatever was read is not asked about again.</param>
    /// <param name="attempts">What was done and tried so far.</param>
    /// <param name="told">When each was told last.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<UnreadCall> Due(
        IReadOnlyList<AlarmStep> steps, IReadOnlyList<Person> roster, IEnumerable<UnreadRecord> unread, IReadOnlyCollection<Attempt> attempts, IReadOnlyDictionary<Reach, DateTimeOffset> told, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(unread);
        ArgumentNullException.ThrowIfNull(attempts);
        ArgumentNullException.ThrowIfNull(told);
        var tried = attempts.ToLookup(a => a.Record);
        // A time that lies ahead was taken before the clock was put back: it must not keep an alarm silent.
        var resting = attempts.Where(a => !a.IsDone && a.At <= now && a.AgainAt > now).Select(a => a.Reach)
            .Concat(told.Where(t => t.Key.Means != Means.Sound && t.Value <= now && t.Value + Pause > now).Select(t => t.Key)).ToHashSet();
        var due = new List<(Reach Reach, UnreadRecord Record, string Step)>();
        foreach (var record in unread)
        {
            // 1.
            var called = tried[record.Id].Where(a => IsPerson(a.Step)).Select(a => a.Reach.Address).ToHashSet();
            foreach (var (name, reach) in steps.Where(s => record.Precedence <= s.LeastUrgent && (record.Since.AddSeconds(s.AfterSeconds) <= now || record.Since > now)).SelectMany(s => s.Reaches().Select(r => (Name(s, r), r))))
            {
                var before = tried[record.Id].FirstOrDefault(a => a.Step == name);
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
                    due.Add((whom, record, name));
            }
        }

        // 3.
        return [.. due.GroupBy(d => d.Reach, d => (d.Record, d.Step)).Select(g => new UnreadCall(g.Key, [.. g.DistinctBy(d => (d.Record.Id, d.Step))]))];
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
    private static string Name(AlarmStep step, Reach reach) => string.Create(CultureInfo.InvariantCulture,
        $"{step.AfterSeconds} {(reach is { Means: Means.Mail, Address: "" } ? "next-person" : $"{reach.Means} {reach.Address}")}");
}
