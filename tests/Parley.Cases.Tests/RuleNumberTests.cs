using System.Text.RegularExpressions;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

/// <summary>A rule's number stands in the specification, at the line that enforces it and in the test that fails without it.</summary>
public sealed partial class RuleNumberTests
{
    [Fact]
    public void RuleNumbers_InSpecificationSourceAndTests_AreTheSame()
    {
        var written = Defined().Matches(File.ReadAllText(Path.Combine(Sample.Root, "docs", "spec", "case.md"))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(written.Distinct(), written);
        Assert.Equal(written, In("src/Parley.Cases"));
        Assert.Equal(written, In("tests/Parley.Cases.Tests"));
    }

    private static string[] In(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(Sample.Root, folder), "*.cs", SearchOption.AllDirectories).SelectMany(f => Number().Matches(File.ReadAllText(f)))
            .Select(m => m.Value.Replace('_', '-')).Distinct().Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"\*\*(CAS-[0-9]{3})\*\*")]
    private static partial Regex Defined();

    // In the name of a test a hyphen is an underscore.
    [GeneratedRegex(@"(?<![A-Za-z])CAS[-_][0-9]{3}(?![0-9])")]
    private static partial Regex Number();
}
