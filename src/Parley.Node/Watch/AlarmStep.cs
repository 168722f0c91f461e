using MimeKit;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>A step of the key <c>alarm</c>: who is told, and how, once a record has stood unread for a time.</summary>
public sealed class AlarmStep
{
    /// <summary>How long after the record came, seconds.</summary>
    public int AfterSeconds { get; init; }

    /// <summary>For which records: flash, or immediate, which means flash too.</summary>
    public string Precedence { get; init; } = "flash";

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

    internal Precedence LeastUrgent => Precedence == "flash" ? Records.Precedence.Flash : Records.Precedence.Immediate;

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

    internal void Check(string path)
    {
        if (AfterSeconds is < 0 or > 604_800)
            throw new InvalidDataException($"{path}: alarm: 'after-seconds' must be between 0 and 604800; it is {AfterSeconds}.");
        if (Precedence is not ("flash" or "immediate"))
            throw new InvalidDataException($"{path}: alarm: 'precedence' must be flash or immediate; it is '{Precedence}'.");
        foreach (var address in Mail ?? throw new InvalidDataException($"{path}: alarm: 'mail' must be a list, such as [officer@by.example]."))
            CheckAddress(path, "alarm", address);
        if (Webhook is null || (Webhook.Length > 0 && !(Uri.TryCreate(Webhook, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))))
            throw new InvalidDataException($"{path}: alarm: 'webhook' must be an https address, or http on this machine; it is '{Webhook}'.");
        if (!string.IsNullOrEmpty(WebhookPin) && !Digest.TryParse(WebhookPin, out _))
            throw new InvalidDataException($"{path}: alarm: 'webhook-pin' must be 64 hexadecimal digits; it is '{WebhookPin}'.");
        if (!Reaches().Any())
            throw new InvalidDataException($"{path}: alarm: the step after {AfterSeconds} seconds does nothing: give it 'sound: true', 'next-person: true', 'mail' or 'webhook'.");
    }

    /// <summary>An address and nothing else: what stands in a header must not be able to add another.</summary>
    internal static void CheckAddress(string path, string key, string? address)
    {
        if (!MailboxAddress.TryParse(address ?? "", out var mailbox) || mailbox.Address != address || !address.Contains('@', StringComparison.Ordinal) || address.Any(char.IsControl))
            throw new InvalidDataException($"{path}: {key}: 'mail' must be an address, such as officer@by.example; it is '{address}'.");
    }
}
