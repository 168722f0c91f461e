using System.CommandLine;
using System.Net;
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
                (configuration, token) => Console.Error.WriteLine(
                    $"{configuration.Party} is up: other nodes at https://{configuration.Listen}, page at http://{configuration.Api}/open?token={(Console.IsErrorRedirected ? "(the one in api.token)" : token)}{(configuration.Console is { } console ? $", console at http://localhost:{IPEndPoint.Parse(console).Port}" : "")}"),
                ScreensServer.Build,
                cancel);
            return 0;
        });
        return command;
    }
}
