using System.Diagnostics;
using Parley.Mls.Mutation;

// Parley.Mls.Mutation [FOLDER]: weakens every check that enforces a rule of Parley.Mls, one at a time, and runs the tests that come
// past it. docs/mls/mutation.md explains the mutants that no test kills; the exit is 1 where that page and the run differ.
if (args is ["-h" or "--help"] or [_, _, ..])
{
    Console.Error.WriteLine("usage: Parley.Mls.Mutation [PATH]\nPATH: only files whose path below src/Parley.Mls begins so\nExample: Parley.Mls.Mutation Validation/");
    return 2;
}

var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Parley.slnx")))
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("This program does not stand in its repository.");
var tests = Path.Combine(root, "artifacts", "bin", "Parley.Mls.Tests", "release");
var weakened = Weakened.Build(root, tests);
var wanted = weakened.Mutants.Where(m => args.Length == 0 || m.File.StartsWith(args[0], StringComparison.Ordinal)).ToList();
Console.WriteLine($"{wanted.Count} mutants in {wanted.Select(static m => m.File).Distinct().Count()} files");
var run = new TestRun(tests, weakened.Assembly);
Console.WriteLine($"{run.Measure()} tests pass with no mutant on");

var watch = Stopwatch.StartNew();
var alive = new List<Mutant>();
for (var i = 0; i < wanted.Count; i++)
{
    var killer = run.Kill(wanted[i]);
    if (killer is null or "")
    {
        alive.Add(wanted[i]);
        Console.WriteLine($"{wanted[i].Key} line {wanted[i].Line}{(killer is "" ? ", no test comes past it" : "")}");
    }

    if (i % 50 == 49)
        Console.Error.WriteLine($"{i + 1} of {wanted.Count}, {alive.Count} alive, {watch.Elapsed.TotalSeconds:N0} s");
}

var page = Path.Combine(root, "docs", "mls", "mutation.md");
var explained = File.Exists(page) ? File.ReadAllLines(page).Where(static l => l.StartsWith("| `", StringComparison.Ordinal)).ToList() : [];
var fresh = alive.Where(m => !explained.Any(l => l.StartsWith(m.Key, StringComparison.Ordinal))).ToList();
var killed = explained.Where(l => (args.Length == 0 || l.StartsWith($"| `{args[0]}", StringComparison.Ordinal)) && !alive.Any(m => l.StartsWith(m.Key, StringComparison.Ordinal))).ToList();
fresh.ForEach(static m => Console.WriteLine($"not explained: {m.Key}"));
killed.ForEach(static l => Console.WriteLine($"explained, but killed or gone: {l}"));
Console.WriteLine($"{wanted.Count} mutants, {wanted.Count - alive.Count} killed, {alive.Count - fresh.Count} explained, {fresh.Count} not explained, {watch.Elapsed.TotalSeconds:N0} s");
return fresh.Count + killed.Count == 0 ? 0 : 1;
