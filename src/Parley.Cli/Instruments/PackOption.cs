using System.CommandLine;
using Parley.Cli.Archives;
using Parley.Instruments.Packs;
using Parley.Node;
using Parley.Node.Instruments;

namespace Parley.Cli.Instruments;

/// <summary>Where packs are read from, and the one that a command is about.</summary>
internal static class PackOption
{
    public static Option<DirectoryInfo?> Packs { get; } = new("--packs")
    {
        Description = "The directory of the packs. Default: those of the node where one is read from and names its own, else the packs that come with Parley.",
    };

    /// <summary>All packs; one with a fault is named on standard error and left out.</summary>
    public static PackLibrary Library(ParseResult parsed)
    {
        var node = parsed.GetResult(RecordSource.ArchiveOption) is not { Implicit: false } && parsed.GetResult(RecordSource.NodeOption) is { } named ? named.GetValueOrDefault<DirectoryInfo?>()?.FullName : null;
        var own = node is not null && NodeConfiguration.Read(node).Packs is { } packs ? Path.Combine(node, packs) : null;
        var directory = parsed.GetValue(Packs)?.FullName ?? own ?? PackLibrary.Find()
            ?? throw new CommandFailure("there are no packs here: give --packs DIR, a directory with NAME/pack.yaml in it");
        var library = PackLibrary.Read(directory);
        foreach (var file in library.Faults.GroupBy(f => f.File))
            Console.Error.WriteLine(Terminal.Plain($"parley: {file.Key} is left out: {file.First().Fault}. All its faults: parley pack check {file.Key}"));
        return library;
    }

    public static Pack Named(PackLibrary library, string name) => library.Packs.FirstOrDefault(p => p.Name == name)
        ?? throw new CommandFailure($"there is no pack '{name}'; there are {string.Join(", ", library.Packs.Select(p => p.Name))}");
}
