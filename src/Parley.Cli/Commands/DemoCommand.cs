using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Parley.Cli.Demo;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class DemoCommand
{
    private const long DefaultSpeed = 2000;
    private const long HeadlessSpeed = 20_000;

    public static Command Create()
    {
        var sample = new Argument<string>("sample") { Description = "A sample's name or the path of a scenario.yaml.", DefaultValueFactory = _ => "belarus-2022" };
        var speed = new Option<long>("--speed") { Description = $"Scenario seconds per real second. Default: {DefaultSpeed}; headless {HeadlessSpeed}." };
        var headless = new Option<bool>("--headless") { Description = "No live table, and end when the scenario has ended." };
        var json = new Option<FileInfo>("--json") { Description = "Write a summary that programs read to this file." };
        var output = new Option<DirectoryInfo>("--out") { Description = "Leave each party's archive here, as DIR/PARTY." };
        var kills = new Option<int>("--kill") { Description = "Kill a random node this often at random moments, and start it again." };
        var seed = new Option<int>("--seed") { Description = "Seed of the random moments.", DefaultValueFactory = _ => 1 };
        speed.Validators.Add(given => AtLeast(given, "--speed", given.GetValueOrDefault<long>(), 1));
        kills.Validators.Add(given => AtLeast(given, "--kill", given.GetValueOrDefault<int>(), 0));
        var command = new Command("demo", """
            Play a real case as an exercise: real nodes on this machine, each with its own keys, store and ledgers. What was
            said in public and what a line would have carried stay apart; the second is marked EXERCISE.

            Example: parley demo
            Example: parley demo brahmos-2022 --headless --json summary.json --out ./archives
            """) { sample, speed, headless, json, output, kills, seed };
        command.Run(async (parsed, cancel) =>
        {
            var scenario = Scenario.Read(Find(parsed.GetValue(sample)!));
            var quiet = parsed.GetValue(headless) || Console.IsOutputRedirected;
            var rate = parsed.GetValue(speed) is not 0 and var chosen ? chosen : parsed.GetValue(headless) ? HeadlessSpeed : DefaultSpeed;
            var started = Stopwatch.StartNew();
            var work = Directory.CreateTempSubdirectory("parley-demo-");
            try
            {
                await using var exercise = await BringUpAsync(scenario, work.FullName, rate, quiet, cancel);
                if (!parsed.GetValue(headless))
                {
                    Pages(exercise);
                    Show(exercise);
                }

                var killer = new Killer(exercise, parsed.GetValue(kills), parsed.GetValue(seed));
                var player = await PlayAsync(exercise, killer, quiet, cancel);
                var archives = parsed.GetValue(output)?.FullName ?? Path.Combine(work.FullName, "archives");
                var summary = Summary.Of(exercise, [.. player.Records.Values], archives, await Sealing.OfAsync(exercise, cancel), killer.Kills, started.Elapsed, Progress(quiet));
                Report.Print(summary, exercise);
                if (parsed.GetValue(json) is { } file)
                    await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(summary, Terminal.Json) + "\n", cancel);
                if (!parsed.GetValue(headless))
                    await StayAsync(exercise, cancel);
                return summary.Good ? 0 : 1;
            }
            finally
            {
                work.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<Exercise> BringUpAsync(Scenario scenario, string directory, long rate, bool quiet, CancellationToken cancel)
    {
        Console.WriteLine($"EXERCISE  {scenario.Title}\n");
        if (quiet)
            return await Exercise.BringUpAsync(scenario, directory, rate, Progress(quiet), cancel);
        return await AnsiConsole.Status().StartAsync("bringing up the parties", status =>
            Exercise.BringUpAsync(scenario, directory, rate, text => status.Status(Markup.Escape(text)), cancel));
    }

    private static async Task<Player> PlayAsync(Exercise exercise, Killer killer, bool quiet, CancellationToken cancel)
    {
        var player = new Player(exercise, quiet ? Progress(quiet) : _ => { });
        var play = exercise.WhileUpAsync(up => Task.WhenAll(player.PlayAsync(up), killer.RunAsync(up)), cancel);
        if (quiet)
        {
            await Ending();
            return player;
        }

        var table = new LiveTable(exercise);
        await AnsiConsole.Live(await table.DrawAsync(cancel)).StartAsync(async live =>
        {
            var end = Ending();
            while (!end.IsCompleted)
            {
                live.UpdateTarget(await table.DrawAsync(cancel));
                await Task.WhenAny(end, Task.Delay(250, cancel));
            }

            await end;
            live.UpdateTarget(await table.DrawAsync(cancel));
        });
        return player;

        async Task Ending()
        {
            await play;
            await Completion.WaitAsync(exercise, cancel);
        }
    }

    private static void AtLeast(System.CommandLine.Parsing.OptionResult given, string option, long value, long least)
    {
        if (value < least)
            given.AddError($"{option} must be at least {least}; it is {value}.");
    }

    private static async Task StayAsync(Exercise exercise, CancellationToken cancel)
    {
        Console.WriteLine("\nThe nodes stay up until Ctrl-C. Their consoles:\n");
        Pages(exercise);
        Console.WriteLine("EXERCISE");
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("\nEnded.");
        }
    }

    /// <summary>Where each party's console is and how to sign in there: a code is good once and for a quarter of an hour, so each printing makes its own.</summary>
    private static void Pages(Exercise exercise)
    {
        foreach (var node in exercise.Nodes)
            Console.WriteLine($"  {node.Party.Id,-8}{node.Console}/sign-in   as {node.Party.Officers[0]}: \"I have a one-time code\", {node.Invite()}\n  {"",-8}{node.Page} (to read only)");
        Console.WriteLine("\nA code is good once, for 15 minutes. 'parley officer invite' makes another.\n");
    }

    /// <summary>Opens each party's console in the browser of whoever sits here; without a desktop the printed addresses are all there is.</summary>
    private static void Show(Exercise exercise)
    {
        if (Console.IsOutputRedirected || (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DISPLAY") is null && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null))
            return;
        foreach (var node in exercise.Nodes)
        {
            try
            {
                Process.Start(new ProcessStartInfo($"{node.Console}/sign-in") { UseShellExecute = true })?.Dispose();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No program here opens addresses.
                return;
            }
        }
    }

    private static Action<string> Progress(bool quiet) => text =>
    {
        if (quiet)
            Console.Error.WriteLine(text);
    };

    private static string Find(string sample)
    {
        if (File.Exists(sample))
            return sample;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var file = Path.Combine(directory.FullName, "samples", sample, "scenario.yaml");
            if (File.Exists(file))
                return file;
        }

        throw new CommandFailure($"there is no sample '{sample}': give the path of a scenario.yaml, or the name of a directory below samples/");
    }
}
