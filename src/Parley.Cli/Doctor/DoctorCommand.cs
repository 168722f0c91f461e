using System.CommandLine;
using Parley.Node;

namespace Parley.Cli.Doctor;

internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", """
            Look at everything that keeps a node going, and say what to do about each thing: configuration, store, keys, card, certificate, disk, clock,
            backup; and where it runs, its self test, peers and their addresses, channels, ledgers, lines, desk and alarms. Exit code 1 where
            something does not work, 0 where at most something should be looked at in the daytime.

            Example: parley doctor --node /var/lib/parley
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            var directory = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var found = new DirectoryCheck(directory, TimeProvider.System).Run().ToList();
            try
            {
                using var node = NodeClient.Open(directory.Path);
                found.AddRange(await new RunningCheck(node, TimeProvider.System).RunAsync(cancel));
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                found.Add(Finding.Bad("node", e.Message, "see the findings above"));
            }

            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(found.Select(f => new { about = f.About, state = Word(f.State), text = f.Text, toDo = f.ToDo }));
            }
            else
            {
                foreach (var finding in found)
                {
                    Console.WriteLine($"{Word(finding.State),-5}{finding.About,-22} {Terminal.Plain(finding.Text)}");
                    if (finding.ToDo is { } toDo)
                        Console.WriteLine($"{"",-28}-> {toDo}");
                }
            }

            return found.Any(f => f.State == FindingState.Bad) ? 1 : 0;
        });
        return command;
    }

    private static string Word(FindingState state) => state switch
    {
        FindingState.Good => "ok",
        FindingState.Look => "look",
        _ => "BAD",
    };
}
