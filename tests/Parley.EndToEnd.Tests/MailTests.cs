using System.Diagnostics;

namespace Parley.EndToEnd.Tests;

/// <summary>E-mail as the only bearer, over Debian's own servers.</summary>
[Trait("suite", "system")]
public sealed class MailTests : IDisposable
{
    private readonly Scratch _scratch = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Nodes_WithNothingButEMail_DeliverBothWays()
    {
        if (MailServers.Lacks() is { } lacking)
            Assert.Skip($"skipped: {lacking}");
        await using var servers = await MailServers.StartAsync();
        await using var north = await InitAsync("north", "X-NN", "a", servers.Configuration("a"));
        await using var south = await InitAsync("south", "X-SS", "b", servers.Configuration("b", precedence: true));
        await north.StartAsync();
        await south.StartAsync();
        var channel = await north.OpenChannelAsync(south, "test.line");
        (await north.SendAsync(channel, "X-SS/mod-duty", "said by mail", "--wait")).Succeeded();
        (await south.SendAsync(channel, "X-NN/mod-duty", "answered by mail", "--precedence", "flash", "--wait")).Succeeded();
        Assert.Contains("mail", (await ParleyCommand.RunAsync("status", "--node", north.Directory)).Output, StringComparison.Ordinal);

        // What was taken is deleted; what is no bundle is left to a person.
        await File.WriteAllTextAsync(_scratch["letter"], "From: somebody@line.test\nTo: b@line.test\nSubject: hello\n\nNo bundle.\n", Cancel);
        await SendmailAsync(servers, _scratch["letter"], "b@line.test");
        await RunningNode.UntilAsync(() => Task.FromResult(servers.Mails("b") is [var only] && only.Contains("No bundle.", StringComparison.Ordinal)));

        // While north is away its mail waits, and shows nothing of what is in it but how urgent it is, where the operator asked for that.
        await north.KillAsync();
        (await south.SendAsync(channel, "X-NN/mod-duty", "for nobody else's eyes", "--precedence", "flash")).Succeeded();
        // An answer or a receipt of before may lie there too, and is less urgent.
        // BND-036
        await RunningNode.UntilAsync(() => Task.FromResult(servers.Mails("a").Any(m => m.Contains("MMHS-Primary-Precedence: 4", StringComparison.Ordinal))));
        var mail = servers.Mails("a").First(m => m.Contains("MMHS-Primary-Precedence: 4", StringComparison.Ordinal));
        Assert.Contains("Content-Type: application/octet-stream", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("eyes", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("X-SS", mail, StringComparison.Ordinal);
        await north.StartAsync();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("inbox", "--node", north.Directory, "--json")).Output.Contains("eyes", StringComparison.Ordinal));

        // North's operator did not ask for it.
        await south.KillAsync();
        (await north.SendAsync(channel, "X-SS/mod-duty", "routine")).Succeeded();
        await RunningNode.UntilAsync(() => Task.FromResult(servers.Mails("b").Length > 1));
        Assert.DoesNotContain(servers.Mails("b"), m => m.Contains("MMHS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_WithAPasswordInTheClearOnANetwork_IsRefused()
    {
        await using var node = await InitAsync("north", "X-NN", "a", "mail:\n  from: a@line.test\n  smtp: 192.0.2.1:25\n  security: none\n");
        var refused = await ParleyCommand.RunAsync("serve", "--node", node.Directory);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("security 'none' is for a server on this machine only", refused.Error, StringComparison.Ordinal);
    }

    private async Task<RunningNode> InitAsync(string name, string party, string user, string configuration)
    {
        var node = await RunningNode.InitAsync(_scratch[name], party);
        await node.RenewAsync($"mailto:{user}@line.test");
        await File.AppendAllTextAsync(_scratch[name, "node.yaml"], configuration, Cancel);
        await File.WriteAllTextAsync(_scratch[name, "mail.password"], MailServers.Password + "\n", Cancel);
        (await ParleyCommand.RunProgramAsync("chmod", _scratch.Path, "600", _scratch[name, "mail.password"])).Succeeded();
        return node;
    }

    private static async Task SendmailAsync(MailServers servers, string file, string to)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import smtplib,sys; s=smtplib.SMTP('127.0.0.1',int(sys.argv[1])); s.sendmail('somebody@line.test',[sys.argv[2]],open(sys.argv[3]).read()); s.quit()", $"{servers.Smtp}", to, file]))!;
        await python.WaitForExitAsync(Cancel);
        Assert.Equal(0, python.ExitCode);
    }
}
