using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Channels.Clocks;
using Parley.Channels.Silences;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Records.Text;
using Parley.Screens.Watch;

namespace Parley.Screens.Shift;

/// <summary>The national log, in the node's desk store, and what the next watch finds open.</summary>
public sealed class ShiftBook(RunningNode node, WatchBoard board)
{
    /// <summary>The latest entries of the log, newest first.</summary>
    public IReadOnlyList<LogEntry> Log(int most) => [.. node.Book.All<LogEntry>().OrderByDescending(e => e.Key, StringComparer.Ordinal).Take(most).Select(e => e.Value)];

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

    /// <summary>What is open now, in words of the protocol: what stands unread, what is owed by whom, what is silent.</summary>
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

        return text.Length == 0 ? "Nothing is open.\n" : text.ToString().ReplaceLineEndings("\n");
    }

    private static string Name(Clock clock) => $"{clock.Kind.ToString().ToLowerInvariant()} for {clock.Author} {clock.Number}";

    // By time, and never twice.
    private static string KeyAt(DateTimeOffset at) => $"{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fff", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
