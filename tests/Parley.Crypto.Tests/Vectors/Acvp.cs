using System.Text.Json;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>NIST's ACVP files: a prompt and its expected results, matched by group and case.</summary>
internal static class Acvp
{
    internal static IEnumerable<(JsonElement Group, JsonElement Prompt, JsonElement Expected)> Tests(string folder, string parameterSet)
    {
        using var prompt = SharedVectors.Json($"{folder}/prompt.json.gz");
        using var expected = SharedVectors.Json($"{folder}/expectedResults.json.gz");
        var results = expected.RootElement.Items("testGroups")
            .SelectMany(g => g.Items("tests").Select(t => (Key: (g.Number("tgId"), t.Number("tcId")), Test: t)).ToArray())
            .ToDictionary(p => p.Key, p => p.Test);
        foreach (var group in prompt.RootElement.Items("testGroups"))
        {
            if (group.Text("parameterSet") != parameterSet)
            {
                continue;
            }

            foreach (var test in group.Items("tests"))
            {
                yield return (group, test, results[(group.Number("tgId"), test.Number("tcId"))]);
            }
        }
    }
}
