using System.Globalization;

namespace Parley.Channels.Silences;

/// <summary>
/// Why nothing comes from a member: a finding from evidence, with since when and what was tried. What the evidence does not
/// show is not guessed at.
/// </summary>
/// <param name="Cause">The cause.</param>
/// <param name="Since">Since when it is known, or nothing is heard.</param>
/// <param name="Text">One sentence: what it rests on.</param>
/// <param name="Tried">What was tried, a line each.</param>
public sealed record Silence(SilenceCause Cause, DateTimeOffset? Since, string Text, IReadOnlyList<string> Tried)
{
    /// <summary>1. own fault; 2. nothing waited for, or refused; 3. up and not reading; 4. path or node; 5. cannot tell.</summary>
    public static Silence Of(LineEvidence line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var tried = Attempts(line);

        // 1. SIL-001
        if (line.Standing != Standing.Open)
        {
            return Found(SilenceCause.OwnFault, null, line.Standing == Standing.Halted
                ? "this node was put back to an older state and says nothing on this channel"
                : "this node was restored and is still getting its own records back; it says nothing on this channel until then");
        }

        if (line.OwnFaults.MinBy(f => f.Since) is { } fault)
            return Found(SilenceCause.OwnFault, fault.Since, fault.Text);
        if (line.SelfTest is { IsGood: false } bad)
            return Found(SilenceCause.OwnFault, bad.At, $"this node's self test fails: {string.Join("; ", bad.Faults)}");

        // 2. SIL-002, SIL-003
        if (line.Awaited.OrderBy(a => (a.What, a.Since)).FirstOrDefault() is not { } awaited)
        {
            return line.RefusedAt is { } refused
                ? Found(SilenceCause.Refused, refused, "the member has declined, over its officers' signatures, what was asked of it")
                : Found(SilenceCause.None, null, "nothing is overdue");
        }

        // 3. SIL-004
        var alive = line.SignOfLife is { } life && life > awaited.Since;
        if (awaited.What == AwaitedKind.Reading && alive)
            return Found(SilenceCause.DeskNotReading, awaited.Since, $"the member's node signed something at {Time(line.SignOfLife!.Value)}, and no officer of it has read {About(awaited)}");

        // 4. SIL-005
        if (!alive && line.SelfTest is { } good && good.At > awaited.Since && line.Bearers.Count > 0 && line.Bearers.All(b => b.Failures > 0))
        {
            return Found(SilenceCause.PathOrNode, line.SignOfLife is { } last && last < awaited.Since ? last : awaited.Since,
                $"every way to the member fails while this node's self test at {Time(good.At)} was good: the way there, or the member's node");
        }

        // 5. SIL-006
        return Found(SilenceCause.CannotTell, awaited.Since, awaited switch
        {
            { WasRead: true } => $"{About(awaited)} was read, and nothing says why it is not answered",
            { What: AwaitedKind.Answer } => $"{About(awaited)} is not answered, and nothing says why",
            _ when alive => $"the member's node signed something at {Time(line.SignOfLife!.Value)}; {About(awaited)} has nevertheless not come",
            _ when line.SelfTest is null => "nothing was heard, and this node has not tested itself",
            _ when line.SelfTest.At <= awaited.Since => "nothing was heard, and this node has not tested itself since",
            _ when line.Bearers.Count == 0 => "nothing was heard, and this node knows no way there that it could have tried",
            _ => "what is sent is taken on the way, and nothing comes back",
        });

        Silence Found(SilenceCause cause, DateTimeOffset? since, string text) => new(cause, since, text, tried);
    }

    // SIL-007
    private static List<string> Attempts(LineEvidence line)
    {
        var tried = new List<string>();
        foreach (var bearer in line.Bearers)
        {
            tried.Add((bearer.Failures, bearer.WorkedAt) switch
            {
                ( > 0, var worked) => string.Create(CultureInfo.InvariantCulture, $"{bearer.Bearer}: failed {bearer.Failures} times in a row, last at {Time(bearer.FailedAt!.Value)} ({bearer.Fault}){(worked is { } at ? $"; last worked at {Time(at)}" : "")}"),
                (_, { } at) => $"{bearer.Bearer}: works, last at {Time(at)}",
                _ => $"{bearer.Bearer}: not tried yet",
            });
        }

        if (line.SelfTest is { } test)
            tried.Add($"self test at {Time(test.At)}: {(test.IsGood ? "good" : string.Join("; ", test.Faults))}");
        if (line.Reminders > 0)
            tried.Add(string.Create(CultureInfo.InvariantCulture, $"asked again {line.Reminders} times"));
        if (line.SignOfLife is { } life)
            tried.Add($"last sign of life, signed by the member's node: {Time(life)}");
        if (line.Undelivered is { } waiting)
            tried.Add($"{About(waiting)}, said at {Time(waiting.Since)}, is not here, and none for what was said later");
        return tried;
    }

    private static string About(Awaited awaited) => awaited.What switch
    {
        AwaitedKind.LineTest => "its line test",
        AwaitedKind.Delivery => string.Create(CultureInfo.InvariantCulture, $"the receipt for record {awaited.Number}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"record {awaited.Number}"),
    };

    private static string Time(DateTimeOffset time) => Records.Text.Times.ToText(time);
}
