using System.Globalization;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;
using Parley.Instruments.Obligations;
using Parley.Channels.Storage;
using Parley.Node.Keys;
using Parley.Node.Mail;
using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>
/// Tells a person or a program that something stands unread: that it does, how urgent, since when, and its ids; or that a duty's time comes. Nothing of
/// what it says, from whom, or under which instrument: whoever carries this is a stranger.
/// </summary>
public sealed class AlarmMessenger(PartyId self, MailServer? mail, IReadOnlyList<AlarmAction> steps, TimeSpan timeout, TimeProvider clock)
{
    // More would make no difference to whoever is woken.
    private const int MostListed = 10;

    /// <summary>Tells.</summary>
    /// <returns>Why it failed, or nothing.</returns>
    public async Task<string?> TellAsync(AlarmCall call, CancellationToken cancel)
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

    private async Task<string?> MailAsync(AlarmCall call, CancellationToken cancel)
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
        using var allowance = mail.Allow(MailBearer.LongestTalk, clock, cancel);
        using var smtp = await mail.SmtpAsync(allowance);
        await smtp.SendAsync(message, cancel);
        await smtp.DisconnectAsync(quit: true, cancel);
        return null;
    }

    private async Task<string?> PostAsync(AlarmCall call, CancellationToken cancel)
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
            precedence = Records(call).Count > 0 ? Word(Most(call)) : null,
            since = call.For.Min(f => f.Matter.Since).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            count = Records(call).Count,
            records = Records(call).Take(MostListed).Select(r => r.Id.ToString()),
            duties = Duties(call).Count,
        });
        // What it answers is not read: nothing there is for this node.
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return answer.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"it answered HTTP {(int)answer.StatusCode}");
    }

    private string Summary(AlarmCall call) => (self.IsExercise ? "EXERCISE: " : "") + (Records(call).Count > 0 ? Unread(call) : Due(call));

    private string Unread(AlarmCall call)
    {
        var what = Records(call).Count == 1 ? $"a {Word(Most(call))} is" : string.Create(CultureInfo.InvariantCulture, $"{Records(call).Count} records, {Word(Most(call))} and below, are");
        return $"{what} unread at the desk of {self} since {Clock(Records(call).Min(r => r.Since))}";
    }

    // As of a record: that it stands and since when, not under which instrument nor towards whom.
    private string Due(AlarmCall call)
    {
        var duties = Duties(call);
        var first = duties.MinBy(d => d.Since)!;
        var state = first switch
        {
            { Duty.IsOwn: false } => "owed to",
            { Duty.Owed.State: OwedState.Inadequate } => "called inadequate, of",
            _ => "of",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(duties.Count == 1 ? "a duty" : $"{duties.Count} duties, the first")} {state} {self}{(first.Since <= clock.GetUtcNow() ? " stands since" : " is due by")} {Clock(first.Since)}");
    }

    private string Clock(DateTimeOffset time) => time.UtcDateTime.ToString(time.UtcDateTime.Date == clock.GetUtcNow().UtcDateTime.Date ? "HH:mm'Z'" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private string Text(AlarmCall call)
    {
        var text = new StringBuilder($"{Summary(call)}.\n");
        if (Records(call).Count > 0)
        {
            text.Append("Read it at the desk: that ends this alarm.\n").AppendJoin('\n', Records(call).Take(MostListed).Select(r => $"Record {r.Id}")).Append(Records(call).Count > MostListed ? "\n…\n" : "\n");
            if (Duties(call).Count > 0)
                text.Append($"Besides, {Due(call)}.\n");
        }

        if (Duties(call).Count > 0)
            text.Append("The desk has which (parley instrument owed); meeting it ends this alarm.\n");
        return text.ToString();
    }

    /// <summary>The same each time that the same is told: where the node died before it could note that it had, the two can be known as one.</summary>
    private static string Key(AlarmCall call) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', call.For.Select(f => $"{f.Matter.Id} {f.Step}").Order(StringComparer.Ordinal).Prepend(call.Reach.Address)))).AsSpan(0, 16));

    // One may be due by two steps at once.
    private static IReadOnlyList<UnreadRecord> Records(AlarmCall call) => [.. call.For.Select(f => f.Matter).OfType<UnreadRecord>().DistinctBy(r => r.Id)];

    private static IReadOnlyList<DutyMatter> Duties(AlarmCall call) => [.. call.For.Select(f => f.Matter).OfType<DutyMatter>().DistinctBy(d => d.Id)];

    private static Precedence Most(AlarmCall call) => Records(call).Min(r => r.Precedence);

    private static string Word(Precedence precedence) => precedence.ToString().ToLowerInvariant();
}
