using System.Text.RegularExpressions;
using Parley.Ledger.Tests.Vectors;

namespace Parley.Ledger.Tests;

public sealed partial class SpecTests
{
    [Fact]
    public void EveryRule_IsWrittenEnforcedAndTested()
    {
        var root = SharedVectors.Root;
        var written = BoldRule().Matches(File.ReadAllText(Path.Combine(root, "docs", "spec", "ledger.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(written.Order(), written.Distinct());
        Assert.Equal(written, RulesIn(Path.Combine(root, "src", "Parley.Ledger")));
        Assert.Equal(written, RulesIn(Path.Combine(root, "tests", "Parley.Ledger.Tests")));
        TestContext.Current.TestOutputHelper!.WriteLine($"{written.Count} rules");
    }

    private static List<string> RulesIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => AnyRule().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct().Order(),
    ];

    [GeneratedRegex(@"\*\*LED-(\d{3})\*\*")]
    private static partial Regex BoldRule();

    [GeneratedRegex(@"LED-?(\d{3})")]
    private static partial Regex AnyRule();
}
