using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Records.Text;

namespace Parley.Records.Policies;

/// <summary>What a channel carries.</summary>
public enum Track
{
    /// <summary>What the parties say to each other.</summary>
    Traffic,

    /// <summary>What was said and done in public, entered as such.</summary>
    PublicRecord,
}

/// <summary>A channel's rules, signed by every member; the founding policy's hash is part of the channel's identity.</summary>
public sealed record ChannelPolicy
{
    /// <summary>The channel's name.</summary>
    public required string Name { get; init; }

    /// <summary>The policy's version, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>SHA-256 of the text of the version before; nothing on version 1.</summary>
    public Digest? Previous { get; init; }

    /// <summary>Whether the channel is an exercise: then all members are exercise parties.</summary>
    public required bool Exercise { get; init; }

    /// <summary>What the channel carries.</summary>
    public required Track Track { get; init; }

    /// <summary>The parties, in the order of their ids, each with its root key.</summary>
    public required IReadOnlyList<Member> Members { get; init; }

    /// <summary>The member that orders membership and key changes.</summary>
    public required PartyId Depositary { get; init; }

    /// <summary>Seconds between a party's line tests.</summary>
    public required int LineTestSeconds { get; init; }

    /// <summary>Seconds within which a record is to be answered, by precedence.</summary>
    public required AnswerTimes Answer { get; init; }

    /// <summary>Languages that every member's desk can read.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Forms that may go out on one officer's key, perhaps only at some precedences; every other needs a draft and a release by two officers.</summary>
    public required IReadOnlyList<StandingAuthority> SingleKey { get; init; }

    /// <summary>How the scenario's clock runs in an exercise; nothing means real time (ADR 0003).</summary>
    public ExerciseClock? Clock { get; init; }

    /// <summary>The policy's exact text.</summary>
    public byte[] ToBytes()
    {
        var writer = new LineWriter()
            .Line(Opening)
            .Value("channel", Name)
            .Value("version", Version.ToString(CultureInfo.InvariantCulture))
            .Value("previous", Previous?.ToString() ?? "-")
            .Value("exercise", Exercise ? "yes" : "no")
            .Value("track", TrackWord(Track));
        foreach (var member in Members)
            writer.Value("member", member.ToString());
        return writer
            .Value("depositary", Depositary.Value)
            .Value("line-test", LineTestSeconds.ToString(CultureInfo.InvariantCulture))
            .Value("answer", Answer.ToString())
            .List("languages", Languages)
            .List("single-key", SingleKey)
            .Value("clock", Clock?.ToString() ?? "real")
            .ToBytes();
    }

    /// <summary>SHA-256 of the policy's text.</summary>
    public Digest Hash => Digest.Of(ToBytes());

    // POL-012
    /// <summary>Whether one officer may send the form at that precedence alone.</summary>
    public bool IsOnOneKey(FormId form, Precedence precedence) => SingleKey.Any(a => a.Covers(form, precedence));

    /// <summary>Whether the party is a member.</summary>
    public bool HasMember(PartyId party) => Members.Any(m => m.Party == party);

    internal const string Opening = "parley policy v1";

