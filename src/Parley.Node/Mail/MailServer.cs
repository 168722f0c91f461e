using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using Parley.Node.Keys;

namespace Parley.Node.Mail;

/// <summary>Connections to the mail servers of a configuration.</summary>
public sealed class MailServer(MailConfiguration configuration, NodeDirectory directory, TimeSpan timeout)
{
    /// <summary>What was configured.</summary>
    public MailConfiguration Configuration => configuration;

    /// <summary>A connection to the server that takes outgoing mail.</summary>
    public Task<SmtpClient> SmtpAsync(CancellationToken cancel) => OpenAsync(new SmtpClient { LocalDomain = "parley.invalid" }, configuration.Smtp, cancel);

    /// <summary>A connection to the server with this node's mailbox.</summary>
    public Task<ImapClient> ImapAsync(CancellationToken cancel) => OpenAsync(new ImapClient(), configuration.Imap, cancel);

    private async Task<T> OpenAsync<T>(T client, string server, CancellationToken cancel)
        where T : MailService
    {
        try
        {
            var (host, port) = MailConfiguration.Server(server);
            client.Timeout = (int)timeout.TotalMilliseconds;
            // A revocation server would learn who asks, and when.
            client.CheckCertificateRevocation = false;
            if (!string.IsNullOrEmpty(configuration.Pin))
                client.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 peer && TlsIdentity.PinOf(peer).ToString() == configuration.Pin;
            await client.ConnectAsync(host, port, configuration.Options, cancel);
            // A server that takes mail from this machine without a password offers no way to give one.
            if (!string.IsNullOrEmpty(configuration.User) && (client is not SmtpClient smtp || smtp.Capabilities.HasFlag(SmtpCapabilities.Authentication)))
                await client.AuthenticateAsync(configuration.User, configuration.Password(directory), cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
