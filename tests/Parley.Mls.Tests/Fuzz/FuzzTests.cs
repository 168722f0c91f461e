using System.Diagnostics;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Fuzz;

/// <summary>
/// Damaged input, led by the branches that it takes: what reaches a new one is damaged further. What did so in earlier runs is kept in
/// tests/vectors/mls/fuzz, and PARLEY_WRITE=1 writes it. PARLEY_FUZZ_RUNS sets how many inputs each target gets, PARLEY_FUZZ_SEED where
/// they start.
/// </summary>
[Trait("suite", "fuzz")]
public sealed class FuzzTests : IDisposable
{
    private const int LongestKept = 700;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private readonly Instrumented instrumented = new();

    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ_RUNS"), out var runs) ? runs : 20_000;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ_SEED"), out var seed) ? seed : Random.Shared.Next();

    public void Dispose() => instrumented.Remove();

    [Fact]
    public void Targets_OnDamagedInput_StayWithinTheirBounds()
    {
        foreach (var target in instrumented.Targets)
        {
            var (seed, seen, refused) = (Seed, new HashSet<int>(), new SortedSet<string>());
            var kept = Kept(target.Name);
            var corpus = new List<byte[]>();
            foreach (var input in target.Seeds.Concat(kept))
            {
                Try(input);
                corpus.Add(input);
            }

            var (mutator, known) = (new Mutator(seed), seen.Count);
            for (var run = 0; run < Runs; run++)
            {
                // The latest finds are tried more than the rest: they are what nobody has looked behind yet.
                var from = corpus[mutator.Pick(2) == 0 ? mutator.Pick(corpus.Count) : corpus.Count - 1 - mutator.Pick(Math.Min(corpus.Count, 20))];
                var input = mutator.Mutate(from, corpus[mutator.Pick(corpus.Count)]);
                if (Try(input) && input.Length < 20_000)
                {
                    corpus.Add(input);
                }
            }

            target.Check();
            Console.WriteLine($"fuzz {target.Name}: seed {seed}, {Runs} inputs, {known} branches at first and {seen.Count} at last, {corpus.Count} inputs worth keeping, refused by {string.Join(" ", refused)}");
            if (Environment.GetEnvironmentVariable("PARLEY_WRITE") == "1")
            {
                Write(target.Name, corpus.Skip(target.Seeds.Length), input =>
                {
                    target.Run(input);
                    return instrumented.Taken();
                });
            }

            bool Try(byte[] input)
            {
                for (var attempt = 1; ; attempt++)
                {
                    instrumented.Clear();
                    var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
                    string? rule;
                    try
                    {
                        rule = target.Run(input);
                    }
                    catch (Exception e)
                    {
                        throw new InvalidOperationException($"{target.Name}, seed {seed}: {Convert.ToHexString(input)}", e);
                    }

                    var (elapsed, allocated) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before);
                    Assert.True(allocated <= target.Base + (target.Each * input.Length), $"{target.Name}, seed {seed}: {allocated} bytes for {input.Length}: {Convert.ToHexString(input)}");

                    // A machine that is busy may take a second for itself; input that is slow is slow each time.
                    if (elapsed < Longest)
                    {
                        refused.Add(rule ?? "nothing");
                        return instrumented.Taken().Count(seen.Add) > 0;
                    }

                    Assert.True(attempt < 3, $"{target.Name}, seed {seed}: {elapsed} for {Convert.ToHexString(input)}");
                }
            }
        }
    }

    private static string Folder => Path.Combine(Repository.Root, "tests", "vectors", "mls", "fuzz");

    private static byte[][] Kept(string target) =>
        File.Exists(Path.Combine(Folder, $"{target}.hex")) ? [.. File.ReadAllLines(Path.Combine(Folder, $"{target}.hex")).Select(Convert.FromHexString)] : [];

    /// <summary>The shortest first, and of those each that still adds a branch.</summary>
    private void Write(string target, IEnumerable<byte[]> corpus, Func<byte[], IEnumerable<int>> run)
    {
        var seen = new HashSet<int>();
        Directory.CreateDirectory(Folder);
        File.WriteAllLines(Path.Combine(Folder, $"{target}.hex"), corpus.Where(static c => c.Length <= LongestKept).OrderBy(static c => c.Length)
            .Where(input =>
            {
                instrumented.Clear();
                return run(input).Count(e => seen.Add(e / 8)) > 0;
            })
            .Select(Convert.ToHexStringLower));
    }
}
