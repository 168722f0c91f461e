using System.Text;
using System.Text.Json.Nodes;
using Parley.Records.Policies;

namespace Parley.Records.Tests.Vectors;

/// <summary>Policies, good ones and such with one fault. Their signatures are judged by <c>Parley.Channels</c>.</summary>
internal static class PolicyVectors
{
    public static ChannelPolicy Border { get; } = new()
    {
        Name = "by-ua-pl.border",
        Version = 1,
        Exercise = false,
        Track = Track.Traffic,
        Members = [.. new[] { "BY", "PL", "UA" }.Select(p => new Member(PartyId.Parse(p), Cast.Ed25519($"{p} root")))],
        Depositary = Cast.By,
        LineTestSeconds = 3600,
        Answer = AnswerTimes.Default,
        Languages = ["be", "uk", "pl", "en"],
        SingleKey = [new(FormId.Parse("incident.holding/1")), new(FormId.ReadReceipt)],
    };

    private static readonly ChannelPolicy Exercise = Border with
    {
        Name = "x",
        Exercise = true,
        Track = Track.PublicRecord,
        Members = [.. new[] { "X-BY", "X-UA" }.Select(p => new Member(PartyId.Parse(p), Cast.Ed25519($"{p} root")))],
        Depositary = PartyId.Parse("X-UA"),
        SingleKey = [],
        Clock = new ExerciseClock(Cast.Noon, Cast.Noon.AddYears(4), 60),
    };

    public static IReadOnlyList<Vector> Good { get; } =
    [
        Take("border", Border),
        Take("exercise", Exercise),
        Take("later-version", Border with { Version = 2, Previous = Border.Hash }),
        Take("least", Border with { LineTestSeconds = 60, Answer = new AnswerTimes(1, 1, 1, 1), Languages = ["en"], SingleKey = [], Members = [.. Border.Members.Take(2)] }),
        Take("most", Border with
        {
            Name = new string('n', 64),
            Members = [.. Enumerable.Range(0, 64).Select(i => new Member(PartyId.Parse($"P{i:00}"), Cast.Ed25519($"P{i:00} root")))],
            Depositary = PartyId.Parse("P63"),
            LineTestSeconds = 604800,
            Answer = new AnswerTimes(AnswerTimes.Max, AnswerTimes.Max, AnswerTimes.Max, AnswerTimes.Max),
            Languages = [.. Enumerable.Range(0, 16).Select(i => $"a{(char)('a' + i)}")],
            SingleKey = [.. Enumerable.Range(1, 256).Select(i => new StandingAuthority(FormId.Parse($"f/{i}")))],
        }),
        Take("fastest-clock", Exercise with { Clock = new ExerciseClock(DateTimeOffset.MinValue, Cast.Noon, 1_000_000) }),
    ];

