using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;
using SharpFuzz.Common;

namespace Parley.Mls.Tests.Fuzz;

/// <summary>Parley.Mls once more in this process, instrumented by SharpFuzz: it counts in <see cref="Trace"/> which branch follows which.</summary>
internal sealed unsafe class Instrumented : AssemblyLoadContext
{
    private const int Edges = 1 << 16;
    private readonly string library;
    private readonly string tests = typeof(Instrumented).Assembly.Location;
    private readonly byte[] counts = GC.AllocateArray<byte>(Edges, pinned: true);

    public Instrumented()
        : base("instrumented")
    {
        library = Path.Combine(Directory.CreateTempSubdirectory("parley-fuzz-").FullName, "Parley.Mls.dll");
        File.Copy(typeof(Group).Assembly.Location, library);
        Fuzzer.Instrument(library, static _ => true, Options.Value);
        fixed (byte* start = counts)
        {
            Trace.SharedMem = start;
        }

        Targets = ((IEnumerable<(string, byte[][], Func<byte[], string?>, Action, long, long)>)LoadFromAssemblyPath(tests)
            .GetType(typeof(FuzzTargets).FullName!)!.GetMethod(nameof(FuzzTargets.Create))!.Invoke(null, null)!).ToList();
    }

    /// <summary>As <see cref="FuzzTargets.Create"/> gives them.</summary>
    public IReadOnlyList<(string Name, byte[][] Seeds, Func<byte[], string?> Run, Action Check, long Base, long Each)> Targets { get; }

    /// <summary>Forgets what was counted.</summary>
    public void Clear()
    {
        Array.Clear(counts);
        Trace.PrevLocation = 0;
    }

    /// <summary>The edges taken since <see cref="Clear"/>, each with the rough number of times: 1, 2, 3, 4–7, 8–15, and so on.</summary>
    public IEnumerable<int> Taken()
    {
        for (var edge = Array.FindIndex(counts, static c => c > 0); edge >= 0; edge = edge + 1 < Edges ? Array.FindIndex(counts, edge + 1, static c => c > 0) : -1)
        {
            var count = counts[edge];
            yield return (edge * 8) + (count < 4 ? count - 1 : System.Numerics.BitOperations.Log2(count) + 1);
        }
    }

    public void Remove() => Directory.Delete(Path.GetDirectoryName(library)!, true);

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "Parley.Mls" => LoadFromAssemblyPath(library),
        "Parley.Mls.Tests" => LoadFromAssemblyPath(tests),
        _ => null,
    };
}
