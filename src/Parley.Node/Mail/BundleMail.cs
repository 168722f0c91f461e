using System.Security.Cryptography;
using MimeKit;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Node.Mail;

/// <summary>A mail that carries a sealed bundle as its one attachment. It says nothing else: no subject, no text, no program's name.</summary>
public static class BundleMail
{
    private const string PrecedenceHeader = "MMHS-Primary-Precedence";
    private const string FileName = "bundle.parley";

    /// <summary>The most bytes of a mail that is looked into: the largest bundle in base64, and headers.</summary>
    public const uint MaxBytes = (SealedBundle.MaxBytes / 3 * 4) + (1024 * 1024);

    // BND-036
    /// <summary>Makes one. Its header says the precedence only where one is given.</summary>
    public static MimeMessage Create(string from, string to, ReadOnlyMemory<byte> bundle, Precedence? precedence, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            Date = now,
            // MimeKit's own would name this machine.
            MessageId = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@parley.invalid",
            Subject = "",
            Body = new MimePart("application", "octet-stream")
            {
                Content = new MimeContent(new MemoryStream(bundle.ToArray())),
                ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = FileName },
                ContentTransferEncoding = ContentEncoding.Base64,
            },
        };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(to));
        // RFC 6477, and the values of STANAG 4406.
        if (precedence is { } said)
        {
            message.Headers.Add(PrecedenceHeader, said switch
            {
                Precedence.Flash => "4",
                Precedence.Immediate => "3",
                Precedence.Priority => "2",
                _ => "1",
            });
        }

        return message;
    }

    /// <summary>The bundles in a mail: whatever part of it decodes to one. Headers and the way it is packed mean nothing.</summary>
    public static IEnumerable<byte[]> BundlesIn(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var part in message.BodyParts.OfType<MimePart>().Take(16))
        {
            using var decoded = new MemoryStream();
            part.Content?.DecodeTo(decoded);
            var bytes = decoded.ToArray();
            if (SealedBundle.Parse(bytes).Value is not null)
                yield return bytes;
        }
    }
}
