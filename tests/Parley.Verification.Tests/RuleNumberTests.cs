using System.Text.RegularExpressions;

namespace Parley.Verification.Tests;

/// <summary>A rule's number stands in the specification, at the line that enforces it and in the test that fails without it.</summary>
public sealed partial class RuleNumberTests
{
    [Theory]
    [InlineData("extract.md", "EXT", "src/Parley.Records/Extracts")]
    [InlineData("evidence.md", "EVD", "src/Parley.Channels/Proofs")]
    public void RuleNumbers_InSpecificationSourceAndTests_AreTheSame(string specification, string prefix, string source)
    {
        var written = Defined().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "spec", specification))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(written.Distinct(), written);
        Assert.Equal(written, In(source, prefix));
        Assert.Equal(written, In("tests/Parley.Verification.Tests", prefix));
    }

    private static string[] In(string folder, string prefix) =>
    [
        .. Directory.GetFiles(Path.Combine(Root(), folder), "*.cs").SelectMany(f => Number().Matches(File.ReadAllText(f))).Select(m => m.Value)
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal),
    ];

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Parley.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The repository is not above the tests.");
        return directory.FullName;
    }

    [GeneratedRegex(@"\*\*((?:EXT|EVD)-[0-9]{3})\*\*")]
    private static partial Regex Defined();

    [GeneratedRegex(@"\b(?:EXT|EVD)-[0-9]{3}\b")]
    private static partial Regex Number();
}