    /// <summary>Reads a policy's text. Never throws.</summary>
    public static Outcome<ChannelPolicy> Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > Limits.NoteBytes)
            return new Fault("POL-001", 0, $"the policy has {text.Length} bytes; {Limits.NoteBytes} are allowed");
        var reader = LineReader.Open(text, "POL-001");
        reader.Expect(Opening, "POL-001");
        var name = reader.Value("channel");
        var version = reader.Token<long>("version", "POL-003", Numbers.TryParse, "a number from 1");
        var previousText = reader.Value("previous");
        Digest? previous = Digest.TryParse(previousText, out var hash) ? hash : null;
        if (previous is null != (version == 1) || (previous is null && previousText != "-"))
            reader.Fail("POL-004", "'previous' must be the hash of the version before, and a hyphen on version 1 only");
        var exercise = reader.Token<bool>("exercise", "POL-005", YesNo.TryParse, "yes or no");
        var track = reader.Token<Track>("track", "POL-006", TryParseTrack, "'traffic' or 'public-record'");
        var members = reader.Repeated<Member>("member", "POL-007", Member.TryParse, "a party id and its root key");
        var depositary = reader.Token<PartyId>("depositary", "POL-008", PartyId.TryParse, "a party id");
        var lineTest = reader.Token<long>("line-test", "POL-009", Numbers.TryParse, "a number of seconds");
        var answer = reader.Token<AnswerTimes>("answer", "POL-010", AnswerTimes.TryParse, "four numbers of seconds: flash, immediate, priority, routine");
        var languages = reader.List<string>("languages", "POL-011", TryParseLanguage, "language tags with one space between");
        var singleKey = reader.List<StandingAuthority>("single-key", "POL-012", StandingAuthority.TryParse, "forms, each perhaps with '@' and flash, immediate or priority, with one space between, or a hyphen");
        var clock = reader.Token<ClockLine>("clock", "POL-013", ClockLine.TryParse, "'real', or 'exercise' with scenario start, real start and rate");
        reader.End();
        if (reader.Fault is { } fault)
            return fault;
        var policy = new ChannelPolicy
        {
            Name = name,
            Version = version,
            Previous = previous,
            Exercise = exercise,
            Track = track,
            Members = members,
            Depositary = depositary!,
            LineTestSeconds = (int)Math.Min(lineTest, int.MaxValue),
            Answer = answer!,
            Languages = languages,
            SingleKey = singleKey,
            Clock = clock!.Clock,
        };
        return policy.Check() is { } broken ? broken : policy;
    }

    /// <summary>The first rule that this policy breaks, or nothing.</summary>
    public Fault? Check()
    {
        if (!ChannelId.IsName(Name))
            return new Fault("POL-002", 0, "the name is not 1 to 64 lower-case letters, digits, dots and hyphens");
        if (Version is < 1 or > Numbers.Max)
            return new Fault("POL-003", 0, "the version is not a number from 1");
        if (Previous is null != (Version == 1))
            return new Fault("POL-004", 0, "'previous' must be the hash of the version before, and a hyphen on version 1 only");
        if (Members.Count is < 2 or > Limits.Parties)
            return new Fault("POL-007", 0, $"a channel has between 2 and {Limits.Parties} members");
        for (var i = 1; i < Members.Count; i++)
        {
            if (Members[i - 1].Party.CompareTo(Members[i].Party) >= 0)
                return new Fault("POL-007", 0, "the members are not in the order of their ids, each once");
        }

        if (Members.Any(m => m.Party.IsExercise != Exercise))
            return new Fault("POL-005", 0, "exercise parties meet on exercise channels only, and no other party is on one");
        if (!HasMember(Depositary))
            return new Fault("POL-008", 0, "the depositary is not a member");
        if (LineTestSeconds is < 60 or > 7 * 86400)
            return new Fault("POL-009", 0, "the line-test interval is not between a minute and a week");
        if (!Answer.IsPlausible)
            return new Fault("POL-010", 0, $"an answer time is not between 1 second and {AnswerTimes.Max}");
        if (Languages.Count is 0 or > 16 || !Languages.All(LanguageTag.IsTag) || Languages.Distinct().Count() != Languages.Count)
            return new Fault("POL-011", 0, "the languages are not 1 to 16 BCP 47 tags, each once");
        if (SingleKey.Count > Limits.ListItems || SingleKey.DistinctBy(a => a.Form).Count() != SingleKey.Count)
            return new Fault("POL-012", 0, $"the forms for one officer's key are not at most {Limits.ListItems}, each once");
        if (Clock is not null && !Exercise)
            return new Fault("POL-013", 0, "only an exercise runs on a scenario's clock");
        return null;
    }

    private static string TrackWord(Track track) => track == Track.Traffic ? "traffic" : "public-record";

    private static bool TryParseLanguage(string text, [MaybeNullWhen(false)] out string tag)
    {
        tag = text;
        return LanguageTag.IsTag(text);
    }

    private static bool TryParseTrack(string text, out Track track)
    {
        track = text == "public-record" ? Track.PublicRecord : Track.Traffic;
        return text == TrackWord(track);
    }

    private sealed record ClockLine(ExerciseClock? Clock)
    {
        public static bool TryParse(string text, [NotNullWhen(true)] out ClockLine? line)
        {
            line = text == "real" ? new ClockLine((ExerciseClock?)null)
                : ExerciseClock.TryParse(text, out var clock) ? new ClockLine(clock)
                : null;
            return line is not null;
        }
    }
}
