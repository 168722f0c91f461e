using Parley.Node.Api;

namespace Parley.Cli.Demo;

/// <summary>How the records of an exercise travelled, and whether all members of every channel are in one group.</summary>
/// <param name="TakenSealed">Records that came sealed for a channel's group, over all nodes since each last started.</param>
/// <param name="TakenPlain">Records that came as they are.</param>
/// <param name="Groups">Groups, one for each channel.</param>
/// <param name="GroupsInStep">Of those, how many have all members in one epoch with one authenticator.</param>
internal sealed record Sealing(long TakenSealed, long TakenPlain, long Groups, long GroupsInStep)
{
    /// <summary>Waits until all members of every channel are in its group.</summary>
    public static async Task WaitAsync(Exercise exercise, CancellationToken cancel)
    {
        while (await OfAsync(exercise, cancel) is var found && found.GroupsInStep < found.Groups)
            await Task.Delay(50, cancel);
    }

    public static async Task<Sealing> OfAsync(Exercise exercise, CancellationToken cancel)
    {
        var shown = new List<(string Channel, int Members, SealingMessage Sealing)>();
        foreach (var node in exercise.Nodes)
        {
            foreach (var channel in (await node.Client.NodeAsync(cancel)).Channels)
                shown.Add((channel.Name, channel.Members.Count, channel.Sealing ?? new SealingMessage(0, "", [], [], 0, 0)));
        }

        var groups = shown.GroupBy(s => s.Channel).ToArray();
        return new Sealing(
            shown.Sum(s => s.Sealing.TakenSealed), shown.Sum(s => s.Sealing.TakenPlain), groups.Length,
            groups.Count(g => g.All(s => s.Sealing.Epoch > 0 && s.Sealing.Members.Count == s.Members) && g.Select(s => (s.Sealing.Epoch, s.Sealing.Authenticator)).Distinct().Count() == 1));
    }
}
