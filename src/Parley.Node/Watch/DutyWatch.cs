using System.Data.Common;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Node.Watch;

/// <summary>
/// Follows the records of this node and says which duties under instruments stand. Each scenario's clock has a book of its own: a duty of an exercise
/// comes due by the time of its channel.
/// </summary>
public sealed partial class DutyWatch(IReadOnlyList<Pack> packs, PartyId self, IArchive archive, Func<NodeView> view, TimeProvider clock, ILogger<DutyWatch> log)
{
    private const int Page = 500;
    private const int Stretch = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly IReadOnlySet<FormId> _forms = DutyBook.Forms(packs);
    private readonly Dictionary<string, (ExerciseClock? Clock, DutyBook Book)> _books = [];
    private readonly Dictionary<Digest, (DutyBook Book, Notification Notification)> _held = [];
    private volatile IReadOnlyList<DutyMatter>? _standing;
    private volatile string? _fault;
    private long? _start;
    private long _after;

    /// <summary>What stands, earliest first; nothing until those of the past were read once.</summary>
    public IReadOnlyList<DutyMatter>? Standing => _standing;

    /// <summary>Why it could not look, where it could not.</summary>
    public string? Fault => _fault;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await Task.Yield();
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                Look(cancel);
                if (_fault is not null)
                    LogRecovered();
                _fault = null;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // As of the watch over what stands unread: one that ended in silence would be worse. What fails in the same way is logged once.
                var passes = e is DbException or IOException;
                var fault = passes ? $"the watch over deadlines cannot read the store ({e.Message})" : $"the watch over deadlines fails ({e.GetType().Name})";
                if (fault != _fault && passes)
                    LogBlind(e.Message);
                else if (fault != _fault)
                    LogFailed(e.GetType().Name, e.StackTrace ?? "");
                _fault = fault;
            }

            await Task.Delay(Interval, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>1. what concerns it of all that was said before the start, and since, as long as nothing does; 2. else all that was said since; 3. what stands.</summary>
    private void Look(CancellationToken cancel)
    {
        // 1. What their receipts were stands in their ladders.
        var latest = archive.Latest();
        var start = _start ??= latest;
        while (_after < start || (_held.Count == 0 && _after < latest))
        {
            cancel.ThrowIfCancellationRequested();
            var through = Math.Min(_after + Stretch, _after < start ? start : latest);
            foreach (var record in archive.OfForms(_forms, _after, through))
                Take(record.Record);
            _after = through;
        }

        // 2.
        while (archive.Records(null, _after, Page, withService: true) is { Count: > 0 } page)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var record in page.Where(r => r.Form == FormId.DeliveredReceipt || _forms.Contains(r.Form)))
                Take(record.Record);
            _after = page[^1].Sequence;
        }

        // 3.
        var now = clock.GetUtcNow();
        _standing = [.. _books.Values.SelectMany(b => b.Book.At(b.Clock?.At(now) ?? now).Select(d => new DutyMatter(d.Id, b.Clock?.Real(d.At) ?? d.At, d))).OrderBy(d => d.Since).ThenBy(d => d.Id)];
    }

    private void Take(Record record)
    {
        var content = record.Content;
        if (content.Form == FormId.DeliveredReceipt)
        {
            foreach (var id in Receipts.Covered(record) ?? [])
            {
                if (_held.TryGetValue(id, out var held))
                    Add(held.Book, held.Notification with { Known = Earliest(held.Notification.Known, [(content.Author, content.Composed)]) });
            }
        }
        else
        {
            var time = view().Channels.GetValueOrDefault(content.Channel)?.Clock;
            if (!_books.TryGetValue(time?.ToString() ?? "", out var book))
                _books[time?.ToString() ?? ""] = book = (time, new DutyBook(packs, self));
            // A receipt may have come before the record itself.
            var known = archive.Ladder(record.Id).Where(r => r.Rung == Rung.Delivered).Select(r => (r.Member, r.At));
            Add(book.Book, Notification.Of(new KnownRecord(record, Earliest(new Dictionary<PartyId, DateTimeOffset> { [content.Author] = content.Composed }, known))));
        }
    }

    private void Add(DutyBook book, Notification notification)
    {
        book.Add(notification);
        _held[notification.Id] = (book, notification);
    }

    private static Dictionary<PartyId, DateTimeOffset> Earliest(IReadOnlyDictionary<PartyId, DateTimeOffset> known, IEnumerable<(PartyId Party, DateTimeOffset At)> more) =>
        known.Select(k => (Party: k.Key, At: k.Value)).Concat(more).GroupBy(k => k.Party).ToDictionary(g => g.Key, g => g.Min(k => k.At));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch over deadlines cannot read the store: {Reason}. It tries again every two seconds.")]
    private partial void LogBlind(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch over deadlines works again.")]
    private partial void LogRecovered();

    [LoggerMessage(Level = LogLevel.Error, Message = "The watch over deadlines failed: {Kind}. {Place}")]
    private partial void LogFailed(string kind, string place);
}
