using System.Text;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>Follows docs/operator/two-nodes.md command by command.</summary>
[Trait("suite", "system")]
public sealed partial class OperatorPageTests
{
    [Fact]
    public async Task TwoNodesPage_FollowedCommandByCommand_EndsWithVerifiedArchives()
    {
        using var scratch = new Scratch();
        var page = await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "docs", "operator", "two-nodes.md"), TestContext.Current.CancellationToken);
        var script = new StringBuilder("set -meuo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
        foreach (Match block in Block().Matches(page))
            script.Append(block.Groups[1].Value.Replace("wait\n", "wait || true\n", StringComparison.Ordinal));
        await File.WriteAllTextAsync(scratch["page.sh"], script.ToString(), TestContext.Current.CancellationToken);

        var result = (await ParleyCommand.RunProgramAsync("timeout", scratch.Path, "120", "bash", scratch["page.sh"])).Succeeded();
        Assert.Contains("X-NN number 1 is delivered", result.Output, StringComparison.Ordinal);
        Assert.Contains("object seen over the river", result.Output, StringComparison.Ordinal);
        Assert.Contains("archive-north (archive): HOLDS", result.Output, StringComparison.Ordinal);
        Assert.Contains("archive-south (archive): HOLDS", result.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
