using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>The operator's manual as it stands, typed on two bare Debian machines: the package, the service, the half hour, and a store that is damaged.</summary>
[Trait("suite", "packages")]
public sealed partial class HalfHourOnMachinesTests(ITestOutputHelper output)
{
    private static readonly string[] Parties = ["X-NN", "X-SS"];

    [Fact]
    public async Task Manual_TypedAsItStands_OnTwoMachinesThatHaveNothing_EndsWithACosignedLineTest_AndADamagedStoreComesBack()
    {
        if (Machines.Lacks() is { } lacking)
            Assert.Skip(lacking);
        using var scratch = new Scratch();
        (await ParleyCommand.RunProgramAsync(Path.Combine(ParleyCommand.Root, "package"), ParleyCommand.Root, "deb", "--out", scratch["out"])).Succeeded();
        await using var machines = await Machines.StartAsync(scratch.Path);
        for (var machine = 0; machine < 2; machine++)
        {
            var package = Directory.GetFiles(scratch["out"], "*.deb").Single();
            File.Copy(package, machines.Path(machine, $"/root/{Path.GetFileName(package)}"));
            foreach (var stick in new[] { "/media/stick", "/media/second" })
                Directory.CreateDirectory(machines.Path(machine, stick));
        }

        // The manual's section, line by line; each side types its own.
        var said = new List<(int Machine, string Line, ParleyCommand.Result Result)>();
        foreach (var (who, line) in Lines("manual.md", "## Half an hour", "## Every alarm"))
        {
            foreach (var machine in who == "BY" ? [0] : who == "UA" ? [1] : new[] { 0, 1 })
                said.Add((machine, line, await TypeAsync(machine, line, exchanged: who == "both" && machine == 1)));
            if (line.Contains("card show", StringComparison.Ordinal))
            {
                for (var machine = 0; machine < 2; machine++)
                    File.Copy(machines.Path(machine, $"/root/{Parties[machine]}.card.txt"), machines.Path(1 - machine, $"/root/{Parties[machine]}.card.txt"));
            }
        }

        var words = said.Where(s => s.Line.Contains("card accept", StringComparison.Ordinal)).Select(s => Words().Match(s.Result.Error).Value).ToArray();
        Assert.Equal(2, words.Length);
        Assert.Equal(12, words[0].Split(' ').Length);
        Assert.Equal(words[0], words[1]);
        var looks = said.Where(s => s.Line == "parley doctor").Select(s => s.Result.Output).ToArray();
        Assert.Equal(4, looks.Length);
        Assert.All(looks, l => Assert.DoesNotContain("BAD", l, StringComparison.Ordinal));
        Assert.All(looks, l => Assert.Matches("ok   backup ", l));
        Assert.All(looks[2..], l => Assert.Matches("ledger by-ua.border .*cosigned by all", l));
        Assert.Matches("read at the desk *│ ✓", said.Single(s => s.Line.StartsWith("parley ladder", StringComparison.Ordinal)).Result.Output);

        // The store of the second is damaged, and it comes back with what it said after its backup.
        Assert.Equal("", (await TypeAsync(1, "systemctl stop parley; dd if=/dev/urandom of=/var/lib/parley/node.db bs=4096 seek=2 count=30 conv=notrunc status=none; rm -f /var/lib/parley/node.db-wal")).Output);
        (await TypeAsync(1, "systemctl start parley", mayFail: true)).Fails("parley.service");
        Assert.Contains("restore a backup beside it", (await TypeAsync(1, "journalctl -u parley -o cat")).Output, StringComparison.Ordinal);
        foreach (var (_, line) in Lines("backup.md", "## When the store is damaged", "## The drill"))
            await TypeAsync(1, line);
        await UntilAsync(1, "by-ua.border *open", "parley channel list");
        await UntilAsync(0, "CHN-064: X-SS was restored from a backup", "parley status");
        Assert.Contains("This is a test of the line.", (await TypeAsync(1, "parley archive /root/archive >&2; parley verify /root/archive >&2; grep -rh 'a test of the line' /root/archive")).Output, StringComparison.Ordinal);
        await TypeAsync(1, "parley send by-ua.border --to BY/mod-duty --text \"Back.\" --drafted-by duty-1 --released-by duty-2 --wait");

        async Task<ParleyCommand.Result> TypeAsync(int machine, string line, bool exchanged = false, bool mayFail = false)
        {
            var typed = line.Replace("RECORD", said.Where(s => s.Machine == machine).Select(s => Id().Match(s.Result.Output)).LastOrDefault(m => m.Success)?.Value, StringComparison.Ordinal);
            typed = Party().Replace(typed, m => Parties[(m.Value == "BY") == exchanged ? 1 : 0]).Replace("192.0.2.1", $"192.0.2.{machine + 1}", StringComparison.Ordinal);
            var result = await machines.TypeAsync(machine, $"export PARLEY_NODE=/var/lib/parley\n{typed}", Answers(line));
            // A proposal of a moment ago may still be on its way: whoever reads that nothing is known of it types it again.
            for (var again = 0; again < 20 && result.ExitCode != 0 && line.StartsWith("parley channel show", StringComparison.Ordinal); again++)
            {
                await Task.Delay(500, TestContext.Current.CancellationToken);
                result = await machines.TypeAsync(machine, $"export PARLEY_NODE=/var/lib/parley\n{typed}", Answers(line));
            }

            output.WriteLine($"{Parties[machine]}# {typed}\n{result.Output}{result.Error}");
            return mayFail || line.StartsWith("parley status", StringComparison.Ordinal) ? result : result.Succeeded();
        }

        Task UntilAsync(int machine, string shown, string line) =>
            RunningNode.UntilAsync(async () => Regex.IsMatch((await TypeAsync(machine, line)).Output, shown), seconds: 60);
    }

    /// <summary>What is to be typed between two headings of a page, and by whom: 'BY', 'UA', or both.</summary>
    private static IEnumerable<(string Who, string Line)> Lines(string page, string from, string to)
    {
        var text = File.ReadAllText(Path.Combine(ParleyCommand.Root, "docs", "operator", page));
        var who = "both";
        foreach (var line in text[text.IndexOf(from, StringComparison.Ordinal)..text.IndexOf(to, StringComparison.Ordinal)].Split('\n'))
        {
            if (line.StartsWith("    ", StringComparison.Ordinal))
                yield return (who, line.Trim());
            else if (line.StartsWith('#'))
                who = "both";
            else if (Side().Match(line) is { Success: true } side)
                who = side.Value;
        }
    }

    private static string Answers(string line) => line switch
    {
        _ when line.StartsWith("apt ", StringComparison.Ordinal) => "y\n",
        _ when line.Contains("card accept", StringComparison.Ordinal) => "yes\n",
        _ when line.StartsWith("parley restore", StringComparison.Ordinal) => "six words of a backup\nsix words of a root\n",
        _ when line.StartsWith("parley backup key", StringComparison.Ordinal) => "six words of a backup\n",
        _ when line.StartsWith("parley key move", StringComparison.Ordinal) => "six words of a root\n",
        _ => "",
    };

    [GeneratedRegex("(?:[a-z]{5} ){11}[a-z]{5}", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"\b(?:BY|UA)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Party();

    [GeneratedRegex("^(?:BY|UA)(?=[:,])", RegexOptions.CultureInvariant)]
    private static partial Regex Side();
}
