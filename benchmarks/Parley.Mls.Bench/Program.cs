using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Mls.Bench;

// Parley.Mls.Bench [suite1] [xwing] [--sizes 2,10,100,1000] [--budget 30] [--json FILE]: Parley.Mls, ts-mls and core-crypto, one
// thread each, one after the other. A peer that needs more than the budget for a group of rows is ended, and the table says so.
var (names, options) = (new List<string>(), new Dictionary<string, string> { ["--sizes"] = "2,10,100,1000", ["--budget"] = "30" });
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is not ("--sizes" or "--budget" or "--json"))
        names.Add(args[i]);
    else if (i + 1 < args.Length)
        options[args[i]] = args[++i];
    else
        return Refuse($"{args[i]} wants a value.");
}

if (names.FirstOrDefault(static n => Contest.All.All(c => c.Name != n)) is { } unknown)
    return Refuse($"There is no benchmark '{unknown}' here. There are: {string.Join(", ", Contest.All.Select(static c => c.Name))}.");
if (!int.TryParse(options["--budget"], CultureInfo.InvariantCulture, out var seconds) || seconds < 1)
    return Refuse("--budget wants a number of seconds.");
var sizes = new List<int>();
foreach (var text in options["--sizes"].Split(','))
{
    if (!int.TryParse(text, CultureInfo.InvariantCulture, out var size) || size < 2)
        return Refuse("--sizes wants numbers of at least 2, such as 2,10,100.");
    sizes.Add(size);
}

var (folder, missing) = PeerRows.Find();
var peers = folder is null ? null : new PeerRows(folder, TimeSpan.FromSeconds(seconds));
var machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, .NET {Environment.Version}";
Console.WriteLine(machine);
if (missing is not null)
    Console.WriteLine($"Parley alone: {missing}.");
var versions = peers is null ? [] : Contest.All[0].Peers.ToDictionary(static p => p, peers.Version);
if (versions.Count > 0)
    Console.WriteLine("Beside " + string.Join(" and ", versions.Select(static v => $"{v.Key} {v.Value}")) + ".");

var all = new List<Measurement>();
foreach (var contest in Contest.All.Where(c => names.Count == 0 || names.Contains(c.Name)))
{
    var own = new ParleyRows(contest);
    foreach (var (kind, size) in sizes.SelectMany(static s => new[] { ("sparse", s), ("populated", s) }).Prepend(("messages", 0)))
    {
        Console.Error.WriteLine($"{contest.Name}: {kind} {(size > 0 ? size : "")}…");
        all.AddRange(kind == "messages" ? own.Messages() : own.Commits(kind, size));
        foreach (var peer in peers is null ? [] : contest.Peers)
            all.AddRange(peers!.Run(contest, peer, kind, size));
    }
}

Console.WriteLine(Table.Of(all));
if (options.TryGetValue("--json", out var file))
{
    var result = new { machine, versions, rows = all };
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
}

return 0;

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
