using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Rules;

/// <summary>The rules, the lines that check them, the tests that need those lines, and the page that lists all three.</summary>
public sealed partial class RuleBookTests
{
    [Fact]
    public void EveryRule_IsCheckedTestedAndListed()
    {
        var page = Path.Combine(Repository.Root, "docs", "mls", "validation.md");
        var expected = Page(Repository.Root);
        if (Environment.GetEnvironmentVariable("PARLEY_WRITE") == "1")
        {
            File.WriteAllText(page, expected);
        }

        Assert.True(File.ReadAllText(page) == expected, "docs/mls/validation.md is out of date: run this test with PARLEY_WRITE=1");
    }

    private static string Page(string root)
    {
        var rules = typeof(MlsRules).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(static p => p.PropertyType == typeof(MlsRule)).ToDictionary(static p => p.Name, static p => (MlsRule)p.GetValue(null)!);
        Assert.Equal(rules.Count, rules.Values.Select(static r => r.Number).Distinct().Count());
        var tests = typeof(RuleBookTests).Assembly.GetTypes().SelectMany(static t => t.GetMethods())
            .SelectMany(static m => m.GetCustomAttributes<RuleAttribute>().Select(r => (r.Number, Name: $"{m.DeclaringType!.Name}.{m.Name}")))
            .ToLookup(static t => t.Number, static t => t.Name);
        Assert.All(tests, t => Assert.Contains(rules.Values, r => r.Number == t.Key));

        var uses = new Dictionary<string, SortedSet<string>>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "src", "Parley.Mls"), "*.cs", SearchOption.AllDirectories))
        {
            foreach (var line in File.ReadLines(file))
            {
                foreach (Match match in Use().Matches(line))
                {
                    uses.TryAdd(match.Groups[1].Value, []);
                    uses[match.Groups[1].Value].Add(Path.GetRelativePath(Path.Combine(root, "src", "Parley.Mls"), file).Replace('\\', '/'));
                }
            }
        }

        var page = new StringBuilder("""
            # What Parley.Mls refuses, and why

            Each rule has a number that stays. `MlsError.Rule` names the one that was broken; the group's state is then what it was.
            The last two columns are where the rule is checked (as `MlsRules.Name`, under `src/Parley.Mls`) and the tests that fail when that
            check is deleted. A test compares this page with the code and writes it anew with `PARLEY_WRITE=1`.

            Sections are those of RFC 9420; rules without one are this library's own limits.

            | rule | § | what has to hold | name, checked in | tests |
            |---|---|---|---|---|

            """);
        foreach (var (name, rule) in rules.OrderBy(static r => r.Value.Number))
        {
            Assert.True(uses.ContainsKey(name), $"{rule.Id} {name} is checked nowhere.");
            Assert.True(tests.Contains(rule.Number), $"{rule.Id} {name} has no test.");
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {rule.Id} | {rule.Section} | {rule.Text} | `{name}`: {string.Join(", ", uses[name].Select(static f => $"`{f}`"))} | {string.Join(", ", tests[rule.Number].Distinct().Order(StringComparer.Ordinal).Select(static t => $"`{t}`"))} |\n");
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"MlsRules\.(\w+)")]
    private static partial Regex Use();
}
