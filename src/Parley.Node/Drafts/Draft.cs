using Parley.Node.Accounts;
using Parley.Records;

namespace Parley.Node.Drafts;

/// <summary>
/// What officers are about to say. What they write stands by name: a field of the form under its name in the record, and
/// <see cref="Channel"/>, <see cref="To"/> and the like beside them, so that all of it is saved, merged and undone alike.
/// </summary>
public sealed record Draft : IKept
{
    /// <summary>The channel's name.</summary>
    public const string Channel = "@channel";

    /// <summary>The desk that sends, by name.</summary>
    public const string Desk = "@desk";

    /// <summary>The desks that are to act, with one space between.</summary>
    public const string To = "@to";

    /// <summary>The desks that are told, with one space between.</summary>
    public const string Info = "@info";

    /// <summary>flash, immediate, priority or routine.</summary>
    public const string Precedence = "@precedence";

    /// <summary>What it is about, such as <c>incident/BY-2022-0007</c>; may be empty.</summary>
    public const string Subject = "@subject";

    /// <summary>The language of the text.</summary>
    public const string Language = "@language";

    /// <inheritdoc/>
    public static string Kind => "draft";

    /// <summary>The form, such as <c>message/1</c>.</summary>
    public required string Form { get; init; }

    /// <summary>What is written, by name.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>The account that began it.</summary>
    public required string BegunBy { get; init; }

    /// <summary>The account that wrote last, and when, UTC.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>When somebody wrote last, UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What two officers wrote into one field at the same moment: the later one's text, to be taken or dropped by a person.</summary>
    public IReadOnlyList<Aside> Asides { get; init; } = [];

    /// <summary>What fields held before, the latest last, for undoing.</summary>
    public IReadOnlyList<FormerText> Former { get; init; } = [];

    /// <summary>What the drafter has signed, while it waits for its release.</summary>
    public SignedDraft? Signed { get; init; }

    /// <summary>Why somebody sent it back.</summary>
    public string? Remark { get; init; }

    /// <summary>The id of the record that it became.</summary>
    public string? Record { get; init; }

    /// <summary>What is written under a name.</summary>
    public string this[string name] => Values.GetValueOrDefault(name, "");

    /// <summary>The form's id.</summary>
    public FormId FormId => FormId.Parse(Form);
}
