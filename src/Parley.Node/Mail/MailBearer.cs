using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Parley.Channels.Wire;
using Parley.Node.Bearers;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Mail;

/// <summary>Sends bundles as attachments of e-mail, through the one server that this node's configuration names.</summary>
public sealed class MailBearer(MailServer server, TimeProvider clock) : IBearer
{
    /// <summary>The bearer's name in ledgers and reports.</summary>
    public const string BearerName = "mail";

    // Answers of a line each, to a few commands.
    internal const int LongestTalk = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => BearerName;

    /// <inheritdoc/>
    public bool BringsAnswers => false;

    // ATT-040: thousands of mails would be turned away long before the last, and the urgent ones with them.
    /// <inheritdoc/>
    public long LargestAttachment => server.Configuration.LargestAttachmentMb * 1024L * 1024;

    /// <inheritdoc/>
    public async Task<Carried> CarryAsync(PartyCard to, Uri address, OutgoingBundle bundle, Precedence precedence, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(bundle);
        try
        {
            using var message = BundleMail.Create(server.Configuration.From, $"{address.UserInfo}@{address.Host}", bundle.Sealed,
                server.Configuration.PrecedenceHeaders ? precedence : null, clock.GetUtcNow());
            using var allowance = server.Allow(LongestTalk, clock, cancel);
            using var smtp = await server.SmtpAsync(allowance);
            await smtp.SendAsync(message, allowance.Token);
            await smtp.DisconnectAsync(quit: true, allowance.Token);
            return new Carried.HandedOver();
        }
        catch (Exception e) when (IsOfTheServer(e) || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new Carried.Failed(e is OperationCanceledException ? "the mail server does not come to the end of what it says" : e.Message);
        }
    }

    /// <summary>Whether it is the server or the way there that failed, and not this program.</summary>
    internal static bool IsOfTheServer(Exception e) => e is SmtpCommandException or ProtocolException or CommandException or AuthenticationException or SslHandshakeException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException or FolderNotFoundException or FolderNotOpenException or MessageNotFoundException or IOException or SocketException or TimeoutException or InvalidDataException or NotSupportedException;
}
