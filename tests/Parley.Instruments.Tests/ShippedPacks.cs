using System.Text;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Tests;

/// <summary>The packs that ship, and small ones for a test.</summary>
internal static class ShippedPacks
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Names => Directory.GetDirectories(Path.Combine(Root, "packs")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Root, "packs", name, "pack.yaml"));

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Pack> Read = new();

    public static Pack Shipped(string name) => Read.GetOrAdd(name, ReadOne);

    private static Pack ReadOne(string name) => PackReader.Read(Bytes(name), out var faults) ?? throw new InvalidDataException($"{name}: {faults[0]}");

    public static Pack Of(string yaml) => PackReader.Read(Encoding.UTF8.GetBytes(yaml), out var faults) ?? throw new InvalidDataException(string.Join('\n', faults));

    public static IReadOnlyList<Fault> Faults(string yaml)
    {
        Assert.Null(PackReader.Read(Encoding.UTF8.GetBytes(yaml), out var faults));
        return faults;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Parley.slnx")))
            directory = directory.Parent;
        return directory!.FullName;
    }
}
