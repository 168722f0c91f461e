using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Node.Bench.Peers;

/// <summary>
/// Two Postfix servers on loopback, as Debian has them. A message is signed and encrypted with S/MIME by OpenSSL, handed to the
/// one, delivered by the other into a mailbox, and reported to the sender by a delivery status notification (RFC 3461).
/// Postfix syncs its queue files and the mailbox. The recipient's mail program neither decrypts nor checks the signature.
/// </summary>
internal sealed class MailPair
{
    private const int Warmup = 5;
    private const int Rounds = 100;
    private readonly string _directory;
    private readonly int[] _ports;

    private MailPair(string directory, int[] ports)
    {
        _directory = directory;
        _ports = ports;
    }

    /// <summary>Why it cannot run here, or nothing.</summary>
    public static string? Lacks() => Command.Missing("postfix", "openssl") is { } missing ? $"{missing} is not installed"
        : Environment.UserName == "root" ? null : "Postfix starts as root only";

    public static async Task<PeerResult> RunAsync(byte[] text, CancellationToken cancel)
    {
        // Postfix's daemons run as another user, and have to find their way.
        var directory = Directory.CreateTempSubdirectory("parley-mail-").FullName;
        await Command.RunAsync([], cancel, "chmod", "755", directory);
        var pair = new MailPair(directory, FreePorts(2));
        try
        {
            await pair.StartAsync("a", 0, "b", cancel);
            await pair.StartAsync("b", 1, "a", cancel);
            foreach (var side in new[] { "a", "b" })
            {
                await Command.RunAsync([], cancel, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", $"/CN=duty@{side}.test", "-keyout", pair.At(side, "key.pem"), "-out", pair.At(side, "cert.pem"));
            }

            var times = new double[Rounds];
            for (var i = -Warmup; i < Rounds; i++)
            {
                var took = await pair.DeliverAsync(i, text, cancel);
                if (i >= 0)
                    times[i] = took;
            }

            return PeerResult.Of("Postfix to Postfix, S/MIME by OpenSSL", times, "an unsigned notification by the recipient's mail server");
        }
        finally
        {
            foreach (var side in new[] { "a", "b" })
                await Command.RunAsync([], CancellationToken.None, "postfix", "-c", pair.At(side), "stop");
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task StartAsync(string side, int index, string other, CancellationToken cancel)
    {
        Directory.CreateDirectory(At(side, "queue"));
        Directory.CreateDirectory(At(side, "data"));
        Directory.CreateDirectory(At(side, "mail"));
        await Command.RunAsync([], cancel, "chown", "postfix", At(side, "data"));
        await Command.RunAsync([], cancel, "chown", "nobody:nogroup", At(side, "mail"));
        var (uid, gid) = (await IdAsync("-u"), await IdAsync("-g"));
        await File.WriteAllTextAsync(At(side, "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {At(side, "queue")}
            data_directory = {At(side, "data")}
            maillog_file = {At(side, "log")}
            maillog_file_prefixes = {_directory}
            myhostname = {side}.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            smtpd_relay_restrictions = permit_mynetworks, reject
            virtual_mailbox_domains = {side}.test
            virtual_mailbox_base = {At(side, "mail")}
            virtual_mailbox_maps = static:box/
            virtual_uid_maps = static:{uid}
            virtual_gid_maps = static:{gid}
            virtual_minimum_uid = 1
            relayhost = [127.0.0.1]:{_ports[1 - index]}
            smtp_host_lookup = native

            """, cancel);
        var services = await File.ReadAllLinesAsync("/usr/share/postfix/master.cf.dist", cancel);
        await File.WriteAllLinesAsync(At(side, "master.cf"),
            services.Select(line => line.StartsWith("smtp      inet", StringComparison.Ordinal) ? line.Replace("smtp      inet", $"{_ports[index]} inet", StringComparison.Ordinal) : line), cancel);
        await Command.RunAsync([], cancel, "postfix", "-c", At(side), "start");

        async Task<string> IdAsync(string which) => Encoding.ASCII.GetString(await Command.RunAsync([], cancel, "id", which, "nobody")).Trim();
    }

    /// <summary>1. sign and encrypt; 2. hand over, asking for a notification; 3. wait until it is in the sender's mailbox.</summary>
    private async Task<double> DeliverAsync(int number, byte[] text, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();

        // 1.
        var signed = await Command.RunAsync(text, cancel, "openssl", "cms", "-sign", "-signer", At("a", "cert.pem"), "-inkey", At("a", "key.pem"), "-binary", "-nodetach", "-outform", "SMIME");
        var sealedMail = await Command.RunAsync(signed, cancel, "openssl", "cms", "-encrypt", "-aes-256-gcm", "-outform", "SMIME", "-from", "duty@a.test", "-to", "duty@b.test", "-subject", "bench", At("b", "cert.pem"));

        // 2.
        var envelope = string.Create(CultureInfo.InvariantCulture, $"bench{number + Warmup}");
        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(IPAddress.Loopback, _ports[0], cancel);
            using var reader = new StreamReader(tcp.GetStream(), Encoding.ASCII);
            await Expect("220", null);
            await Expect("250", "EHLO bench.test\r\n");
            await Expect("250", $"MAIL FROM:<duty@a.test> RET=HDRS ENVID={envelope}\r\n");
            await Expect("250", "RCPT TO:<duty@b.test> NOTIFY=SUCCESS,FAILURE\r\n");
            await Expect("354", "DATA\r\n");
            await Expect("250", Encoding.ASCII.GetString(sealedMail).ReplaceLineEndings("\r\n") + "\r\n.\r\n");

            async Task Expect(string code, string? command)
            {
                if (command is not null)
                    await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command), cancel);
                string? line;
                do
                {
                    line = await reader.ReadLineAsync(cancel);
                }
                while (line is { Length: > 3 } && line[3] == '-');
                if (line?.StartsWith(code, StringComparison.Ordinal) != true)
                    throw new InvalidOperationException($"Postfix answered '{line}' to {command?.Split('\r')[0]}");
            }
        }

        // 3.
        var box = At("a", "mail", "box", "new");
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30))
        {
            if (Directory.Exists(box) && Directory.EnumerateFiles(box).FirstOrDefault() is { } file)
            {
                var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                var notification = await File.ReadAllTextAsync(file, cancel);
                File.Delete(file);
                return notification.Contains("Action: delivered", StringComparison.Ordinal) && notification.Contains($"Original-Envelope-Id: {envelope}", StringComparison.Ordinal)
                    ? took
                    : throw new InvalidOperationException("Postfix sent something else than the notification.");
            }

            await Task.Delay(1, cancel);
        }

        throw new TimeoutException("No notification came within 30 s.");
    }

    private string At(params string[] parts) => Path.Combine([_directory, .. parts]);

    internal static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
