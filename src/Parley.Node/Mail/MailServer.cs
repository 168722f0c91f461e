using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using Parley.Node.Keys;

namespace Parley.Node.Mail;

/// <summary>Connections to the mail servers of a configuration.</summary>
public sealed class MailServer(MailConfiguration configuration, NodeDirectory directory, TimeSpan timeout)
{
    // Of connecting, greeting, signing in and one mail, with some to spare.
    private const int MostAnswers = 30;

    /// <summary>What was configured.</summary>
    public MailConfiguration Configuration => configuration;

    /// <summary>A connection to the server that takes outgoing mail.</summary>
    internal Task<SmtpClient> SmtpAsync(Allowance allowance) => OpenAsync(new SmtpClient(allowance) { LocalDomain = "parley.invalid" }, configuration.Smtp, allowance.Token);

    /// <summary>A connection to the server with this node's mailbox.</summary>
    internal Task<ImapClient> ImapAsync(Allowance allowance) => OpenAsync(new ImapClient(allowance), configuration.Imap, allowance.Token);

    /// <summary>What one server may say and take at a time: a few answers, and this many bytes.</summary>
    internal Allowance Allow(long bytes, TimeProvider clock, CancellationToken cancel) => new(bytes, MostAnswers * timeout, clock, cancel);

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