    public static IReadOnlyList<Vector> Bad { get; } =
    [
        Harm("POL-001", "version-2", "policy v1", "policy v2"),
        Harm("POL-001", "line-missing", "clock        real\n", ""),
        Harm("POL-001", "line-more", "clock        real\n", "clock        real\nclock        real\n"),
        Harm("POL-001", "too-long", "track        traffic", $"track        {new string('t', 66000)}"),
        Harm("POL-002", "name-in-capitals", "by-ua-pl.border", "By-ua-pl.border"),
        Harm("POL-002", "name-65", "by-ua-pl.border", new string('n', 65)),
        Harm("POL-003", "version-0", "version      1", "version      0"),
        Harm("POL-004", "no-previous", "version      1", "version      2"),
        Harm("POL-004", "previous-on-version-1", "previous     -", $"previous     {new string('a', 64)}"),
        Harm("POL-004", "previous-word", "previous     -", "previous     none"),
        Harm("POL-005", "exercise-of-real-parties", "exercise     no", "exercise     yes"),
        Harm("POL-005", "exercise-maybe", "exercise     no", "exercise     No"),
        Harm("POL-005", "exercise-party-on-a-real-channel", "member       UA", "member       X-UA"),
        Harm("POL-006", "track", "track        traffic", "track        Traffic"),
        Harm("POL-007", "one-member", Lines("PL", "UA"), ""),
        Harm("POL-007", "no-member", Lines("BY", "PL", "UA"), ""),
        Harm("POL-007", "member-twice", Lines("PL"), Lines("PL") + Lines("PL")),
        Harm("POL-007", "members-out-of-order", Lines("BY", "PL"), Lines("PL") + Lines("BY")),
        Harm("POL-007", "65-members", Lines("PL"), string.Concat(Enumerable.Range(0, 63).Select(i => $"member       D{i:00} {Cast.Ed25519("x")}\n")) + Lines("PL").Replace("PL", "DPL", StringComparison.Ordinal)),
        Harm("POL-007", "257-members", Lines("PL"), string.Concat(Enumerable.Range(0, 255).Select(i => $"member       D{i:000} {Cast.Ed25519("x")}\n"))),
        Harm("POL-007", "passkey", Cast.Ed25519("PL root").ToString(), Cast.Passkey("PL root").ToString()),
        Harm("POL-008", "depositary-of-another-channel", "depositary   BY", "depositary   LV"),
        Harm("POL-008", "depositary-lower-case", "depositary   BY", "depositary   by"),
        Harm("POL-009", "line-test-59", "line-test    3600", "line-test    59"),
        Harm("POL-009", "line-test-604801", "line-test    3600", "line-test    604801"),
        Harm("POL-009", "line-test-2-to-the-32", "line-test    3600", "line-test    4294970896"),
        Harm("POL-009", "line-test-0", "line-test    3600", "line-test    0"),
        Harm("POL-010", "answer-three", "900 3600 86400 259200", "900 3600 86400"),
        Harm("POL-010", "answer-five", "900 3600 86400 259200", "900 3600 86400 259200 1"),
        Harm("POL-010", "answer-0", "900 3600", "0 3600"),
        Harm("POL-010", "answer-more-than-a-year", "259200", "31622401"),
        Harm("POL-010", "answer-2-to-the-53", "259200", "9007199254740991"),
        Harm("POL-011", "language-name", "be uk pl en", "Belarusian"),
        Harm("POL-011", "language-none", "be uk pl en", "-"),
        Harm("POL-011", "language-twice", "be uk pl en", "be be"),
        Harm("POL-011", "languages-17", "be uk pl en", string.Join(' ', Enumerable.Range(0, 17).Select(i => $"a{(char)('a' + i)}"))),
        Harm("POL-012", "single-key-without-version", "incident.holding/1", "incident.holding"),
        Harm("POL-012", "single-key-twice", "incident.holding/1 receipt.read/1", "receipt.read/1 receipt.read/1"),
        Harm("POL-012", "single-key-257", "incident.holding/1", string.Join(' ', Enumerable.Range(1, 256).Select(i => $"f/{i}"))),
        Harm("POL-013", "clock-without-exercise", "clock        real", "clock        exercise 2022-12-29T00:00:00Z 2026-01-01T00:00:00Z 60"),
        Harm("POL-013", "clock-stands", Exercise, "Z 60", "Z 0"),
        Harm("POL-013", "clock-too-fast", Exercise, "Z 60", "Z 1000001"),
        Harm("POL-013", "clock-without-rate", Exercise, "Z 60", "Z"),
        Harm("POL-013", "clock-word", "clock        real", "clock        Real"),
        new Vector("bad/POL-001-no-note.policy", Border.ToBytes()) { Kind = "policy", Rule = "POL-001" },
    ];

    private static string Lines(params string[] parties) => string.Concat(parties.Select(p => $"member       {p} {Cast.Ed25519($"{p} root")}\n"));

    private static Vector Take(string name, ChannelPolicy policy) =>
        new($"policies/{name}.policy", Cast.Note(policy.ToBytes(), [.. policy.Members.Select(m => (m.Party.Value, $"{m.Party} node 1"))]))
        {
            Kind = "policy",
            Expected = Facts(policy),
        };

    public static JsonObject Facts(ChannelPolicy policy) =>
        new() { ["channel"] = policy.Name, ["version"] = policy.Version, ["hash"] = policy.Hash.ToString(), ["members"] = policy.Members.Count };

    private static Vector Harm(string rule, string name, string old, string @new) => Harm(rule, name, Border, old, @new);

    private static Vector Harm(string rule, string name, ChannelPolicy policy, string old, string @new)
    {
        var text = Encoding.UTF8.GetString(policy.ToBytes());
        Assert.Contains(old, text, StringComparison.Ordinal);
        return new($"bad/{rule}-{name}.policy", Cast.Note(Encoding.UTF8.GetBytes(text.Replace(old, @new, StringComparison.Ordinal)), ("BY", "BY node 1"))) { Kind = "policy", Rule = rule };
    }
}
