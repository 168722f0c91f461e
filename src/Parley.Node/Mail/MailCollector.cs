using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Microsoft.Extensions.Logging;
using Parley.Node.Bearers;
using Parley.Node.Loop;

namespace Parley.Node.Mail;

/// <summary>Fetches bundles from this node's mailbox. A mail whose bundle was taken is deleted; what is no bundle is marked as seen and left to a person.</summary>
public sealed partial class MailCollector(MailServer server, Uri address, Intake intake, TimeProvider clock, ILogger<MailCollector> log)
{
    // RFC 2177: a server may cut off whoever idles for half an hour.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(9);

    /// <summary>The mailbox, and how it does.</summary>
    public Collection Collection { get; } = new(MailBearer.BearerName, address);

    /// <summary>Fetches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var imap = await server.ImapAsync(cancel);
                await imap.Inbox.OpenAsync(FolderAccess.ReadWrite, cancel);
                while (!cancel.IsCancellationRequested)
                {
                    var more = await FetchAsync(imap.Inbox, cancel);
                    Collection.Succeeded(clock.GetUtcNow());
                    if (!more)
                        await WaitAsync(imap, cancel);
                }
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // Whatever a server answers, the mailbox is looked into again.
                var reason = e.Message;
                if (!MailBearer.IsOfTheServer(e) && e is not (NotStoredException or OperationCanceledException))
                {
                    LogMustNot(e.GetType().Name, e.StackTrace ?? "");
                    reason = $"it failed in a way it must not ({e.GetType().Name}); the log says where";
                }

                LogFailed(reason);
                Collection.Failed(reason, clock.GetUtcNow());
                await Task.Delay(Collection.Pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (MailBearer.IsOfTheServer(e) || e is NotStoredException or OperationCanceledException)
            {
                // The node is shutting down, and what was under way ended as it could.
                return;
            }
        }
    }

    /// <summary>1. what is new; 2. how large; 3. read it; 4. take what is in it; 5. delete it, or leave it.</summary>
    /// <returns>Whether there was any.</returns>
    private async Task<bool> FetchAsync(IMailFolder inbox, CancellationToken cancel)
    {
        // 1.
        var news = await inbox.SearchAsync(SearchQuery.NotSeen.And(SearchQuery.NotDeleted), cancel);
        if (news.Count == 0)
            return false;

        // 2.
        foreach (var summary in await inbox.FetchAsync([.. news.Take(100)], MessageSummaryItems.UniqueId | MessageSummaryItems.Size, cancel))
        {
            var taken = false;
            if (summary.Size is <= BundleMail.MaxBytes)
            {
                // 3.
                var bundles = await ReadAsync(inbox, summary.UniqueId, cancel);

                // 4.
                foreach (var bundle in bundles)
                {
                    await intake.TakeAsync(bundle, MailBearer.BearerName, cancel);
                    taken = true;
                }
            }

            // 5.
            if (taken)
            {
                await inbox.AddFlagsAsync(summary.UniqueId, MessageFlags.Deleted, silent: true, cancel);
            }
            else
            {
                LogLeft();
                await inbox.AddFlagsAsync(summary.UniqueId, MessageFlags.Seen, silent: true, cancel);
            }
        }

        await inbox.ExpungeAsync(cancel);
        return true;
    }

    /// <summary>The bundles in a mail; none where it does not read, whatever is wrong with it: one that a stranger sends must not keep out those behind it.</summary>
    private static async Task<IReadOnlyList<byte[]>> ReadAsync(IMailFolder inbox, UniqueId mail, CancellationToken cancel)
    {
        try
        {
            using var message = await inbox.GetMessageAsync(mail, cancel, new Bounded());
            return [.. BundleMail.BundlesIn(message)];
        }
        catch (Exception e) when (e is MessageNotFoundException || (e is not OperationCanceledException && !MailBearer.IsOfTheServer(e)))
        {
            return [];
        }
    }

    private async Task WaitAsync(ImapClient imap, CancellationToken cancel)
    {
        if (!imap.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            await Task.Delay(TimeSpan.FromSeconds(server.Configuration.PollSeconds), clock, cancel);
            await imap.NoOpAsync(cancel);
            return;
        }

        using var news = new CancellationTokenSource(LongestIdle, clock);
        void Arrived(object? sender, EventArgs e) => news.Cancel();
        imap.Inbox.CountChanged += Arrived;
        try
        {
            await imap.IdleAsync(news.Token, cancel);
        }
        finally
        {
            imap.Inbox.CountChanged -= Arrived;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail could not be fetched: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Fetching mail failed in a way it must not: {Kind}. {Place}")]
    private partial void LogMustNot(string kind, string place);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail in this node's mailbox is no bundle; it is marked as seen and left there.")]
    private partial void LogLeft();

    /// <summary>The size that a server states is its word: what comes is counted.</summary>
    private sealed class Bounded : ITransferProgress
    {
        public void Report(long bytesTransferred, long totalSize) => Report(bytesTransferred);

        public void Report(long bytesTransferred)
        {
            if (bytesTransferred > BundleMail.MaxBytes)
                throw new InvalidDataException("the mail server sends more than it said that the mail has");
        }
    }
}
