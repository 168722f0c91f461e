using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Parley.Records;

/// <summary>The form that a record fills in, with its version: <c>incident.first-report/1</c>.</summary>
public sealed partial record FormId
{
    private FormId(string value) => Value = value;

    /// <summary>The id as written.</summary>
    public string Value { get; }

    /// <summary>Made by a node and not by an officer: it carries no officer's signature.</summary>
    public bool IsNodeMade => this == DeliveredReceipt || this == CompleteReceipt || this == LineTest || this == LineTestAnswer || this == Restart || this == Reminder || this == ExchangeHeader;

    /// <summary>A receipt: an officer's or a node's claim about records, which nothing answers.</summary>
    public bool IsReceipt => Value.StartsWith("receipt.", StringComparison.Ordinal);

    /// <summary>A receipt or a line test: never receipted, and of no account for crossing.</summary>
    public bool IsService => (IsNodeMade && this != ExchangeHeader) || IsReceipt;

    /// <summary>An entry of the public record: something really said or done in public, entered as such.</summary>
    public bool IsPublicRecord => Value.StartsWith("public.", StringComparison.Ordinal);

    /// <summary>A node's claim that records are stored and in its ledger.</summary>
    public static FormId DeliveredReceipt { get; } = new("receipt.delivered/1");

    /// <summary>A node's claim that every byte of everything attached to records is stored.</summary>
    public static FormId CompleteReceipt { get; } = new("receipt.complete/1");

    /// <summary>An officer's claim to have read records.</summary>
    public static FormId ReadReceipt { get; } = new("receipt.read/1");

    /// <summary>A record in another language, beside the original.</summary>
    public static FormId Translation { get; } = new("translation/1");

    /// <summary>A phrase of a phrase book, by its code.</summary>
    public static FormId Phrase { get; } = new("phrase/1");

    /// <summary>Said in a sealed exchange only.</summary>
    public bool IsSealed => Value.StartsWith("sealed.", StringComparison.Ordinal);

    /// <summary>The first half of a sealed exchange: everything of a record to come but its fields.</summary>
    public static FormId ExchangeHeader { get; } = new("exchange.header/1");

    /// <summary>Takes back the header of a sealed exchange that is not complete.</summary>
    public static FormId ExchangeWithdrawal { get; } = new("exchange.withdrawal/1");

    /// <summary>An officer's claim that records were shown to the principal.</summary>
    public static FormId ShownReceipt { get; } = new("receipt.shown/1");

    /// <summary>What a reader understood, in his own words.</summary>
    public static FormId Paraphrase { get; } = new("paraphrase/1");

    /// <summary>The author's word that a paraphrase is right.</summary>
    public static FormId ParaphraseConfirmed { get; } = new("paraphrase.confirm/1");

    /// <summary>The author's word that a paraphrase is not right, and what was meant.</summary>
    public static FormId ParaphraseCorrected { get; } = new("paraphrase.correct/1");

    /// <summary>An answer to a record that has no form of its own.</summary>
    public static FormId Reply { get; } = new("reply/1");

    /// <summary>The asker's word on an answer.</summary>
    public static FormId Adequate { get; } = new("answer.adequate/1");

    /// <summary>A refusal to answer.</summary>
    public static FormId Decline { get; } = new("decline/1");

    /// <summary>The scheduled test of a line.</summary>
    public static FormId LineTest { get; } = new("line-test/1");

    /// <summary>The answer to a line test.</summary>
    public static FormId LineTestAnswer { get; } = new("line-test.answer/1");

    /// <summary>A node asks again for what its party waits for.</summary>
    public static FormId Reminder { get; } = new("reminder/1");

    /// <summary>A restored node opens a new incarnation.</summary>
    public static FormId Restart { get; } = new("restart/1");

    /// <summary>Reads an id: dotted lower-case words, a slash and a version from 1, at most 64 characters.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FormId? id)
    {
        id = text.Length <= 64 && Pattern().IsMatch(text) ? new FormId(text) : null;
        return id is not null;
    }

    /// <summary>Reads an id.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static FormId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new ArgumentException($"'{text}' is not a form: dotted lower-case words, a slash and a version, such as incident.first-report/1.");

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*/[1-9][0-9]{0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
