using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parley.Simulator;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class SimulateCommand
{
    private static readonly Scenario Standard = new();

    public static Command Create()
    {
        var hours = new Option<long>("--hours") { Description = "Go on until so many channel-hours with traffic and faults in them are simulated.", DefaultValueFactory = _ => 100 };
        var runs = new Option<long>("--runs") { Description = "Make so many runs instead." };
        var seed = new Option<long>("--seed") { Description = "Seed of the first run; each further run takes the next.", DefaultValueFactory = _ => Standard.Seed };
        var parties = new Option<int>("--parties") { Description = "Nodes in a run.", DefaultValueFactory = _ => Standard.Parties };
        var channels = new Option<int>("--channels") { Description = "Channels in a run, between two to five of them each.", DefaultValueFactory = _ => Standard.Channels };
        var liars = new Option<int>("--liars") { Description = "So many of the parties lie.", DefaultValueFactory = _ => Standard.Liars };
        var span = new Option<double>("--span") { Description = "Simulated hours of a run in which things go wrong; then all must arrive.", DefaultValueFactory = _ => Standard.Span.TotalHours };
        var messages = new Option<double>("--messages") { Description = "What officers say on a channel in an hour; receipts and line tests come on top.", DefaultValueFactory = _ => Standard.Messages };
        var lineTest = new Option<int>("--line-test") { Description = "Seconds between a party's line tests.", DefaultValueFactory = _ => Standard.LineTestSeconds };
        var faults = new Option<string>("--faults")
        {
            Description = $"What goes wrong: all, none, or some of {string.Join(",", Scenario.Each(FaultKinds.All).Select(Scenario.Name))}.",
            DefaultValueFactory = _ => Scenario.Name(FaultKinds.All),
        };
        var maxFaults = new Option<long>("--max-faults") { Description = "Nothing more goes wrong in a run after so many faults.", DefaultValueFactory = _ => Standard.MaxFaults };
        var maxMessages = new Option<int>("--max-messages") { Description = "Officers say no more than this in a run.", DefaultValueFactory = _ => Standard.MaxMessages };
        var fast = new Option<bool>("--fast-crypto") { Description = "Hashes in the place of Ed25519 signatures: faster, and the report says so." };
        var seals = new Option<bool>("--seal") { Description = "Bundles and answers travel signed and sealed, as they do in life: slower." };
        var jobs = new Option<int>("--jobs") { Description = "Runs at a time. Default: one for each processor.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var minimise = new Option<bool>("--minimise") { Description = "Make a run that does not hold smaller, and print the command that repeats it." };
        var json = new Option<FileInfo>("--json") { Description = "Write the report to this file." };
        foreach (var count in new Option[] { hours, runs, parties, channels, liars, span, messages, lineTest, maxFaults, maxMessages, jobs })
            count.Validators.Add(given => NotNegative(given, count.Name));
        faults.Validators.Add(given =>
        {
            if (!Scenario.TryParse(given.GetValueOrDefault<string>() ?? "", out _))
                given.AddError($"--faults does not know '{Terminal.Plain(given.GetValueOrDefault<string>() ?? "")}'; it takes all, none, or some of {string.Join(",", Scenario.Each(FaultKinds.All).Select(Scenario.Name))}");
        });
        var command = new Command("simulate", """
            Run whole worlds of nodes on this machine's own engine under a virtual clock, with a network and disks that fail, and check
            all the time that nothing acknowledged is lost, doubled or out of order. Exit code 1 where something does not hold.

            Example: parley simulate --hours 1000 --seed 7 --json report.json
            Example: parley simulate --runs 1 --seed 7 --parties 3 --channels 1 --faults loss,crash
            """) { hours, runs, seed, parties, channels, liars, span, messages, lineTest, faults, maxFaults, maxMessages, fast, seals, jobs, minimise, json };
        command.Run(async (parsed, cancel) =>
        {
            _ = Scenario.TryParse(parsed.GetValue(faults)!, out var kinds);
            var scenario = new Scenario
            {
                Seed = parsed.GetValue(seed),
                Parties = parsed.GetValue(parties),
                Channels = parsed.GetValue(channels),
                Liars = parsed.GetValue(liars),
                Span = TimeSpan.FromHours(parsed.GetValue(span)),
                Messages = parsed.GetValue(messages),
                LineTestSeconds = parsed.GetValue(lineTest),
                Faults = kinds,
                MaxFaults = parsed.GetValue(maxFaults),
                MaxMessages = parsed.GetValue(maxMessages),
                FastCrypto = parsed.GetValue(fast),
                Seals = parsed.GetValue(seals),
            };
            if (scenario.Parties - scenario.Liars < 2 || scenario.Channels < 1 || scenario.LineTestSeconds is < 60 or > 604_800)
                throw new CommandFailure("a run has at least 2 parties that do not lie and 1 channel, and from 60 to 604800 seconds between line tests");
            var wanted = parsed.GetValue(runs) > 0 ? parsed.GetValue(runs) : (long?)null;
            var report = await Task.Run(() => Run(scenario, parsed.GetValue(hours), wanted, parsed.GetValue(jobs), parsed.GetValue(minimise), cancel), cancel);
            Print(report);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(report, Terminal.Json) + "\n", cancel);
            return report.Violation is null ? 0 : 1;
        });
        return command;
    }

    private static void NotNegative(System.CommandLine.Parsing.OptionResult given, string name)
    {
        if (given.Tokens is [{ Value: var text }] && text.StartsWith('-'))
            given.AddError($"{name} is not negative");
    }

    private static SimulationReport Run(Scenario scenario, long hours, long? runs, int jobs, bool minimise, CancellationToken cancel) => Terminal.Error.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
        .Start(progress =>
        {
            var task = progress.AddTask(runs is null ? "channel-hours" : "runs", maxValue: Math.Max(1, runs ?? hours));
            var (began, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            var campaign = Campaign.Run(i => scenario with { Seed = scenario.Seed + i }, Enough, Math.Max(1, jobs), done =>
            {
                task.Value = runs is null ? done.ChannelHours : done.Runs;
                task.Description = string.Create(CultureInfo.InvariantCulture, $"{done.ChannelHours:N0} channel-hours, {done.Records:N0} records, {done.AllFaults:N0} faults");
            }, cancel);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var failure = campaign.Failure;
            if (failure is not null && minimise)
            {
                var smaller = progress.AddTask("making it smaller").IsIndeterminate();
                failure = new Minimiser(progress: s => smaller.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{s.Parties} parties, {s.Channels} channels"))).Minimise(failure);
            }

            return SimulationReport.Of(scenario, campaign, failure, began.Elapsed, cpu);

            bool Enough(Tally done) => runs is { } count ? done.Runs >= count : done.ChannelHours >= hours;
        });

    private static void Print(SimulationReport report)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.ChannelHours} channel-hours with traffic and faults in them (of {report.AllChannelHours:0.#}), {report.Runs} runs from seed {report.Seed}, fingerprint {report.Fingerprint}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Records} records, {report.Said} of them said by officers, stored {report.Delivered} times by others; {report.Bundles} bundles"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Faults.Values.Sum()} faults: {(report.Faults.Count == 0 ? "none" : string.Join(", ", report.Faults.Select(f => $"{f.Key} {f.Value}")))}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"after the last fault everything was everywhere within {report.SlowestRecoverySeconds:0} s; {report.Seconds:0.0} s, {report.CpuSeconds:0.0} s of processor time; signatures: {report.Signatures}"));
        if (report.Violation is { } violation)
            Console.WriteLine($"\nTHIS DOES NOT HOLD: {Terminal.Plain(violation)}\nIt is repeated by:\n  {report.Repeat}");
        else
            Console.WriteLine("\nEverything holds.");
    }
}
