namespace Parley.Simulator.Tests;

/// <summary>Whole runs. What fails prints the command that repeats it.</summary>
public sealed class SimulationTests
{
    // Worlds of several shapes: a pair under heavy load, a few parties, many, some of whom lie, and what travels sealed.
    private static readonly Scenario[] Shapes =
    [
        new() { Parties = 2, Channels = 1, Messages = 30 },
        new() { Parties = 4, Channels = 2, Messages = 12, LineTestSeconds = 300 },
        new(),
        new() { Parties = 6, Channels = 5, Liars = 1, Span = TimeSpan.FromHours(4), Faults = FaultKinds.All },
        new() { Parties = 60, Channels = 50, Span = TimeSpan.FromHours(2) },
        new() { Parties = 3, Channels = 2, Span = TimeSpan.FromHours(2), Seals = true },
    ];

    [Fact]
    public void Run_OfTheSameSeed_IsTheSame()
    {
        var scenario = new Scenario { Seed = 3, Parties = 4, Channels = 2, Span = TimeSpan.FromHours(2) };
        var first = Holds(scenario);
        Assert.Equal(first.Fingerprint, Holds(scenario).Fingerprint);
        Assert.Equal(first.Tally.AllFaults, Holds(scenario).Tally.AllFaults);
        Assert.NotEqual(first.Fingerprint, Holds(scenario with { Seed = 4 }).Fingerprint);
    }

    [Fact]
    public void Run_WithoutFaults_CountsNoHour()
    {
        var run = Holds(new Scenario { Parties = 3, Channels = 2, Span = TimeSpan.FromHours(1), Faults = FaultKinds.None });
        Assert.Equal(0, run.Tally.ChannelHours);
        Assert.Equal(0, run.Tally.AllFaults);
        Assert.True(run.Tally.Said > 0 && run.Tally.Delivered > run.Tally.Said);
    }

    [Theory]
    [Trait("suite", "simulation")]
    [MemberData(nameof(Kinds))]
    public void Run_WithOneKindOfFault_HoldsAndHasIt(string kind)
    {
        Assert.True(Scenario.TryParse(kind, out var faults));
        var lies = (faults & FaultKinds.Lies) != 0;
        var run = Holds(new Scenario { Seed = 1, Parties = 6, Channels = 3, Span = TimeSpan.FromHours(16), Messages = 2, Faults = faults, FastCrypto = true, Liars = lies ? 1 : 0 });
        Assert.Equal([faults], run.Tally.Faults.Keys);
    }

    public static TheoryData<string> Kinds => new(Scenario.Each(FaultKinds.Honest).Select(Scenario.Name));

    [Fact]
    public void Command_OfAScenario_SaysAllOfIt()
    {
        Assert.Equal("parley simulate --runs 1 --seed 7 --parties 3 --channels 2 --span 0.5 --liars 1 --messages 9 --line-test 60 --faults loss,old-backup --max-faults 5 --max-messages 2 --fast-crypto --seal",
            new Scenario
            {
                Seed = 7, Parties = 3, Channels = 2, Liars = 1, Span = TimeSpan.FromMinutes(30), Messages = 9, LineTestSeconds = 60,
                Faults = FaultKinds.Loss | FaultKinds.OldBackup, MaxFaults = 5, MaxMessages = 2, FastCrypto = true, Seals = true,
            }.ToCommand());
        foreach (var kinds in new[] { FaultKinds.None, FaultKinds.All, FaultKinds.Honest, FaultKinds.Loss | FaultKinds.LostWrites })
        {
            Assert.True(Scenario.TryParse(Scenario.Format(kinds), out var read));
            Assert.Equal(kinds, read);
        }

        Assert.False(Scenario.TryParse("loss,rain", out _));
    }

    [Fact]
    [Trait("suite", "simulation")]
    public void Campaign_OfStatedSeeds_HoldsEverywhere()
    {
        // The same runs every time; 'parley simulate' plays others for as long as one likes.
        const int Seed = 1, Runs = 12;
        var campaign = Campaign.Run(i => Shapes[i % Shapes.Length] with { Seed = Seed + i }, tally => tally.Runs >= Runs, Environment.ProcessorCount, cancel: TestContext.Current.CancellationToken);
        var tally = campaign.Tally;
        Assert.True(campaign.Failure is null, $"{campaign.Failure?.Violation?.Message}\n{campaign.Failure?.Scenario.ToCommand()}");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{tally.Runs} runs from seed {Seed}: {tally.ChannelHours} channel-hours, {tally.Records} records, {tally.AllFaults} faults, slowest recovery {tally.SlowestRecovery}");
    }

    private static RunResult Holds(Scenario scenario)
    {
        var run = new Simulation(scenario).Run();
        Assert.True(run.Violation is null, $"{run.Violation?.Message}\n{scenario.ToCommand()}");
        return run;
    }
}
