using System.Globalization;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;
using Parley.Channels.Storage;
using Parley.Node.Keys;
using Parley.Node.Mail;
using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>
/// Tells a person or a program that something stands unread: that it does, how urgent, since when, and its ids. Nothing of what it
/// says, nor from whom: whoever carries this is a stranger.
/// </summary>
public sealed class AlarmMessenger(PartyId self, MailServer? mail, IReadOnlyList<AlarmStep> steps, TimeSpan timeout, TimeProvider clock)
{
    // More would make no difference to whoever is woken.
    private const int MostListed = 10;

    /// <summary>Tells.</summary>
    /// <returns>Why it failed, or nothing.</returns>
    public async Task<string?> TellAsync(UnreadCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(timeout);
        try
        {
            return call.Reach.Means == Means.Mail ? await MailAsync(call, limited.Token) : await PostAsync(call, limited.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException || MailBearer.IsOfTheServer(e))
        {
            return e.Message;
        }
    }

    private async Task<string?> MailAsync(UnreadCall call, CancellationToken cancel)
    {
        if (mail is null)
            return "this node has no mail server";
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(mail.Configuration.From));
        message.To.Add(MailboxAddress.Parse(call.Reach.Address));
        message.Subject = Summary(call);
        message.Date = clock.GetUtcNow();
        message.MessageId = $"{Key(call)}@parley.invalid";
        // RFC 3834: no automatic answers.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain") { Text = Text(call) };
        using var smtp = await mail.SmtpAsync(cancel);
        await smtp.SendAsync(message, cancel);
        await smtp.DisconnectAsync(quit: true, cancel);
        return null;
    }

    private async Task<string?> PostAsync(UnreadCall call, CancellationToken cancel)
    {
        var pin = steps.FirstOrDefault(s => s.Webhook == call.Reach.Address)?.WebhookPin;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        if (!string.IsNullOrEmpty(pin))
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 peer && TlsIdentity.PinOf(peer).ToString() == pin };
        using var http = new HttpClient(handler) { MaxResponseContentBufferSize = 64 * 1024 };
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Reach.Address);
        request.Headers.Add("Idempotency-Key", Key(call));
        request.Content = JsonContent.Create(new
        {
            text = Text(call),
            party = self.Value,
            exercise = self.IsExercise,
            precedence = Word(Most(call)),
            since = Since(call).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            count = Records(call).Count,
            records = Records(call).Take(MostListed).Select(r => r.Id.ToString()),
        });
        // What it answers is not read: nothing there is for this node.
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return answer.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"it answered HTTP {(int)answer.StatusCode}");
    }

    private string Summary(UnreadCall call)
    {
        var since = Since(call).UtcDateTime.ToString(Since(call).UtcDateTime.Date == clock.GetUtcNow().UtcDateTime.Date ? "HH:mm'Z'" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
        var what = Records(call).Count == 1 ? $"a {Word(Most(call))} is" : string.Create(CultureInfo.InvariantCulture, $"{Records(call).Count} records, {Word(Most(call))} and below, are");
        return $"{(self.IsExercise ? "EXERCISE: " : "")}{what} unread at the desk of {self} since {since}";
    }

    private string Text(UnreadCall call) => $"""
        {Summary(call)}.
        Read it at the desk: that ends this alarm.
        {string.Join('\n', Records(call).Take(MostListed).Select(r => $"Record {r.Id}"))}{(Records(call).Count > MostListed ? "\n…" : "")}

        """;

    /// <summary>The same each time that the same is told: where the node died before it could note that it had, the two can be known as one.</summary>
    private static string Key(UnreadCall call) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', call.For.Select(f => $"{f.Record.Id} {f.Step}").Order(StringComparer.Ordinal).Prepend(call.Reach.Address)))).AsSpan(0, 16));

    // One record may be due by two steps at once.
    private static IReadOnlyList<UnreadRecord> Records(UnreadCall call) => [.. call.For.Select(f => f.Record).DistinctBy(r => r.Id)];

    private static DateTimeOffset Since(UnreadCall call) => call.For.Min(f => f.Record.Since);

    private static Precedence Most(UnreadCall call) => call.For.Min(f => f.Record.Precedence);

    private static string Word(Precedence precedence) => precedence.ToString().ToLowerInvariant();
}
