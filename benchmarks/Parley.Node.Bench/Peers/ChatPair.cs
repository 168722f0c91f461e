using System.Globalization;
using System.Text;

namespace Parley.Node.Bench.Peers;

/// <summary>
/// Two Prosody servers on loopback, as Debian has them, TLS between them, and a client on each (slixmpp): a message and its receipt
/// (XEP-0184). Nothing is synced to a disk, signed or encrypted from end to end.
/// </summary>
internal static class ChatPair
{
    private const int Rounds = 200;
    private const string Python = "/usr/bin/python3";

    /// <summary>Why it cannot run here, or nothing.</summary>
    public static string? Lacks() => Command.Missing("prosody", "openssl") is { } missing ? $"{missing} is not installed"
        : Directory.Exists("/usr/lib/python3/dist-packages/slixmpp") ? null : "python3-slixmpp is not installed";

    public static async Task<PeerResult> RunAsync(byte[] text, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("parley-chat-").FullName;
        var ports = MailPair.FreePorts(2);
        // Servers find each other on one port, XMPP's own; each has an address of the loopback network for itself.
        var servers = new List<System.Diagnostics.Process>();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "hosts"), "127.0.0.2 a.test\n127.0.0.3 b.test\n", cancel);
            foreach (var (side, index) in new[] { ("a", 0), ("b", 1) })
            {
                var place = Directory.CreateDirectory(Path.Combine(directory, side)).FullName;
                await Command.RunAsync([], cancel, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", $"/CN={side}.test", "-addext", $"subjectAltName=DNS:{side}.test", "-keyout", Path.Combine(place, "key.pem"), "-out", Path.Combine(place, "cert.pem"));
                await File.WriteAllTextAsync(Path.Combine(place, "prosody.cfg.lua"), $$"""
                    run_as_root = true
                    pidfile = "{{place}}/pid"
                    data_path = "{{place}}/data"
                    log = { warn = "{{place}}/log" }
                    modules_enabled = { "roster", "saslauth", "tls", "dialback", "disco" }
                    c2s_ports = { {{ports[index].ToString(CultureInfo.InvariantCulture)}} }
                    c2s_interfaces = { "127.0.0.1" }
                    c2s_require_encryption = false
                    allow_unencrypted_plain_auth = true
                    s2s_ports = { 5269 }
                    s2s_interfaces = { "127.0.0.{{(index + 2).ToString(CultureInfo.InvariantCulture)}}" }
                    s2s_require_encryption = true
                    s2s_secure_auth = false
                    unbound = { hoststxt = "{{directory}}/hosts", resolvconf = false }
                    authentication = "internal_hashed"
                    VirtualHost "{{side}}.test"
                        ssl = { key = "{{place}}/key.pem", certificate = "{{place}}/cert.pem" }

                    """, cancel);
                var configuration = Path.Combine(place, "prosody.cfg.lua");
                await Command.RunAsync([], cancel, "prosodyctl", "--root", "--config", configuration, "register", "duty", $"{side}.test", "secret");
                servers.Add(Command.Start("prosody", "--root", "--config", configuration, "-F"));
            }

            await Task.Delay(2000, cancel);
            var script = Path.Combine(AppContext.BaseDirectory, "chat_pair.py");
            var printed = await Command.RunAsync(text, cancel, Python, script, Text(ports[0]), Text(ports[1]), Text(Rounds));
            var times = Encoding.ASCII.GetString(printed).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
            return PeerResult.Of("Prosody to Prosody, receipts", times, "an unsigned receipt by the recipient's client");
        }
        finally
        {
            foreach (var server in servers)
            {
                server.Kill(entireProcessTree: true);
                server.Dispose();
            }

            Directory.Delete(directory, recursive: true);
        }

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
