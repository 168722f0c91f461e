using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>What is packaged: a unit that is confined, a bill of materials that is complete, a manual that knows every alarm.</summary>
[Trait("suite", "system")]
public sealed class PackagingTests
{
    private static string Debian => Path.Combine(ParleyCommand.Root, "eng", "debian");

    [Theory]
    [InlineData("parley.service")]
    [InlineData("parley-backup.service")]
    public async Task Unit_IsConfined(string unit)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "skipped: systemd-analyze is not here");
        // In tenths: systemd calls 2.0 and less "OK".
        var judged = await ParleyCommand.RunProgramAsync("systemd-analyze", ParleyCommand.Root, "security", "--offline=true", "--threshold=20", Path.Combine(Debian, unit));
        Assert.True(judged.ExitCode == 0, judged.Output + judged.Error);
    }

    [Fact]
    public async Task BillOfMaterials_NamesEveryPackageOfTheProduct_TheSameEachTime()
    {
        var locks = Directory.GetFiles(Path.Combine(ParleyCommand.Root, "src"), "packages.lock.json", SearchOption.AllDirectories);
        string[] arguments = [Path.Combine(ParleyCommand.Root, "eng", "sbom.py"), "0.1.0", .. locks];
        var first = await ParleyCommand.RunProgramAsync("python3", ParleyCommand.Root, arguments);
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(first.Output, (await ParleyCommand.RunProgramAsync("python3", ParleyCommand.Root, arguments)).Output);
        using var bill = JsonDocument.Parse(first.Output);
        var named = bill.RootElement.GetProperty("components").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var product = Regex.Match(File.ReadAllText(Path.Combine(ParleyCommand.Root, "Directory.Packages.props")), "<ItemGroup>.*?</ItemGroup>", RegexOptions.Singleline).Value;
        foreach (Match package in Regex.Matches(product, "Include=\"([^\"]+)\""))
        {
            if (Directory.GetFiles(Path.Combine(ParleyCommand.Root, "src"), "*.csproj", SearchOption.AllDirectories).Any(p => File.ReadAllText(p).Contains($"\"{package.Groups[1].Value}\"", StringComparison.Ordinal)))
                Assert.Contains(package.Groups[1].Value, named);
        }

        Assert.All(bill.RootElement.GetProperty("components").EnumerateArray(), c => Assert.Equal(128, c.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length));
    }

    [Fact]
    public void Manual_KnowsEveryAlarmThatTheEngineRaises()
    {
        var manual = File.ReadAllText(Path.Combine(ParleyCommand.Root, "docs", "operator", "manual.md"));
        var raised = Directory.GetFiles(Path.Combine(ParleyCommand.Root, "src", "Parley.Channels"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), "Raise\\([^;]*?\"([A-Z]{3}-[0-9]{3})\"").Select(m => m.Groups[1].Value)).Distinct().ToArray();
        Assert.True(raised.Length > 15);
        foreach (var rule in raised)
            Assert.True(manual.Contains(rule, StringComparison.Ordinal), $"docs/operator/manual.md says nothing of {rule}");
    }

    [Fact]
    public void Secrets_AreReadFromNoEnvironment()
    {
        // Whether there is a screen, and what is no secret: who drafts, who releases, and where the node is.
        string[] known = ["DISPLAY", "WAYLAND_DISPLAY", "PARLEY_DRAFTED_BY", "PARLEY_RELEASED_BY", "PARLEY_NODE"];
        var read = Directory.GetFiles(Path.Combine(ParleyCommand.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), "GetEnvironmentVariables?\\((?:\"([^\"]*)\"\\))?").Select(m => m.Groups[1].Value)).ToArray();
        Assert.NotEmpty(read);
        Assert.All(read, name => Assert.Contains(name, known));
    }
}
