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
    public void Manual_HasARowWithWhatToDo_ForEveryAlarmThatIsRaised_AndForNoOther()
    {
        var manual = File.ReadAllText(Path.Combine(ParleyCommand.Root, "docs", "operator", "manual.md"));
        var rows = manual[manual.IndexOf("## Every alarm", StringComparison.Ordinal)..manual.IndexOf("## What breaks", StringComparison.Ordinal)]
            .Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(l => l.Trim('|').Split(" | ")).ToArray();
        Assert.All(rows, r => Assert.True(r.Length == 3 && r.All(c => c.Trim().Length > 2), string.Join(" | ", r)));
        var explained = rows.SelectMany(r => Regex.Matches(r[0], "[A-Z]{3}-[0-9]{3}").Select(m => m.Value)).ToArray();
        Assert.Equal(explained.Distinct(), explained);
        var engine = Directory.GetFiles(Path.Combine(ParleyCommand.Root, "src", "Parley.Channels"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray();
        var raised = engine.SelectMany(f => Regex.Matches(f, "Raise\\([^;]*?\"([A-Z]{3}-[0-9]{3})\"").Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.True(raised.Count > 15);
        Assert.Empty(raised.Except(explained));
        // An alarm about a rule that the engine finds broken at several places carries that rule.
        var broken = engine.SelectMany(f => Regex.Matches(f, "\"([A-Z]{3}-[0-9]{3})\"").Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(explained.Except(broken));
        // What the watch and the node's self test say in words of their own.
        foreach (var (words, file) in new[] { ("it was set by", "Lines/SelfTest.cs"), ("nobody on the roster is on duty", "Watch/AlarmWatch.cs"), ("cannot use the store", "Watch/AlarmWatch.cs") })
        {
            Assert.Contains(words, File.ReadAllText(Path.Combine(ParleyCommand.Root, "src", "Parley.Node", file)), StringComparison.Ordinal);
            Assert.Contains(rows, r => r[0].Contains(words, StringComparison.Ordinal) || r[1].Contains(words, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Secrets_AreReadFromNoEnvironment()
    {
        // Whether there is a screen, where systemd listens, and what is no secret: who drafts, who releases, and where the node is.
        string[] known = ["DISPLAY", "WAYLAND_DISPLAY", "PARLEY_DRAFTED_BY", "PARLEY_RELEASED_BY", "PARLEY_NODE", "NOTIFY_SOCKET"];
        var read = Directory.GetFiles(Path.Combine(ParleyCommand.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), "GetEnvironmentVariables?\\((?:\"([^\"]*)\"\\))?").Select(m => m.Groups[1].Value)).ToArray();
        Assert.NotEmpty(read);
        Assert.All(read, name => Assert.Contains(name, known));
    }
}
