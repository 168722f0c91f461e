using System.Globalization;
using System.Text.Json;
using Parley.Cases.Reading;
using YamlDotNet.RepresentationModel;

// Parley.Reading.Bench [--json FILE] [--misses]: precision and recall of what `parley case read` proposes, per kind, on texts marked by hand:
// a dozen of our own (fictional), and the project's source document where it lies beside the repository. A mark names a kind and words; a proposal
// meets it if all the words stand in its passage or its fields, and each proposal meets one mark. Claims follow statements and are not marked.
var json = Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var misses = args.Contains("--misses");
ProposalKind[] kinds = [.. Enum.GetValues<ProposalKind>().Where(k => k != ProposalKind.Claim)];
var report = new Dictionary<string, object>();

var own = new Dictionary<ProposalKind, Score>();
var held = new Dictionary<ProposalKind, Score>();
var texts = 0;
string? sourceMarks = null;
foreach (var name in typeof(Program).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("Texts/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
{
    using var reader = new StreamReader(typeof(Program).Assembly.GetManifestResourceStream(name)!);
    var yaml = await reader.ReadToEndAsync();
    if (name == "Texts/source")
    {
        sourceMarks = yaml;
        continue;
    }

    var isHeld = name.StartsWith("Texts/held", StringComparison.Ordinal);
    texts += isHeld ? 0 : 1;
    var root = Root(yaml);
    Measure(name, root["text"].ToString(), root.Children.TryGetValue("published", out var day) ? DateOnly.Parse(day.ToString(), CultureInfo.InvariantCulture) : null, root, isHeld ? held : own);
}

Print($"{texts} texts of our own, by which the rules were made", own);
Print("7 texts written after the rules, from which they have learnt since", held);
var source = Above("shared/cases/000_c4272b4ccfb0847b.txt");
if (source is null || sourceMarks is null)
{
    Console.WriteLine("the source document of the project is not beside the repository: not measured");
}
else
{
    var of = new Dictionary<ProposalKind, Score>();
    Measure("source", DocumentText.Of(await File.ReadAllBytesAsync(source), "source.txt").Text, null, Root(sourceMarks), of);
    Print("the source document of the project", of);
}

if (json is not null)
    await File.WriteAllTextAsync(json, JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }) + "\n");
return 0;

void Measure(string name, string text, DateOnly? published, YamlMappingNode root, Dictionary<ProposalKind, Score> scores)
{
    var open = Reader.Read(text, published).Proposals.Where(p => kinds.Contains(p.Kind)).ToList();
    foreach (var p in open)
        scores[p.Kind] = Of(p.Kind) with { Proposed = Of(p.Kind).Proposed + 1 };
    foreach (var mark in ((YamlSequenceNode)root["marks"]).Select(m => m.ToString()))
    {
        var colon = mark.IndexOf(':', StringComparison.Ordinal);
        var kind = Enum.Parse<ProposalKind>(mark[..colon], ignoreCase: true);
        var words = mark[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries);
        var met = open.Where(p => p.Kind == kind && words.All(w => $"{p.Anchor.Exact}\n{string.Join('\n', p.Fields.Select(f => f.Value))}".Contains(w, StringComparison.OrdinalIgnoreCase))).MinBy(p => p.Anchor.Exact.Length);
        scores[kind] = Of(kind) with { Marked = Of(kind).Marked + 1, Met = Of(kind).Met + (met is null ? 0 : 1) };
        if (met is not null)
            open.Remove(met);
        else if (misses)
            Console.WriteLine($"  {name}: not found: {mark}");
    }

    if (misses)
        foreach (var p in open)
            Console.WriteLine($"  {name}: not marked: {p.Kind}: {p.Anchor.Exact} [{string.Join("; ", p.Fields.Select(f => $"{f.Name}={f.Value}"))}]");

    Score Of(ProposalKind kind) => scores.GetValueOrDefault(kind) ?? new Score(0, 0, 0);
}

void Print(string what, Dictionary<ProposalKind, Score> scores)
{
    Console.WriteLine($"{what}: marked, proposed, precision, recall");
    var all = new Score(scores.Values.Sum(s => s.Marked), scores.Values.Sum(s => s.Proposed), scores.Values.Sum(s => s.Met));
    foreach (var (kind, score) in scores.OrderBy(s => s.Key).Select(s => (s.Key.ToString(), s.Value)).Append(("all", all)))
        Console.WriteLine(FormattableString.Invariant($"  {kind,-12}{score.Marked,4}{score.Proposed,5}   {score.Precision,4:0%}   {score.Recall,4:0%}"));
    report[what] = scores.ToDictionary(s => s.Key.ToString(), s => s.Value);
}

static YamlMappingNode Root(string yaml)
{
    var stream = new YamlStream();
    stream.Load(new StringReader(yaml));
    return (YamlMappingNode)stream.Documents[0].RootNode;
}

static string? Above(string path)
{
    for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        if (Path.Combine(directory.FullName, path) is var file && File.Exists(file))
            return file;
    return null;
}

internal sealed record Score(int Marked, int Proposed, int Met)
{
    public double Precision => Proposed == 0 ? 1 : (double)Met / Proposed;

    public double Recall => Marked == 0 ? 1 : (double)Met / Marked;
}
