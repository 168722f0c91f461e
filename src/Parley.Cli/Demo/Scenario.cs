using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Policies;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Cli.Demo;

/// <summary>An exercise as data: <c>samples/NAME/scenario.yaml</c>, whose README explains the keys.</summary>
internal sealed class Scenario
{
    public string Name { get; init; } = "";

    public string Title { get; init; } = "";

    public string Starts { get; init; } = "";

    public string Ends { get; init; } = "";

    public Dictionary<string, string> UtcOffsets { get; init; } = [];

    public List<ScenarioParty> Parties { get; init; } = [];

    public List<ScenarioChannel> Channels { get; init; } = [];

    public List<ScenarioSource> Sources { get; init; } = [];

    public List<ScenarioStep> Steps { get; init; } = [];

    public DateTimeOffset Start => Time(Starts, "starts");

    public DateTimeOffset End => Time(Ends, "ends");

    /// <summary>
    /// A step's time on the clock of the whole exercise. A channel that <see cref="ScenarioChannel.Starts"/> later shows what
    /// became known later, and plays beside the others from the beginning.
    /// </summary>
    public DateTimeOffset OnClock(ScenarioStep step) => step.Time - (StartOf(Channels.First(c => c.Name == step.Channel)) - Start);

    /// <summary>The scenario's time on a channel when the exercise begins.</summary>
    public DateTimeOffset StartOf(ScenarioChannel channel) => channel.Starts is { } starts ? Time(starts, channel.Name) : Start;

