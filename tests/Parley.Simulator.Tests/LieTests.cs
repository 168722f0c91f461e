using System.Text.RegularExpressions;
using Parley.Channels;
using Parley.Channels.Proofs;
using Parley.Crypto;
using Parley.Simulator.Lies;

namespace Parley.Simulator.Tests;

/// <summary>Each lie of the table is told, and comes to what the table says; the line goes on for those who do not lie.</summary>
public sealed partial class LieTests
{
    public static TheoryData<string> Names => new(LieTable.All.Select(l => l.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Lie_Told_ComesToItsOutcome(string name)
    {
        var lie = LieTable.All.Single(l => l.Name == name);
        var stage = new LieStage(lie.Depositary);
        lie.Tell(stage);
        stage.Line.Run(60);

        var honest = new[] { stage.By, stage.Pl };
        var evidence = honest.SelectMany(s => s.Store.Rows.Evidence.Values.Select(e => (Station: s, Evidence: e))).ToArray();
        var noticed = honest.SelectMany(s => s.Rules).Concat(honest.SelectMany(s => s.Store.Rows.Records.Values).Where(r => r.Flag is not null).Select(_ => "CHN-013")).ToHashSet();
        switch (lie.Outcome)
        {
            case LieOutcome.Refused:
                Assert.All(stage.Answers, a => Assert.Equal((ItemFate.Refused, lie.Rule), (a.Fate, a.Fault?.Rule)));
                Assert.NotEmpty(stage.Answers);
                break;
            case LieOutcome.Noticed:
                Assert.All(stage.Answers, a => Assert.NotEqual(ItemFate.Refused, a.Fate));
                Assert.Contains(lie.Rule!, noticed);
                break;
            case LieOutcome.Proven:
                Assert.Contains(lie.Rule!, noticed);
                Assert.NotEmpty(evidence);
                foreach (var (station, found) in evidence)
                {
                    var file = EvidenceFile.Parse(EvidenceFile.Of(found, station.Engine.Cards[found.Author], SodiumProvider.Instance).ToBytes()).OrThrow();
                    Assert.Equal(stage.Ua.Id, file.Check(SodiumProvider.Instance).OrThrow().Accused.Current.Party);
                }

                break;
            default:
                Assert.All(stage.Answers, a => Assert.NotEqual(ItemFate.Refused, a.Fate));
                Assert.Empty(noticed);
                break;
        }

        if (lie.Outcome != LieOutcome.Proven)
            Assert.Empty(evidence);

        // Nobody who is honest is worse off.
        var said = stage.Line.Say("BY", stage.Channel, "and on it goes");
        stage.Line.Run(10);
        Assert.NotNull(stage.Pl.Store.Find(said.Id));
        Assert.True(stage.By.Has(said, stage.Pl.Party.Id, Rung.Delivered));
        if (lie.Name == "withholding from one")
            Assert.NotNull(stage.Pl.Store.Find(stage.Last.Id));
        if (lie.Name == "flooding")
        {
            Assert.True(stage.By.Engine.Proposed.Count <= 8);
            Assert.Empty(stage.By.Store.Rows.Held);
        }
    }

    [Fact]
    public void Documentation_HasEveryLieAndEveryInvariant()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Parley.slnx")))
            root = root.Parent!;
        var text = File.ReadAllText(Path.Combine(root.FullName, "docs", "simulator.md"));
        foreach (var lie in LieTable.All)
            Assert.Contains($"| {lie.Name} |", text, StringComparison.Ordinal);
        foreach (Match row in LieRow().Matches(text))
        {
            var lie = LieTable.All.Single(l => l.Name == row.Groups["name"].Value);
            Assert.Equal((lie.Outcome == LieOutcome.NoProof ? "no proof" : lie.Outcome.ToString().ToLowerInvariant(), lie.Rule ?? "–"), (row.Groups["outcome"].Value, row.Groups["rule"].Value));
        }

        var source = string.Concat(Directory.GetFiles(Path.Combine(root.FullName, "src", "Parley.Simulator"), "*.cs").Select(File.ReadAllText));
        Assert.Equal(Rules(text), Rules(source));
    }

    private static string[] Rules(string text) => [.. RuleNumber().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex("SIM-[0-9]{3}")]
    private static partial Regex RuleNumber();

    [GeneratedRegex(@"^\| (?<name>[^|]+) \| [^|]+ \| (?<outcome>harmless|refused|noticed|proven|no proof) \| (?<rule>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex LieRow();
}
