using System.Net;
using MailKit.Security;
using Parley.Node.Keys;

namespace Parley.Node.Mail;

/// <summary>How this node sends and fetches e-mail: the key <c>mail</c> of its configuration. The address itself stands on the card, as <c>mailto:</c>.</summary>
public sealed class MailConfiguration
{
    /// <summary>Whom the mails are from.</summary>
    public string From { get; init; } = "";

    /// <summary>The server that takes outgoing mail: host and port.</summary>
    public string Smtp { get; init; } = "";

    /// <summary>The server with this node's mailbox: host and port; nothing where mail is only sent.</summary>
    public string Imap { get; init; } = "";

    /// <summary>tls from the first byte, starttls, or none, which only a server on this machine may have.</summary>
    public string Security { get; init; } = "tls";

    /// <summary>The user's name at both servers; nothing where they want none.</summary>
    public string User { get; init; } = "";

    /// <summary>The file with the password, for its owner's eyes only; in the node's directory unless absolute.</summary>
    public string PasswordFile { get; init; } = "mail.password";

    /// <summary>The SHA-256 of the servers' SubjectPublicKeyInfo, hexadecimal; nothing: the public authorities of this machine are asked.</summary>
    public string Pin { get; init; } = "";

    /// <summary>How often the mailbox is looked into where the server cannot tell of new mail by itself, seconds.</summary>
    public int PollSeconds { get; init; } = 30;

    /// <summary>Whether each mail's header says its precedence (RFC 6477), for servers that sort by it. Whoever sees the mail sees it.</summary>
    public bool PrecedenceHeaders { get; init; }

    /// <summary>The largest file whose chunks go by e-mail, MiB; 0: none.</summary>
    public int LargestAttachmentMb { get; init; } = 8;

    /// <summary>A host and a port.</summary>
    internal static (string Host, int Port) Server(string text) => text.LastIndexOf(':') is > 0 and var colon && int.TryParse(text.AsSpan(colon + 1), out var port) && port is > 0 and <= 65535
        ? (text[..colon].Trim('[', ']'), port)
        : ("", 0);

    internal SecureSocketOptions Options => Security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "starttls" => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    internal void Check(string path)
    {
        if (!MimeKit.MailboxAddress.TryParse(From ?? "", out _))
            throw new InvalidDataException($"{path}: mail: 'from' must be an address, such as line@by.example; it is '{From}'.");
        foreach (var (key, value, needed) in new[] { ("smtp", Smtp, true), ("imap", Imap, false) })
        {
            if ((needed || !string.IsNullOrEmpty(value)) && Server(value ?? "").Port == 0)
                throw new InvalidDataException($"{path}: mail: '{key}' must be a host and a port, such as mail.by.example:465; it is '{value}'.");
            // A password in the clear, on a network, is everybody's.
            if (Security == "none" && !string.IsNullOrEmpty(value) && !(IPAddress.TryParse(Server(value).Host, out var address) && IPAddress.IsLoopback(address)))
                throw new InvalidDataException($"{path}: mail: security 'none' is for a server on this machine only, by its loopback address; '{key}' is '{value}'.");
        }

        if (Security is not ("tls" or "starttls" or "none"))
            throw new InvalidDataException($"{path}: mail: 'security' must be tls, starttls or none; it is '{Security}'.");
        if (!string.IsNullOrEmpty(Pin) && !Records.Digest.TryParse(Pin, out _))
            throw new InvalidDataException($"{path}: mail: 'pin' must be 64 hexadecimal digits; it is '{Pin}'.");
        if (LargestAttachmentMb is < 0 or > 2048)
            throw new InvalidDataException($"{path}: mail: 'largest-attachment-mb' must be between 0 and 2048; it is {LargestAttachmentMb}.");
        if (PollSeconds is < 1 or > 86_400)
            throw new InvalidDataException($"{path}: mail: 'poll-seconds' must be between 1 and 86400; it is {PollSeconds}.");
    }

    /// <summary>Reads the password.</summary>
    /// <exception cref="InvalidDataException">Others may open the file.</exception>
    internal string Password(NodeDirectory directory) => PrivateFile.Read(Path.Combine(directory.Path, PasswordFile), text => System.Text.Encoding.UTF8.GetString(text).TrimEnd('\r', '\n'));
}
