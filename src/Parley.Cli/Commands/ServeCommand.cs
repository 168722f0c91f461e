using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Parley.Node;
using Parley.Screens;

namespace Parley.Cli.Commands;

internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", """
            Run the node until Ctrl-C. Logs go to standard output, one JSON object a line, and never hold what a record says.

            Example: parley serve --node ./by
            """) { Terminal.NodeOption };
        command.Run(async (parsed, cancel) =>
        {
            await NodeHost.RunAsync(new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName), Crypto.Provider, TimeProvider.System,
                // The token is for the person at this terminal. Elsewhere it would stay in a log.
                (configuration, token) =>
                {
                    Console.Error.WriteLine(
                        $"{configuration.Party} is up: other nodes at https://{configuration.Listen}, page at http://{configuration.Api}/open?token={(Console.IsErrorRedirected ? "(the one in api.token)" : token)}{(configuration.Console is { } console ? $", console at http://localhost:{IPEndPoint.Parse(console).Port}" : "")}");
                    TellSystemd();
                },
                ScreensServer.Build,
                cancel);
            return 0;
        });
        return command;
    }

    /// <summary>A service of type 'notify' counts as started once it says so (sd_notify(3)): 'systemctl start' waits for the node, and fails with it.</summary>
    private static void TellSystemd()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } address)
            return;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo("READY=1"u8, new UnixDomainSocketEndPoint(address[0] == '@' ? $"\0{address[1..]}" : address));
    }
}
