using Parley.Records;
using Parley.Records.Fields;
using Parley.Simulator;
using Scenario = Parley.Cli.Demo.Scenario;

namespace Parley.Cases.Tests.World;

/// <summary>The records of a sample, signed by its officers as the demo has them signed, without nodes between.</summary>
internal static class Sample
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Record> Records(string name) => Records(Scenario.Read(Path.Combine(Root, "samples", name, "scenario.yaml")));

    public static IReadOnlyList<Record> Records(Scenario scenario)
    {
        var channels = scenario.Channels.ToDictionary(c => c.Name, c => new ChannelId(c.Name, Digest.Of(System.Text.Encoding.UTF8.GetBytes(c.Name))));
        var parties = scenario.Parties.ToDictionary(p => p.Id, p => new TestParty(p.Id));
        var heads = new Dictionary<(string Channel, string Author), Head>();
        var said = new Dictionary<string, Record>();
        foreach (var step in scenario.Steps)
        {
            var party = parties[step.Author];
            var fields = step.FieldsWith(said.ToDictionary(s => s.Key, s => s.Value.Id.ToString())).ToList();
            if (step.Track == "exercise")
                fields.Add(new Field("modelled-on", string.Join(", ", step.Source)));
            var seen = heads.Where(h => h.Key.Channel == step.Channel && h.Key.Author != step.Author && !step.Unread.Any(u => said[u].Id == h.Value.Id))
                .Select(h => h.Value).OrderBy(h => h.Author).ToArray();
            var saying = party.Say(channels[step.Channel], step.To.Select(PostId.Parse), "", step.Time, c => c with
            {
                Desk = PostId.Parse($"{step.Author}/{step.Desk}"),
                Info = [.. step.Info.Select(PostId.Parse)],
                Seen = seen,
                Precedence = Enum.Parse<Precedence>(step.Precedence, ignoreCase: true),
                Form = FormId.Parse(step.Form),
                Subject = step.Subject == "-" ? null : step.Subject,
                Language = step.Language,
                Exercise = step.Track == "exercise",
            }, fields, officers: 0);
            var officers = step.Officers.Select(o => party.Sign(o.Key == "drafted" ? OfficerRole.Drafted : OfficerRole.Released, PostId.Parse($"{step.Author}/{o.Value}"), saying.Content)).ToArray();
            heads.TryGetValue((step.Channel, step.Author), out var head);
            var record = party.Number(saying with { Officers = officers }, (head?.Number ?? 0) + 1, head?.Id);
            heads[(step.Channel, step.Author)] = record.Head;
            said[step.Id] = record;
        }

        return [.. said.Values];
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Parley.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The repository is not above the tests.");
        return directory.FullName;
    }
}
