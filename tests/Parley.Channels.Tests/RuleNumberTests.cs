using System.Text.RegularExpressions;

namespace Parley.Channels.Tests;

/// <summary>A rule's number stands in the specification, at the line that enforces it and in the test that fails without it.</summary>
public sealed partial class RuleNumberTests
{
    // Tested with real bearers, stores and programs.
    private static readonly string[] TestedElsewhere = ["BND-010", "BND-011", "BND-013", "BND-030", "BND-031", "BND-032", "BND-033", "BND-034", "BND-035", "BND-036", "TRN-003", "PHR-001", "PHR-002", "PHR-003", "AUD-001", "AUD-002", "AUD-003", "ATT-021", "ATT-022", "ATT-023", "ATT-024", "ATT-030", "ATT-031", "ATT-033", "ATT-040", "ATT-041"];

    [Fact]
    public void RuleNumbers_InSpecificationSourceAndTests_AreTheSame()
    {
        var specified = Numbers("docs/spec", "*.md", IsSpecification, DefinitionPattern());
        var enforced = Numbers("src/Parley.Channels", "*.cs", _ => true, NumberPattern()).Union(Numbers("src/Parley.Node", "*.cs", _ => true, NumberPattern()))
            .Union(Numbers("src/Parley.Records/Attachments", "*.cs", _ => true, NumberPattern()));
        var tested = Numbers("tests/Parley.Channels.Tests", "*.cs", file => file != "RuleNumberTests.cs", NumberPattern());
        Assert.Equal(specified, enforced.Order());
        Assert.Equal(specified, tested.Where(n => n != "CHN-099").Union(TestedElsewhere).Order());
    }

    [Fact]
    public void RuleNumbers_TestedElsewhere_StandInATestThere() => Assert.Empty(TestedElsewhere.Except(
        new[] { "tests/Parley.EndToEnd.Tests", "tests/Parley.Node.Tests" }.SelectMany(folder => Numbers(folder, "*.cs", _ => true, NumberPattern()))));

    [Fact]
    public void RuleNumbers_InTheSpecification_AreDefinedOnce()
    {
        var all = Files("docs/spec", "*.md").Where(f => IsSpecification(Path.GetFileName(f)))
            .SelectMany(f => DefinitionPattern().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(all.Distinct(), all);
    }

    private static bool IsSpecification(string file) => file is "channel.md" or "bundle.md" or "ladder.md" or "group.md" or "silence.md" or "exchange.md" or "translation.md" or "audit.md" or "attachment.md";

    private static string[] Numbers(string folder, string pattern, Func<string, bool> counts, Regex number) =>
    [
        .. Files(folder, pattern).Where(f => counts(Path.GetFileName(f)))
            .SelectMany(f => number.Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal),
    ];

    private static string[] Files(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Root(), folder), pattern, SearchOption.AllDirectories);

    internal static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Parley.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The repository is not above the tests.");
        return directory.FullName;
    }

    [GeneratedRegex(@"\b((?:CHN|BND|LAD|GRP|SIL|EXC|TRN|PHR|AUD|ATT)-[0-9]{3}|POL-0[23][0-9])\b")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\*\*((?:CHN|BND|LAD|GRP|SIL|EXC|TRN|PHR|AUD|ATT)-[0-9]{3}|POL-0[23][0-9])\*\*")]
    private static partial Regex DefinitionPattern();
}
