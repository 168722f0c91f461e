using System.Globalization;
using System.Text.Json;
using Parley.Cli.Demo;
using Parley.Soak.Bench;

// Parley.Soak.Bench [--json FILE]: a week of three nodes in as many minutes as PARLEY_SOAK_MINUTES says, 60 by default. Exit code 1 where something grew,
// or was lost.
var minutes = Environment.GetEnvironmentVariable("PARLEY_SOAK_MINUTES") is { Length: > 0 } text
    ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 3 and <= 10_080 ? wanted : 0
    : 60;
if (minutes == 0)
{
    Console.Error.WriteLine("PARLEY_SOAK_MINUTES is a number of minutes from 3 to 10080, which is a week. Example: PARLEY_SOAK_MINUTES=60 ./bench soak");
    return 2;
}

var work = Directory.CreateTempSubdirectory("parley-soak-");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    await using var exercise = await Exercise.BringUpAsync(Week.Scenario(), work.FullName, Week.Hours * 60 / minutes, Console.Error.WriteLine, stop.Token);
    var result = await new Soak(exercise, work.FullName, TimeSpan.FromMinutes(minutes) / Week.Hours).RunAsync(stop.Token);
    Console.WriteLine(result.ToTable());
    if (Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length)
        await File.WriteAllTextAsync(args[at + 1], JsonSerializer.Serialize(result, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
    return result.Faults.Count == 0 ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
finally
{
    work.Delete(recursive: true);
}
