namespace Parley.Cli.Demo;

/// <summary>Ends a random node without warning at random moments and starts it again: the exercise must not notice.</summary>
internal sealed class Killer(Exercise exercise, int kills, int seed)
{
    /// <summary>How often a node was killed so far.</summary>
    public long Kills { get; private set; }

    public async Task RunAsync(CancellationToken cancel)
    {
        // A stated seed, so that the choice of nodes and moments can be repeated; nothing here is a secret.
#pragma warning disable RS0030, CA5394
        var random = new Random(seed);
        while (Kills < kills)
        {
            await Task.Delay(random.Next(20, 600), cancel);
            var node = exercise.Nodes[random.Next(exercise.Nodes.Count)];
#pragma warning restore RS0030, CA5394
            await node.KillAsync();
            Kills++;
            await node.StartAsync(cancel);
        }
    }
}
