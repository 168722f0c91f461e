using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Node.Instruments;

/// <summary>The packs of a directory: <c>packs/NAME/pack.yaml</c>. A pack with a fault is not used, and never silently.</summary>
public sealed class PackLibrary
{
    /// <summary>A pack's file in its directory.</summary>
    public const string FileName = "pack.yaml";

    private readonly Dictionary<FormId, Pack> _byForm;

    private PackLibrary(IReadOnlyList<Pack> packs, IReadOnlyList<(string File, Fault Fault)> faults)
    {
        (Packs, Faults) = (packs, faults);
        _byForm = packs.SelectMany(p => p.Forms.Select(f => (f.Id, p))).GroupBy(f => f.Id).ToDictionary(g => g.Key, g => g.First().p);
    }

    /// <summary>No packs.</summary>
    public static PackLibrary Empty { get; } = new([], []);

    /// <summary>The packs that hold, by name.</summary>
    public IReadOnlyList<Pack> Packs { get; }

    /// <summary>What is wrong with the others.</summary>
    public IReadOnlyList<(string File, Fault Fault)> Faults { get; }

    /// <summary>The pack that defines a form, or nothing.</summary>
    public Pack? Of(FormId form) => _byForm.GetValueOrDefault(form);

    /// <summary>The directory <c>packs</c> beside the program or above it, or nothing.</summary>
    public static string? Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var packs = Path.Combine(directory.FullName, "packs");
            if (Directory.Exists(packs) && Directory.EnumerateDirectories(packs).Any(d => File.Exists(Path.Combine(d, FileName))))
                return packs;
        }

        return null;
    }

    /// <summary>Reads all packs of a directory; nothing means none.</summary>
    public static PackLibrary Read(string? directory)
    {
        if (directory is null || !Directory.Exists(directory))
            return Empty;
        var packs = new List<Pack>();
        var faults = new List<(string, Fault)>();
        foreach (var file in Directory.GetDirectories(directory).Select(d => Path.Combine(d, FileName)).Where(File.Exists).Order(StringComparer.Ordinal))
        {
            if (ReadFile(file, out var found) is { } pack)
                packs.Add(pack);
            faults.AddRange(found.Select(f => (file, f)));
        }

        return new PackLibrary(packs, faults);
    }

    /// <summary>The instruments whose forms are checked before release. A pack with a fault would leave its forms unchecked: so the node does not start.</summary>
    /// <exception cref="InvalidDataException">A pack has a fault, or the directory that the configuration names is not there.</exception>
    public static PackLibrary Of(NodeDirectory directory, NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(configuration);
        var place = configuration.Packs is { } named ? Path.Combine(directory.Path, named) : Find();
        if (configuration.Packs is not null && !Directory.Exists(place))
            throw new InvalidDataException($"{NodeConfiguration.FileName}: 'packs' names {place}, and there is no such directory.");
        var packs = Read(place);
        return packs.Faults is [var (file, fault), ..]
            ? throw new InvalidDataException($"{file}: {fault}. Its forms could not be checked before release; see 'parley pack check {file}'.")
            : packs;
    }

    /// <summary>One pack's file, or nothing with its faults. The name in the file is its directory's.</summary>
    public static Pack? ReadFile(string file, out IReadOnlyList<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (new FileInfo(file).Length > PackReader.MaxBytes)
        {
            faults = [new Fault("INS-001", 0, $"the file is larger than {PackReader.MaxBytes} bytes")];
            return null;
        }

        var pack = PackReader.Read(File.ReadAllBytes(file), out faults);
        // INS-003: two packs of one name would be mistaken for each other.
        if (pack is not null && Path.GetFileName(file) == FileName && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) is var home && home != pack.Name)
        {
            faults = [new Fault("INS-003", 1, $"the pack is named '{pack.Name}' and lies in the directory '{home}'")];
            return null;
        }

        return pack;
    }
}
