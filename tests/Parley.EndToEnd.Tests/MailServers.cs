using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parley.EndToEnd.Tests;

/// <summary>Debian's Postfix and Dovecot on loopback, with a configuration of their own in a folder of the test: one server, two mailboxes, a@line.test and b@line.test.</summary>
internal sealed class MailServers : IAsyncDisposable
{
    public const string Password = "not a secret";
    private readonly string _directory;
    private Process? _dovecot;

    private MailServers(string directory, int smtp, int imap) => (_directory, Smtp, Imap) = (directory, smtp, imap);

    public int Smtp { get; }

    public int Imap { get; }

    /// <summary>Why they cannot run here, or nothing.</summary>
    public static string? Lacks() =>
        !File.Exists("/usr/sbin/postfix") || !File.Exists("/usr/sbin/dovecot") || !Directory.Exists("/usr/lib/dovecot") ? "postfix and dovecot-imapd are not installed"
        : Environment.UserName == "root" ? null : "Postfix starts as root only";

    public static async Task<MailServers> StartAsync()
    {
        // Their daemons run as other users, and have to find their way.
        var directory = Directory.CreateTempSubdirectory("parley-mail-").FullName;
        var ports = FreePorts();
        var servers = new MailServers(directory, ports[0], ports[1]);
        await RunAsync("chmod", "755", directory);
        foreach (var folder in new[] { "queue", "data", "mail", "run" })
            Directory.CreateDirectory(servers.At(folder));
        await RunAsync("chown", "postfix", servers.At("data"));
        await RunAsync("chown", "nobody:nogroup", servers.At("mail"));
        var (uid, gid) = ((await RunAsync("id", "-u", "nobody")).Trim(), (await RunAsync("id", "-g", "nobody")).Trim());

        await File.WriteAllTextAsync(servers.At("main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {servers.At("queue")}
            data_directory = {servers.At("data")}
            maillog_file = {servers.At("log")}
            maillog_file_prefixes = {directory}
            myhostname = mail.line.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            smtpd_relay_restrictions = permit_mynetworks, reject
            message_size_limit = 20000000
            virtual_mailbox_domains = line.test
            virtual_mailbox_base = {servers.At("mail")}
            virtual_mailbox_maps = texthash:{servers.At("boxes")}
            virtual_uid_maps = static:{uid}
            virtual_gid_maps = static:{gid}
            virtual_minimum_uid = 1

            """);
        await File.WriteAllTextAsync(servers.At("boxes"), "a@line.test a/Maildir/\nb@line.test b/Maildir/\n");
        var services = await File.ReadAllLinesAsync("/usr/share/postfix/master.cf.dist");
        await File.WriteAllLinesAsync(servers.At("master.cf"),
            services.Select(line => line.StartsWith("smtp      inet", StringComparison.Ordinal) ? line.Replace("smtp      inet", $"{servers.Smtp} inet", StringComparison.Ordinal) : line));
        await RunAsync("postfix", "-c", directory, "start");

        await File.WriteAllTextAsync(servers.At("users"), string.Concat(new[] { "a", "b" }.Select(u => $"{u}:{{PLAIN}}{Password}:{uid}:{gid}::{servers.At("mail", u)}\n")));
        await File.WriteAllTextAsync(servers.At("dovecot.conf"), $$"""
            base_dir = {{servers.At("run")}}
            log_path = {{servers.At("dovecot.log")}}
            protocols = imap
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            first_valid_uid = 1
            first_valid_gid = 1
            mail_location = maildir:~/Maildir
            default_login_user = nobody
            default_internal_user = nobody
            default_internal_group = nogroup
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{servers.Imap}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            service anvil {
              chroot =
            }
            passdb {
              driver = passwd-file
              args = {{servers.At("users")}}
            }
            userdb {
              driver = passwd-file
              args = {{servers.At("users")}}
            }

            """);
        servers._dovecot = Process.Start(new ProcessStartInfo("dovecot", ["-F", "-c", servers.At("dovecot.conf")]))!;
        await RunningNode.UntilAsync(async () =>
        {
            try
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync(IPAddress.Loopback, servers.Imap);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return servers;
    }

    /// <summary>The mails in a mailbox as they lie on the disk.</summary>
    public string[] Mails(string user) => [.. new[] { "new", "cur" }.Select(f => At("mail", user, "Maildir", f)).Where(Directory.Exists).SelectMany(Directory.GetFiles).Select(File.ReadAllText)];

    /// <summary>Postfix stops taking mail, or takes it again.</summary>
    public Task PostfixAsync(string command) => RunAsync("postfix", "-c", _directory, command);

    public async ValueTask DisposeAsync()
    {
        if (_dovecot is { HasExited: false })
        {
            await RunAsync("kill", $"{_dovecot.Id}");
            await _dovecot.WaitForExitAsync();
        }

        _dovecot?.Dispose();
        await RunAsync("postfix", "-c", _directory, "stop");
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>What the node's configuration says of them.</summary>
    public string Configuration(string user, bool precedence = false) => $"""
        mail:
          from: {user}@line.test
          smtp: 127.0.0.1:{Smtp}
          imap: 127.0.0.1:{Imap}
          security: none
          user: {user}
          precedence-headers: {(precedence ? "true" : "false")}

        """;

    private string At(params string[] parts) => Path.Combine([_directory, .. parts]);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 || arguments is [.., "stop"], $"{program} {string.Join(' ', arguments)}: {await error}");
        return await output;
    }

    private static int[] FreePorts()
    {
        var listeners = Enumerable.Range(0, 2).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
