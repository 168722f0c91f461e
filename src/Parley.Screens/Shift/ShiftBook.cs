using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Channels.Clocks;
using Parley.Channels.Silences;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Node.Drafts;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Text;
using Parley.Screens.Watch;

namespace Parley.Screens.Shift;

/// <summary>The national log and the hand-overs, in the node's desk store, and what the next watch finds open.</summary>
public sealed class ShiftBook(RunningNode node, WatchBoard board, DraftDesk desk)
{
    private const int MostRemarks = 8000;
    private const int MostAlarms = 20;

    /// <summary>The latest entries of the log, newest first; or only the notes of contacts by voice.</summary>
    public IReadOnlyList<LogEntry> Log(int most, bool onlyContacts) => [.. node.Book.All<LogEntry>().OrderByDescending(e => e.Key, StringComparer.Ordinal).Select(e => e.Value).Where(e => !onlyContacts || e.With is not null).Take(most)];

    /// <summary>Adds an entry. The audit trail says that somebody wrote, and not what.</summary>
    /// <exception cref="InvalidDataException">The text is empty, too long, or holds what no text may hold.</exception>
    public void Write(LogEntry entry, Act act)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(act);
        if (string.IsNullOrWhiteSpace(entry.Text) || entry.Text.Length > LogEntry.MaxText || !PlainText.IsAllowed(entry.Text, multiline: true))
            throw new InvalidDataException($"An entry has 1 to {LogEntry.MaxText} characters, and none that cannot be seen.");
        var key = KeyAt(entry.At);
        if (!node.Book.TryCommit([DeskBook.Write(key, 0, entry)], act with { About = key }))
            throw new InvalidDataException("The entry was not written; try again.");
    }

    /// <summary>Every hand-over that waits, and so many of those that were taken, newest first.</summary>
    public IReadOnlyList<Kept<Handover>> Handovers(int most)
    {
        var all = node.Book.All<Handover>().OrderByDescending(e => e.Key, StringComparer.Ordinal).ToLookup(h => h.Value.To is null);
        return [.. all[true], .. all[false].Take(most)];
    }

    /// <summary>What is open now, in words of the protocol: what stands unread, what is owed by whom, what is silent, what is drafted, what alarms.</summary>
    public string OpenItems()
    {
        var text = new StringBuilder();
        foreach (var row in board.Rows)
        {
            foreach (var owed in row.WeOwe)
                text.AppendLine(CultureInfo.InvariantCulture, $"{row.Id.Name}: we owe {Name(owed)} by {Times.ToText(owed.Due)}{(owed.IsOverdue ? " OVERDUE" : "")}");
            foreach (var peer in row.Peers)
            {
                foreach (var owed in peer.Owes)
                    text.AppendLine(CultureInfo.InvariantCulture, $"{row.Id.Name}: {peer.Party} owes {Name(owed)} by {Times.ToText(owed.Due)}{(owed.IsOverdue ? " OVERDUE" : "")}");
                if (peer.Unread.Count > 0)
                    text.AppendLine(CultureInfo.InvariantCulture, $"{row.Id.Name}: unread of {peer.Party}: {string.Join(", ", peer.Unread.OrderBy(u => u.Key).Select(u => $"{u.Value} {u.Key.ToString().ToLowerInvariant()}"))}");
                if (peer.Silence.Cause != SilenceCause.None)
                    text.AppendLine(CultureInfo.InvariantCulture, $"{row.Id.Name}: {peer.Party}: {peer.Silence.Text}");
            }
        }

        foreach (var (duty, _) in node.Watch.Duties())
            text.AppendLine(CultureInfo.InvariantCulture, $"{duty.Duty.Owed.Pack.Name}: {duty.Duty.Owed.By} owes {duty.Duty.Owed.Obligation.Label.In("en")} by {Times.ToText(Times.Truncate(duty.Since))}");
        foreach (var (_, _, draft) in desk.Open)
            text.AppendLine(CultureInfo.InvariantCulture, $"draft of {draft.Form} on {draft[Draft.Channel]} by {draft.ChangedBy}{(draft.Signed is null ? "" : ", signed, waits for its release")}");
        foreach (var waiting in desk.Uncountersigned)
            text.AppendLine(CultureInfo.InvariantCulture, $"{waiting.Value.Channel}: {waiting.Value.Form} of {Times.ToText(Times.Truncate(waiting.Value.At))} went out on the key of {waiting.Value.ReleasedBy}, waits for a countersignature");
        foreach (var (at, _, fault) in node.Watch.Faults())
            text.AppendLine(CultureInfo.InvariantCulture, $"alarm since {Times.ToText(Times.Truncate(at))}: {fault}");
        foreach (var alarm in node.Archive.Alarms(MostAlarms))
            text.AppendLine(CultureInfo.InvariantCulture, $"alarm of {Times.ToText(Times.Truncate(alarm.LastAt))}, {alarm.Rule}, about {alarm.About}: {alarm.Text}");
        return text.Length == 0 ? "Nothing is open.\n" : text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The text that both officers sign.</summary>
    /// <exception cref="InvalidDataException">The remarks are too long, or hold what no text may hold.</exception>
    public string Text(PostId from, string remarks)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(remarks);
        if (remarks.Length > MostRemarks || !PlainText.IsAllowed(remarks, multiline: true))
            throw new InvalidDataException($"Remarks have at most {MostRemarks} characters, and none that cannot be seen.");
        return $"Hand-over of the watch of {node.Self}, {Times.ToText(Times.Truncate(node.Clock.GetUtcNow()))}, by {from}\n\nOpen:\n{OpenItems()}\nRemarks:\n{(string.IsNullOrWhiteSpace(remarks) ? "None." : remarks.Trim())}\n";
    }

    /// <summary>Whether this is the signature of a key that a card of this party names or named for the officer, who was verified by PIN or finger. A key that was revoked since has signed all the same.</summary>
    public bool IsGood(string text, HandoverSignature signature) => IsGood(text, signature, node.Loop.View.Cards[node.Self].OfficerKeys);

    /// <summary>The same for one who signs at this moment: the key is on the card that holds.</summary>
    private bool IsGoodNow(string text, HandoverSignature signature) => IsGood(text, signature, node.Loop.View.Cards[node.Self].PresentOfficerKeys);

    private bool IsGood(string text, HandoverSignature signature, Func<PostId, IEnumerable<CardKey>> keys)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return PostId.TryParse(signature.Officer, out var officer) && signature.Parts.Count == 3
            // Whoever can write the desk's book can put a key of his own beside a signature of his own. The card is signed by the root.
            && keys(officer).FirstOrDefault(k => k.Kind == CardKeyKind.WebAuthn && k.Bytes.SequenceEqual(signature.Key)) is { } key
            && WebAuthnAssertion.Verify(node.Crypto, key, new OfficerSignature(OfficerRole.Released, officer, OfficerSignatureKind.WebAuthn, [.. signature.Parts]), Handover.Challenge(text, officer));
    }

    /// <summary>Keeps a hand-over that the outgoing officer has signed; the audit trail has the hash of its text.</summary>
    /// <exception cref="InvalidDataException">The signature is not good, or one of the same officer waits already.</exception>
    public void Give(string text, HandoverSignature from, Act act)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(act);
        if (!IsGoodNow(text, from))
            throw new InvalidDataException("The passkey's signature is not good: nothing was handed over.");
        if (node.Book.All<Handover>().Any(h => h.Value.To is null && h.Value.From.Officer == from.Officer))
            throw new InvalidDataException("A hand-over of yours waits already: take it back before you sign another.");
        var key = KeyAt(from.At);
        if (!node.Book.TryCommit([DeskBook.Write(key, 0, new Handover { Text = text, From = from })], act with { About = key, Detail = HashOf(text) }))
            throw new InvalidDataException("The hand-over was not written; try again.");
    }

    /// <summary>Takes back a hand-over that nobody has taken over; <c>false</c> where somebody has meanwhile.</summary>
    /// <exception cref="InvalidDataException">It is another officer's.</exception>
    public bool Withdraw(Kept<Handover> kept, PostId by, Act act)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(act);
        return kept.Value.From.Officer != by.ToString() ? throw new InvalidDataException("Only the officer who signed a hand-over takes it back.")
            : kept.Value.To is null && node.Book.TryCommit([DeskBook.Remove(kept)], act with { About = kept.Key, Detail = HashOf(kept.Value.Text) });
    }

    /// <summary>The incoming officer, who is another person, signs the same text; the log says so. <c>false</c> where somebody else has meanwhile, or it was taken back.</summary>
    /// <exception cref="InvalidDataException">The signature is not good, or it is the outgoing officer's.</exception>
    public bool Take(Kept<Handover> kept, HandoverSignature to, Act act)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(act);
        if (to.Officer == kept.Value.From.Officer || to.Key.AsSpan().SequenceEqual(kept.Value.From.Key))
            throw new InvalidDataException("Another officer takes the watch over than the one who hands it over.");
        if (!IsGoodNow(kept.Value.Text, to))
            throw new InvalidDataException("The passkey's signature is not good: the watch was not taken over.");
        var note = new LogEntry { At = to.At, By = to.Officer, Text = $"Took the watch over from {kept.Value.From.Officer}; both have signed what was open." };
        return kept.Value.To is null && node.Book.TryCommit([DeskBook.Write(kept.Key, kept.Version, kept.Value with { To = to }), DeskBook.Write(KeyAt(to.At), 0, note)], act with { About = kept.Key, Detail = HashOf(kept.Value.Text) });
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Name(Clock clock) => $"{clock.Kind.ToString().ToLowerInvariant()} for {clock.Author} {clock.Number}";

    // By time, and never twice.
    private static string KeyAt(DateTimeOffset at) => $"{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fff", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
