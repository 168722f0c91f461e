using MimeKit;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>What a step of an alarm does, whatever it is about.</summary>
public abstract class AlarmAction
{
    /// <summary>Whether the node's page sounds.</summary>
    public bool Sound { get; init; }

    /// <summary>Whether the next person of the roster is sent an e-mail.</summary>
    public bool NextPerson { get; init; }

    /// <summary>Who else is sent an e-mail.</summary>
    public string[] Mail { get; init; } = [];

    /// <summary>Where a short JSON text is posted: https, or http on this machine.</summary>
    public string Webhook { get; init; } = "";

    /// <summary>The SHA-256 of the SubjectPublicKeyInfo at the webhook, hexadecimal; nothing: the public authorities of this machine are asked.</summary>
    public string WebhookPin { get; init; } = "";

    /// <summary>What the step does. An address of nothing is the next person's.</summary>
    internal IEnumerable<Reach> Reaches()
    {
        if (Sound)
            yield return Reach.Sound;
        if (NextPerson)
            yield return new Reach(Means.Mail, "");
        foreach (var address in Mail)
            yield return new Reach(Means.Mail, address);
        if (Webhook.Length > 0)
            yield return new Reach(Means.Webhook, Webhook);
    }

    /// <summary>Refuses what could not alarm. <paramref name="step"/> names it in the message.</summary>
    internal void CheckAction(string path, string key, string step)
    {
        foreach (var address in Mail ?? throw new InvalidDataException($"{path}: {key}: 'mail' must be a list, such as [officer@by.example]."))
            CheckAddress(path, key, address);
        if (Webhook is null || (Webhook.Length > 0 && !(Uri.TryCreate(Webhook, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))))
            throw new InvalidDataException($"{path}: {key}: 'webhook' must be an https address, or http on this machine; it is '{Webhook}'.");
        if (!string.IsNullOrEmpty(WebhookPin) && !Digest.TryParse(WebhookPin, out _))
            throw new InvalidDataException($"{path}: {key}: 'webhook-pin' must be 64 hexadecimal digits; it is '{WebhookPin}'.");
        if (!Reaches().Any())
            throw new InvalidDataException($"{path}: {key}: {step} does nothing: give it 'sound: true', 'next-person: true', 'mail' or 'webhook'.");
    }

    /// <summary>An address and nothing else: what stands in a header must not be able to add another.</summary>
    internal static void CheckAddress(string path, string key, string? address)
    {
        if (!MailboxAddress.TryParse(address ?? "", out var mailbox) || mailbox.Address != address || !address.Contains('@', StringComparison.Ordinal) || address.Any(char.IsControl))
            throw new InvalidDataException($"{path}: {key}: 'mail' must be an address, such as officer@by.example; it is '{address}'.");
    }
}
