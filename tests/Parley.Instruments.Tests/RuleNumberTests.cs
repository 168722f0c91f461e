using System.Text.RegularExpressions;

namespace Parley.Instruments.Tests;

/// <summary>A rule's number stands in the specification, at the line that enforces it and in the test that fails without it.</summary>
public sealed partial class RuleNumberTests
{
    // Tested with the real command and a real node.
    private static readonly string[] Elsewhere = ["INS-070"];

    [Fact]
    public void RuleNumbers_InSpecificationSourceAndTests_AreTheSame()
    {
        var specified = DefinitionPattern().Matches(File.ReadAllText(Path.Combine(ShippedPacks.Root, "docs", "spec", "instrument.md"))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(specified.Distinct(), specified);
        Assert.Equal(specified.Order(), Numbers("src").Order());
        Assert.Equal(specified.Order(), Numbers("tests").Union(Elsewhere).Order());
        Assert.Subset(Numbers("tests/Parley.EndToEnd.Tests"), new HashSet<string>(Elsewhere));
    }

    private static HashSet<string> Numbers(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(ShippedPacks.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(f) != "RuleNumberTests.cs")
            .SelectMany(f => NumberPattern().Matches(File.ReadAllText(f))).Select(m => m.Value),
    ];

    [GeneratedRegex(@"\*\*(INS-\d{3})\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex DefinitionPattern();

    [GeneratedRegex(@"INS-\d{3}", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
