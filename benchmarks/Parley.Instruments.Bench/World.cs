using System.Globalization;
using System.Text;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Bench;

/// <summary>Instruments and traffic of a region: made by a rule, the same in every run.</summary>
internal sealed class World
{
    private static readonly string[] Zones = ["Europe/Minsk", "Europe/Kyiv", "Europe/Warsaw", "Europe/London", "Asia/Tashkent", "America/New_York"];
    private readonly PartyId[] _parties;
    private readonly DateTimeOffset _from;
    private readonly int _years;

    public World(int instruments, int parties, int years)
    {
        (_from, _years) = (new DateTimeOffset(2006, 1, 1, 0, 0, 0, TimeSpan.Zero), years);
        _parties = [.. Enumerable.Range(0, parties).Select(i => PartyId.Parse(string.Create(CultureInfo.InvariantCulture, $"P{i:00}")))];
        Packs = [.. Enumerable.Range(0, instruments).Select(i => PackReader.Read(Encoding.UTF8.GetBytes(Yaml(i)), out var faults) ?? throw new InvalidDataException(faults[0].ToString()))];
    }

    public IReadOnlyList<Pack> Packs { get; }

    public DateTimeOffset End => _from.AddYears(_years);

    public int FirstYear => _from.Year;

    public int LastYear => _from.Year + _years - 1;

    /// <summary>
    /// Of every ten: three requests, three answers to them (two in time), one word that an answer is inadequate, three yearly exchanges. Each was
    /// received a few minutes after it was sent.
    /// </summary>
    public IEnumerable<Notification> Traffic(int count)
    {
        var seconds = (End - _from).TotalSeconds - 200_000;
        var pending = new Queue<(Digest Id, int Pack, int From, int To, DateTimeOffset At)>();
        (Digest Request, Digest Answer, int Pack, int Asker, int Answerer, DateTimeOffset At)? answered = null;
        for (var i = 0; i < count; i++)
        {
            var (pack, one) = ((int)(i * 7919L % Packs.Count), (int)(i * 31L % _parties.Length));
            var two = (one + 1 + i % (_parties.Length - 1)) % _parties.Length;
            var at = _from.AddSeconds((long)(seconds / count * i));
            switch (i % 10)
            {
                case 0 or 1 or 2:
                    var request = Make(i, pack, "request", one, two, at, []);
                    pending.Enqueue((request.Id, pack, one, two, at));
                    yield return request;
                    break;
                case 3 or 4 or 5 when pending.TryDequeue(out var open):
                    var answer = Make(i, open.Pack, "answer", open.To, open.From, open.At.AddHours(i % 10 == 5 ? 60 : 30), new() { ["answers"] = open.Id.ToString() });
                    if (i % 10 == 4)
                        answered = (open.Id, answer.Id, open.Pack, open.From, open.To, answer.Composed);
                    yield return answer;
                    break;
                case 6 when answered is { } said:
                    yield return Make(i, said.Pack, null, said.Asker, said.Answerer, said.At.AddHours(5), new() { ["record"] = said.Request.ToString(), ["answer"] = said.Answer.ToString(), ["not-adequate"] = "all" });
                    break;
                default:
                    yield return Make(i, pack, "exchange", one, two, at, new() { ["year"] = (at.Year + 1).ToString(CultureInfo.InvariantCulture) });
                    break;
            }
        }
    }

    private Notification Make(int number, int pack, string? form, int from, int to, DateTimeOffset at, Dictionary<string, string> fields) => new(
        Digest.Of(BitConverter.GetBytes(number)), FormId.Parse(form is null ? "answer.adequate/1" : string.Create(CultureInfo.InvariantCulture, $"i{pack}.{form}/1")),
        _parties[from], [_parties[to]], at, new Dictionary<PartyId, DateTimeOffset> { [_parties[from]] = at, [_parties[to]] = at.AddMinutes(3) }, fields);

    private string Yaml(int number)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"pack: i{number}\nversion: 1.0.0\nlevel: cited\nnature: arrangement\ntitle: Instrument {number}\nforce: {"{ begins: signature }"}\n");
        yaml.Append("sources:\n  own: { title: T, publisher: P, kind: own }\nprovisions:\n  - { id: '1', says: S, sources: [own] }\nparties:\n");
        for (var i = 0; i < _parties.Length; i++)
            yaml.Append(CultureInfo.InvariantCulture, $"  - {"{"} id: {_parties[i]}, zone: {Zones[i % Zones.Length]} {"}"}\n");
        yaml.Append("forms:\n");
        foreach (var form in new[] { "request", "answer", "exchange", "meeting" })
            yaml.Append(CultureInfo.InvariantCulture, $"  - form: i{number}.{form}/1\n    title: F\n    provision: '1'\n    fields: [{"{ field: year, label: Y, type: number }"}]\n");
        yaml.Append(CultureInfo.InvariantCulture, $"""
            obligations:
              - id: answer
                provision: '1'
                starts: {"{"} form: i{number}.request/1 {"}"}
                within: 48 hours
                counted-from: receipt
                form: i{number}.answer/1
              - id: meeting
                provision: '1'
                starts: {"{ inadequate: answer }"}
                within: 5 working-days
                form: i{number}.meeting/1
              - id: exchange
                provision: '1'
                starts: {"{ each-year: 12-15, years-ahead: 1 }"}
                form: i{number}.exchange/1
                by: everybody

            """);
        return yaml.ToString();
    }
}
