using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Obligations;

/// <summary>What an instrument makes somebody owe.</summary>
public sealed record ObligationDefinition
{
    /// <summary>Its id within the pack.</summary>
    public required string Id { get; init; }

    /// <summary>What is owed, in words.</summary>
    public required Labels Label { get; init; }

    /// <summary>The provision that says so.</summary>
    public required string Provision { get; init; }

    /// <summary>What starts it.</summary>
    public required ObligationStart Start { get; init; }

    /// <summary>The form that meets it.</summary>
    public required FormId Form { get; init; }

    /// <summary>How long there is, or nothing where the text names no number (<see cref="Promptly"/>).</summary>
    public TimeAllowed? Within { get; init; }

    /// <summary>The text says "promptly" or the like, and no number.</summary>
    public bool Promptly { get; init; }

    /// <summary>Whether the clock runs from the receipt at the debtor and not from the issue.</summary>
    public bool FromReceipt { get; init; }

    /// <summary>Who owes: the addressee of what started it, its author, or every party.</summary>
    public required Debtor By { get; init; }

    /// <summary>The desks that must have it, in words.</summary>
    public string? To { get; init; }

    /// <summary>What counts as an answer, in words.</summary>
    public string? Answer { get; init; }

    /// <summary>The forms that may be sent next where the answer is missing or inadequate.</summary>
    public IReadOnlyList<FormId> Next { get; init; } = [];
}

/// <summary>Who owes.</summary>
public enum Debtor
{
    /// <summary>The parties to whose desks the starting record is addressed for action.</summary>
    Addressee,

    /// <summary>The author of the starting record.</summary>
    Author,

    /// <summary>Every party in force.</summary>
    Everybody,
}

/// <summary>What starts an obligation.</summary>
public abstract record ObligationStart
{
    private ObligationStart()
    {
    }

    /// <summary>
    /// A day of each calendar year: the obligation is due by its end in the debtor's own time. The meeting form's field <c>year</c> says
    /// for which year it is, and the day lies so many years ahead of that one.
    /// </summary>
    public sealed record EachYear(int Month, int Day, int Ahead) : ObligationStart;

    /// <summary>A record of a form.</summary>
    public sealed record OnForm(FormId Form) : ObligationStart;

    /// <summary>The asker has called the answer to another obligation inadequate.</summary>
    public sealed record OnInadequate(string Obligation) : ObligationStart;

    /// <summary>Another obligation was met.</summary>
    public sealed record OnMet(string Obligation) : ObligationStart;

    /// <summary>A time that a field of the meeting form names: it must be sent so long before.</summary>
    public sealed record Before(string Field) : ObligationStart;
}

/// <summary>A number of hours, days, working days or months.</summary>
public sealed record TimeAllowed(int Number, TimeUnit Unit)
{
    /// <summary>Reads <c>48 hours</c>, <c>42 days</c>, <c>5 working-days</c>, <c>2 months</c>.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TimeAllowed? time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = text.Split(' ') is [var number, var word]
            && int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n is > 0 and <= 10_000
            && UnitOf(word) is { } unit
                ? new TimeAllowed(n, unit)
                : null;
        return time is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Number} {Unit switch
    {
        TimeUnit.Hours => "hours",
        TimeUnit.Days => "days",
        TimeUnit.WorkingDays => "working days",
        _ => "months",
    }}");

    private static TimeUnit? UnitOf(string word) => word switch
    {
        "hour" or "hours" => TimeUnit.Hours,
        "day" or "days" => TimeUnit.Days,
        "working-day" or "working-days" => TimeUnit.WorkingDays,
        "month" or "months" => TimeUnit.Months,
        _ => null,
    };
}

/// <summary>How a time that is allowed counts.</summary>
public enum TimeUnit
{
    /// <summary>60 minutes each, whatever clocks are set to.</summary>
    Hours,

    /// <summary>Calendar days: to the same time of day in the debtor's zone.</summary>
    Days,

    /// <summary>Days on which both sides work: to the end of the last in the debtor's zone.</summary>
    WorkingDays,

    /// <summary>Calendar months: to the same day and time in the debtor's zone, or the month's last day.</summary>
    Months,
}
