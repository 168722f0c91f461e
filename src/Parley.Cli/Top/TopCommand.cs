using System.CommandLine;
using Spectre.Console;

namespace Parley.Cli.Top;

internal static class TopCommand
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "Draw it once and end: for a pipe or a ticket." };
        var command = new Command("top", """
            Watch a running node in the terminal: records a second, queues, memory, channels, peers and their addresses, what is unread, what
            alarms. Ends with Ctrl-C.

            Example: parley top --node /var/lib/parley
            """) { once, Terminal.NodeOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var screen = new TopScreen(node, TimeProvider.System);
            var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
            if (parsed.GetValue(once) || Console.IsOutputRedirected)
            {
                terminal.Write(await screen.DrawAsync(cancel));
                return 0;
            }

            await terminal.Live(await screen.DrawAsync(cancel)).StartAsync(async live =>
            {
                while (true)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), cancel);
                    live.UpdateTarget(await screen.DrawAsync(cancel));
                }
            });
            return 0;
        });
        return command;
    }
}
