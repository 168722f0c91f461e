using System.Text.Json;
using Parley.Node.Bench;

// Parley.Node.Bench [delivery] [--json FILE]: two real nodes on loopback, real disks, fsync on.
string[] known = ["delivery"];
var json = Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var names = args.Where((a, i) => a != "--json" && (i == 0 || args[i - 1] != "--json")).ToArray();
if (names.Except(known).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}' here. There are: {string.Join(", ", known)}.");
    return 2;
}

var result = await Delivery.RunAsync(CancellationToken.None);
Console.WriteLine(result.ToTable());
if (json is not null)
    await File.WriteAllTextAsync(json, JsonSerializer.Serialize(result, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
return 0;
