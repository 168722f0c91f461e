using Parley.Node.Accounts;

namespace Parley.Node.Drafts;

/// <summary>A record that went out on one officer's key under standing authority, and waits for a second officer. Its key is the record's id.</summary>
public sealed record Countersigning(string Channel, string ReleasedBy, string Form, DateTimeOffset At) : IKept
{
    /// <summary>The form of a countersignature: a receipt, whose field <c>records</c> names what is countersigned.</summary>
    public const string FormName = "receipt.countersigned/1";

    /// <inheritdoc/>
    public static string Kind => "countersigning";
}
