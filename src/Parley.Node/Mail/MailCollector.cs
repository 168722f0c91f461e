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

    // Beside a mail: lists of what is there.
    private const int Around = 4 * 1024 * 1024;

    /// <summary>The mailbox, and how it does.</summary>
    public Collection Collection { get; } = new(MailBearer.BearerName, address);

    /// <summary>Fetches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var allowance = server.Allow(BundleMail.MaxBytes + Around, clock, cancel);
                using var imap = await server.ImapAsync(allowance);
                await imap.Inbox.OpenAsync(FolderAccess.ReadWrite, allowance.Token);
                while (!cancel.IsCancellationRequested)
                {
                    var more = await FetchAsync(imap.Inbox, allowance, cancel);
                    Collection.Succeeded(clock.GetUtcNow());
                    if (!more)
                        await WaitAsync(imap, allowance);
                }
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // Whatever a server answers, the mailbox is looked into again.
                var reason = e is OperationCanceledException ? "the mail server does not come to the end of what it says" : e.Message;
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
    private async Task<bool> FetchAsync(IMailFolder inbox, Allowance allowance, CancellationToken cancel)
    {
        // 1.
        allowance.Renew();
        var news = await inbox.SearchAsync(SearchQuery.NotSeen.And(SearchQuery.NotDeleted), allowance.Token);
        if (news.Count == 0)
            return false;

        // 2.
        foreach (var summary in await inbox.FetchAsync([.. news.Take(100)], MessageSummaryItems.UniqueId | MessageSummaryItems.Size, allowance.Token))
        {
            allowance.Renew();
            var taken = false;
            if (summary.Size is <= BundleMail.MaxBytes)
            {
                // 3.
                var bundles = await ReadAsync(inbox, summary.UniqueId, allowance.Token);

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
                await inbox.AddFlagsAsync(summary.UniqueId, MessageFlags.Deleted, silent: true, allowance.Token);
            }
            else
            {
                LogLeft();
                await inbox.AddFlagsAsync(summary.UniqueId, MessageFlags.Seen, silent: true, allowance.Token);
            }
        }

        await inbox.ExpungeAsync(allowance.Token);
        return true;
    }

    /// <summary>The bundles in a mail; none where it does not read, whatever is wrong with it: one that a stranger sends must not keep out those behind it.</summary>
    private static async Task<IReadOnlyList<byte[]>> ReadAsync(IMailFolder inbox, UniqueId mail, CancellationToken cancel)
    {
        try
        {
            using var message = await inbox.GetMessageAsync(mail, cancel);
            return [.. BundleMail.BundlesIn(message)];
        }
        catch (Exception e) when (e is MessageNotFoundException || (e is not OperationCanceledException && !MailBearer.IsOfTheServer(e)))
        {
            return [];
        }
    }

    private async Task WaitAsync(ImapClient imap, Allowance allowance)
    {
        if (!imap.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            var pause = TimeSpan.FromSeconds(server.Configuration.PollSeconds);
            allowance.Renew(pause);
            await Task.Delay(pause, clock, allowance.Token);
            await imap.NoOpAsync(allowance.Token);
            return;
        }

        allowance.Renew(LongestIdle);

        using var news = new CancellationTokenSource(LongestIdle, clock);
        void Arrived(object? sender, EventArgs e) => news.Cancel();
        imap.Inbox.CountChanged += Arrived;
        try
        {
            await imap.IdleAsync(news.Token, allowance.Token);
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
}
