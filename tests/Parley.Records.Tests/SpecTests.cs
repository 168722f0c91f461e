using System.Text.RegularExpressions;
using Parley.Records.Tests.Vectors;

namespace Parley.Records.Tests;

public sealed partial class SpecTests
{
    // Enforced where channels meet, and tested there.
    private static readonly string[] EnforcedByChannels = ["CRD-030", "POL-020", "POL-021", "POL-022", "POL-023", "POL-024"];

    [Fact]
    public void EveryRule_IsWrittenEnforcedAndTested()
    {
        var root = VectorFolder.Root;
        var written = new[] { "record.md", "card.md", "policy.md" }
            .SelectMany(page => BoldRule().Matches(File.ReadAllText(Path.Combine(root, "docs", "spec", page))).Select(m => m.Groups[1].Value)).ToList();
        Assert.Equal(written.Distinct(), written);
        written.Sort(StringComparer.Ordinal);

        var here = written.Except(EnforcedByChannels).ToList();
        Assert.Equal(here, RulesIn(Path.Combine(root, "src", "Parley.Records")));
        Assert.Empty(RulesIn(Path.Combine(root, "src")).Except(written));
        Assert.Empty(EnforcedByChannels.Except(RulesIn(Path.Combine(root, "src", "Parley.Channels"))));
        Assert.Equal(here, RulesIn(Path.Combine(root, "tests", "Parley.Records.Tests"), nameof(SpecTests)));
        TestContext.Current.TestOutputHelper!.WriteLine($"{written.Count} rules");
    }

    /// <summary>A rule whose breach is reported by its own number has a file that breaks it and nothing else.</summary>
    [Fact]
    public void EveryRuleThatRefuses_HasABadVector()
    {
        var refused = Directory.EnumerateFiles(Path.Combine(VectorFolder.Root, "src", "Parley.Records"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => QuotedRule().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(refused, VectorFolder.All.Select(v => v.Rule).OfType<string>().Distinct().Order(StringComparer.Ordinal));
    }

    private static List<string> RulesIn(string folder, string except = "") =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetFileNameWithoutExtension(f) != except)
            .SelectMany(f => AnyRule().Matches(File.ReadAllText(f))).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal),
    ];

    // From POL-030 on, a policy's later versions: channel.md, and the tests of channels.
    [GeneratedRegex(@"^\*\*((?:(?:REC|CRD)-\d{3}|POL-0[0-2]\d))\*\*", RegexOptions.Multiline)]
    private static partial Regex BoldRule();

    [GeneratedRegex(@"\b(?:(?:REC|CRD)-\d{3}|POL-0[0-2]\d)\b")]
    private static partial Regex AnyRule();

    [GeneratedRegex(@"""((?:REC|CRD)-\d{3}|POL-0[0-2]\d)""")]
    private static partial Regex QuotedRule();
}
