using Parley.Node.Accounts;

namespace Parley.Screens.Shift;

/// <summary>
/// An entry of the national log: it stays in this node's desk store, is no record, and no peer ever gets it. Entries are added and never changed.
/// </summary>
public sealed record LogEntry : IKept
{
    /// <summary>The longest text, characters.</summary>
    public const int MaxText = 20_000;

    /// <inheritdoc/>
    public static string Kind => "log";

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who wrote it: the officer as records name him.</summary>
    public required string By { get; init; }

    /// <summary>What was written.</summary>
    public required string Text { get; init; }

    /// <summary>Of a contact by voice: with whom; nothing: a note.</summary>
    public string? With { get; init; }

    /// <summary>Of a contact: whether they called.</summary>
    public bool TheyCalled { get; init; }
}