    /// <summary>Reads and checks a scenario.</summary>
    /// <exception cref="InvalidDataException">It does not read, or does not hold together; the message says where.</exception>
    public static Scenario Read(string file)
    {
        try
        {
            var scenario = new DeserializerBuilder()
                .WithNamingConvention(HyphenatedNamingConvention.Instance)
                .WithDuplicateKeyChecking()
                .Build()
                .Deserialize<Scenario?>(File.ReadAllText(file))
                ?? throw new InvalidDataException($"{file} is empty; samples/belarus-2022/scenario.yaml shows what stands in one.");
            scenario.Check(file);
            return scenario;
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>The scenario's time of a text such as <c>2022-12-29T07:12:00Z</c>.</summary>
    public static DateTimeOffset Time(string text, string where) => Records.Text.Times.TryParse(text, out var time)
        ? time
        : throw new InvalidDataException($"'{text}' ({where}) is not a UTC time such as 2022-12-29T07:12:00Z");

    private void Check(string file)
    {
        var desks = Parties.SelectMany(p => p.Desks.Select(d => $"{p.Id}/{d}")).ToHashSet();
        var known = new Dictionary<string, ScenarioStep>();
        var last = Channels.ToDictionary(c => c.Name, StartOf);
        foreach (var party in Parties)
        {
            if (!PartyId.TryParse(party.Id, out var id) || !id.IsExercise)
                throw Broken(party.Id, "an exercise party's id begins with X-");
            _ = party.Delay;
        }

        foreach (var step in Steps)
        {
            if (Channels.FirstOrDefault(c => c.Name == step.Channel) is not { } channel)
                throw Broken(step.Id, $"there is no channel '{step.Channel}'");
            if (step.Track is not ("public" or "exercise") || (step.Track == "public") != (channel.Kind == Track.PublicRecord))
                throw Broken(step.Id, $"its track '{step.Track}' is not the track of {channel.Name}: the two are never mixed");
            if (step.Source.Count == 0 || step.Source.FirstOrDefault(s => Sources.All(known => known.Id != s)) is not null)
                throw Broken(step.Id, "it names no source, or one that is not listed");
            if (step.Time < last[channel.Name] || OnClock(step) > End)
                throw Broken(step.Id, "it is earlier than the step before on its channel, or outside the exercise");
            if (step.To.Concat(step.Info).Append($"{step.Author}/{step.Desk}").FirstOrDefault(d => !desks.Contains(d)) is { } desk)
                throw Broken(step.Id, $"there is no desk {desk}");
            if (!step.Officers.ContainsKey("released"))
                throw Broken(step.Id, "no officer releases it");
            if (step.Unread.Append(step.Answers ?? step.Id).Concat(step.Named).FirstOrDefault(other => other != step.Id && !known.ContainsKey(other)) is { } missing)
                throw Broken(step.Id, $"it refers to '{missing}', which is no earlier step");
            if (!known.TryAdd(step.Id, step))
                throw Broken(step.Id, "the id stands twice");
            last[channel.Name] = step.Time;
        }

        InvalidDataException Broken(string where, string what) => new($"{file}, {where}: {what}.");
    }
}

internal sealed class ScenarioParty
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public List<string> Desks { get; init; } = [];

    public List<string> Officers { get; init; } = [];

    public string ReadsAfter { get; init; } = "5m";

    /// <summary>How long its desks take to read what was delivered, in the scenario's time.</summary>
    public TimeSpan Delay => ReadsAfter.Length > 1 && double.TryParse(ReadsAfter[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        ? ReadsAfter[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => throw new InvalidDataException($"{Id}: reads-after '{ReadsAfter}' wants a unit: s, m or h"),
        }
        : throw new InvalidDataException($"{Id}: reads-after '{ReadsAfter}' is not a time such as 6m");
}

internal sealed class ScenarioChannel
{
    public string Name { get; init; } = "";

    public string Track { get; init; } = "";

    /// <summary>The scenario's time on this channel when the exercise begins, where it is another than the scenario's.</summary>
    public string? Starts { get; init; }

    public List<string> Members { get; init; } = [];

    public string Depositary { get; init; } = "";

    public List<string> Languages { get; init; } = [];

    public List<string> SingleKey { get; init; } = [];

    public Track Kind => Track switch
    {
        "traffic" => Records.Policies.Track.Traffic,
        "public-record" => Records.Policies.Track.PublicRecord,
        _ => throw new InvalidDataException($"channel {Name}: the track is traffic or public-record, not '{Track}'"),
    };
}

internal sealed class ScenarioSource
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string Publisher { get; init; } = "";

    public string? Author { get; init; }

    public string? Address { get; init; }

    public string? Note { get; init; }
}

internal sealed partial class ScenarioStep
{
    public string Id { get; init; } = "";

    public string At { get; init; } = "";

    public string Track { get; init; } = "";

    public string Channel { get; init; } = "";

    public string Author { get; init; } = "";

    public string Desk { get; init; } = "";

    public Dictionary<string, string> Officers { get; init; } = [];

    public List<string> To { get; init; } = [];

    public List<string> Info { get; init; } = [];

    public string Precedence { get; init; } = "routine";

    public string Form { get; init; } = "";

    public string Subject { get; init; } = "-";

    public string Language { get; init; } = "en";

    public string? Answers { get; init; }

    public List<string> Questions { get; init; } = [];

    public List<string> Unread { get; init; } = [];

    public List<string> Source { get; init; } = [];

    public Dictionary<string, string> Fields { get; init; } = [];

    public DateTimeOffset Time => Scenario.Time(At, Id);

    /// <summary>The steps whose records its fields name, as <c>${step}</c>.</summary>
    public IEnumerable<string> Named => Fields.Values.SelectMany(v => NamePattern().Matches(v)).Select(m => m.Groups[1].Value);

    /// <summary>Its fields, with the ids of the records that they name.</summary>
    public IEnumerable<Field> FieldsWith(IReadOnlyDictionary<string, string> records)
    {
        foreach (var (name, value) in Fields)
            yield return new Field(name, NamePattern().Replace(value, m => records[m.Groups[1].Value]));
        if (Answers is not null)
            yield return new Field(ClaimReader.AnswersField, string.Join(' ', Questions.Prepend(records[Answers])));
    }

    [GeneratedRegex(@"\$\{([a-z0-9-]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
