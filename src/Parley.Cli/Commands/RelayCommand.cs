using System.CommandLine;
using System.Net;
using Parley.Node.Keys;
using Parley.Node.Relay;

namespace Parley.Cli.Commands;

internal static class RelayCommand
{
    private const long Mebibyte = 1024 * 1024;

    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("directory") { Description = "Where the relay keeps its key and what waits. It is made on the first run." };
        var listen = new Option<string>("--listen") { Description = "Address and port.", DefaultValueFactory = _ => "127.0.0.1:7450" };
        var host = new Option<string>("--host") { Description = "The host and port that stand in its address, where they differ from --listen." };
        var perClient = new Option<int>("--mib-per-client") { Description = "MiB that one client may have in one mailbox.", DefaultValueFactory = _ => 32 };
        var perMailbox = new Option<int>("--mib-per-mailbox") { Description = "MiB in one mailbox.", DefaultValueFactory = _ => 256 };
        var inAll = new Option<int>("--mib-in-all") { Description = "MiB in all mailboxes.", DefaultValueFactory = _ => 10_240 };
        var days = new Option<int>("--days") { Description = "After how many days a bundle is dropped that nobody fetched.", DefaultValueFactory = _ => 60 };
        var rate = new Option<int>("--requests-per-second") { Description = "Requests a second of one client, on average.", DefaultValueFactory = _ => 100 };
        var command = new Command("relay", """
            Run a relay until Ctrl-C: mailboxes where anybody may leave sealed bundles and only the owner of a mailbox's key fetches
            them. A relay is trusted with nothing: it sees mailboxes, size classes, times and network addresses. A party
            that wants to be reached through it puts the address that it prints on its card: parley card renew --bearer ADDRESS.

            Example: parley relay ./relay --listen 0.0.0.0:7450 --host relay.example:7450
            """) { directory, listen, host, perClient, perMailbox, inAll, days, rate };
        foreach (var option in new[] { perClient, perMailbox, inAll, days, rate })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > 10_000_000)
                    result.AddError($"{option.Name} must be between 1 and 10000000.");
            });
        }

        command.Run(async (parsed, cancel) =>
        {
            if (!IPEndPoint.TryParse(parsed.GetValue(listen)!, out var address) || address.Port == 0)
                throw new CommandFailure($"'{parsed.GetValue(listen)}' is not an address and a port, such as 0.0.0.0:7450");
            var place = parsed.GetValue(directory)!.FullName;
            var (tls, database) = (Path.Combine(place, "tls.pem"), Path.Combine(place, "relay.db"));
            PrivateFile.CreateDirectory(place);
            if (!File.Exists(database))
                PrivateFile.Create(database, []);
            using var certificate = File.Exists(tls) ? TlsIdentity.Read(tls) : TlsIdentity.Create(tls, "parley relay", TimeProvider.System);
            var quotas = new RelayQuotas(parsed.GetValue(perClient) * Mebibyte, parsed.GetValue(perMailbox) * Mebibyte, parsed.GetValue(inAll) * Mebibyte, parsed.GetValue(days), parsed.GetValue(rate));
            using var store = new RelayStore(database, quotas);
            using var server = new RelayServer(store, certificate, quotas, Crypto.Provider, TimeProvider.System);
            await using var app = server.Build(address, logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
            await app.StartAsync(cancel);
            Console.WriteLine($"relay+https://{parsed.GetValue(host) ?? parsed.GetValue(listen)}#{TlsIdentity.PinOf(certificate)}");
            await server.ExpireAsync(app.Logger, cancel);
            await app.StopAsync(CancellationToken.None);
            return 0;
        });
        return command;
    }
}
