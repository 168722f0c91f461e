using System.CommandLine;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Acts;
using Parley.Instruments.Measures;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class InstrumentMeasuresCommand
{
    public static Command Create()
    {
        var one = new Argument<string>("one") { Description = "A party." };
        var other = new Argument<string>("other") { Description = "The other." };
        var at = new Option<string?>("--at") { Description = "At this time; a day means its end. Default: now." };
        var command = new Command("measures", """
            What still works between two parties, whatever became of the instruments: each measure with the parties' own last words on
            it. Resuming one is one proposal (form measure.resume/1) and one acceptance (measure.resume-accepted/1).

            Example: parley instrument measures BY UA --archive ./out/X-BY
            """) { one, other, at, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (a, b, now) = (Party(parsed.GetValue(one)!), Party(parsed.GetValue(other)!), When.Instant(parsed.GetValue(at), "--at"));
            var records = RecordSource.Read(parsed) ?? [];
            var packs = PackOption.Library(parsed).Packs.Where(p => p.HasParty(a) && p.HasParty(b)).ToArray();
            var found = packs.SelectMany(p => MeasureView.Of(p, records, a, b, now).Select(m => (Status: m, Force: Force.At(p, RecordedActs.Of(p, records), NodaTime.LocalDate.FromDateTime(now.UtcDateTime), now).State))).ToArray();
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(found.Select(f => new
                {
                    instrument = f.Status.Pack.Name, force = InstrumentStatusCommand.Word(f.Force), measure = f.Status.Measure.Id, label = f.Status.Measure.Label.In("en"), provision = f.Status.Measure.Provision,
                    state = Word(f.Status.State), works = f.Status.Works, f.Status.Why, f.Status.Substitute, f.Status.ResumeWhen, resumptionProposedBy = f.Status.Proposed?.Value, said = f.Status.Said.ToDictionary(s => s.Key.Value, s => Word(s.Value)), undeclared = f.Status.Undeclared.Select(p => p.Value), level = f.Status.Pack.Level.ToString().ToLowerInvariant(),
                }));
                return Task.FromResult(0);
            }

            Console.WriteLine($"Between {a} and {b} at {Records.Text.Times.ToText(now)}, by the parties' own words in {records.Count} records\n");
            Print("Works today", found.Where(f => f.Status.Works));
            Print("Does not", found.Where(f => !f.Status.Works && f.Status.State != MeasureState.NothingSaid));
            Print("Nothing said by either", found.Where(f => f.Status.State == MeasureState.NothingSaid));
            if (found.Length == 0)
                Console.WriteLine("No pack here names a measure between them.");
            return Task.FromResult(0);
        });
        return command;
    }

    public static PartyId Party(string text) => PartyId.TryParse(text, out var id) ? id : throw new CommandFailure($"'{text}' is not a party's id, such as BY");

    private static string Word(MeasureState state) => state switch
    {
        MeasureState.CarriedOut => "carried-out", MeasureState.NotCarriedOut => "not-carried-out", MeasureState.Impossible => "impossible", MeasureState.Substituted => "substituted", _ => "nothing-said",
    };

    private static void Print(string heading, IEnumerable<(MeasureStatus Status, ForceState Force)> found)
    {
        var lines = found.ToArray();
        if (lines.Length == 0)
            return;
        Console.WriteLine(heading);
        foreach (var (m, force) in lines)
        {
            Console.WriteLine(Terminal.Plain($"  {m.Measure.Label.In("en"),-50}{m.Pack.Name} {m.Measure.Provision} (level {m.Pack.Level.ToString().ToLowerInvariant()}); instrument {InstrumentStatusCommand.Word(force)}"));
            foreach (var (what, text) in new[] { ("why", m.Why), ("substitute", m.Substitute), ("resume when", m.ResumeWhen), ("resumption proposed by", m.Proposed?.Value), ("said of it by the other only", m.Undeclared.Count > 0 ? string.Join(' ', m.Undeclared) : null) })
            {
                if (text is not null)
                    Console.WriteLine(Terminal.Plain($"      {what}: {text}"));
            }
        }
    }
}
