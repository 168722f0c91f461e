using System.CommandLine;
using System.Globalization;
using NodaTime;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class InstrumentStatusCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The instrument: the name of its pack." };
        var at = new Option<string?>("--at") { Description = "The day that is asked about. Default: today." };
        var known = new Option<string?>("--known") { Description = "As known by this time; a day means its end. Default: now." };
        var party = new Option<string?>("--as") { Description = "As known to this party, by its own receipts. Default: to anybody." };
        var command = new Command("status", """
            Whether an instrument is in force at a day, as known by a time: computed from the acts in its pack and, with a node or an
            archive, from the acts that records state.

            Example: parley instrument status belarus-ukraine-2001 --at 2022-12-29 --known 2022-12-30
            Example: parley instrument status belarus-ukraine-2001 --at 2023-01-04 --known 2023-01-05 --as UA --archive ./out/X-UA --json
            """) { name, at, known, party, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var pack = PackOption.Named(PackOption.Library(parsed), parsed.GetValue(name)!);
            var (day, by) = (When.Day(parsed.GetValue(at), "--at"), When.Instant(parsed.GetValue(known), "--known"));
            var records = RecordSource.Read(parsed);
            var to = Party(parsed.GetValue(party), records);
            var status = Force.At(pack, RecordedActs.Of(pack, records ?? []), day, by, to);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(Json(pack, day, by, to, status));
            else
                Print(pack, day, by, to, status, records);
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>In an exercise X-BY plays BY, and its receipts are what BY is taken to know.</summary>
    public static PartyId? Party(string? text, IReadOnlyList<KnownRecord>? records)
    {
        if (text is null)
            return null;
        if (!PartyId.TryParse(text, out var party))
            throw new CommandFailure($"'{text}' is not a party's id, such as BY");
        if (records is null || records.Any(r => r.Known.ContainsKey(party)) || !PartyId.TryParse("X-" + text, out var player))
            return party;
        return records.Any(r => r.Known.ContainsKey(player)) ? player : party;
    }

    private static object Json(Pack pack, LocalDate day, DateTimeOffset by, PartyId? to, ForceStatus status) => new
    {
        instrument = pack.Name, version = pack.Version, hash = pack.Hash.ToString(), level = pack.Level.ToString().ToLowerInvariant(),
        at = When.Iso(day), known = Records.Text.Times.ToText(by), knownTo = to?.Value,
        force = Word(status.State), since = status.Since is { } since ? When.Iso(since) : null, until = status.Until is { } until ? When.Iso(until) : null,
        status.Suspended, status.Remarks, parties = status.Parties.Count == 0 ? null : status.Parties.ToDictionary(p => p.Key.Value, p => Word(p.Value)),
        acts = status.Acts.Select(a => new
        {
            act = ActNames.Of(a.Kind), parties = a.Parties.Select(p => p.Value), dates = a.Dates.Select(d => new { date = When.Iso(d.Date), d.Source }),
            effective = a.Effective is { } from ? When.Iso(from) : null, known = Records.Text.Times.ToText(a.Known), a.Sources, record = a.Record?.ToString(), a.Note,
        }),
    };

    public static string Word(ForceState state) => state switch
    {
        ForceState.InForce => "in-force", ForceState.NotInForce => "not-in-force", ForceState.Disputed => "disputed", _ => "unknown",
    };

    private static void Print(Pack pack, LocalDate day, DateTimeOffset by, PartyId? to, ForceStatus status, IReadOnlyList<KnownRecord>? records)
    {
        Console.WriteLine($"{pack.Title.In("en")}");
        Console.WriteLine($"{pack.Name} {pack.Version}, {Sureness(pack)}\n");
        Console.WriteLine($"On {When.Iso(day)}, as known to {to?.Value ?? "anybody"} by {Records.Text.Times.ToText(by)}: {Sentence(by, status)}");
        foreach (var remark in status.Remarks)
            Console.WriteLine(Terminal.Plain($"  {remark}"));
        if (status.Parties.Count > 0)
        {
            foreach (var group in status.Parties.GroupBy(p => p.Value).OrderBy(g => g.Key))
                Console.WriteLine($"  {Word(group.Key),-13} for {string.Join(' ', group.Select(p => p.Key.Value))}");
        }

        if (pack.Note is { } note)
            Console.WriteLine(Terminal.Plain($"  note: {note}"));
        foreach (var claim in pack.Claims)
            Console.WriteLine(Terminal.Plain($"  claim of {claim.By} ({claim.Date}): {claim.Says} [{string.Join(", ", claim.Sources)}]"));
        Console.WriteLine("\nActs");
        foreach (var act in status.Acts)
        {
            var dates = act.Dates.Count == 0 ? "date not known" : string.Join(" or ", act.Dates.Select(d => When.Iso(d.Date)));
            var who = act.Parties.Count == 0 ? "the parties" : act.Parties.Count > 6 ? $"{act.Parties.Count} parties" : string.Join(' ', act.Parties);
            Console.WriteLine(Terminal.Plain($"  {dates,-26}{ActNames.InWords(act.Kind),-28}{who,-14}known {act.Known.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}  [{string.Join("; ", act.Sources)}]{(act.Record is { } record ? $" record {record.ToString()[..16]}" : "")}"));
        }

        Console.WriteLine(records is null ? "\nFrom the pack alone; with --archive or --node, acts that records state are taken too." : $"\nFrom the pack and {records.Count} records.");
    }

    /// <summary>How sure the pack is, as every screen shows it.</summary>
    public static string Sureness(Pack pack) => pack.Level switch
    {
        SurenessLevel.Checked => $"checked against the official text ({pack.Checked})",
        SurenessLevel.Cited => "level cited: from the sources named; not checked against the official text",
        _ => "level title: parties, dates and acts only, from the sources named",
    };

    private static string Sentence(DateTimeOffset by, ForceStatus status) => status.State switch
    {
        ForceState.InForce when status.Until is { } until => until <= LocalDate.FromDateTime(by.UtcDateTime) ? $"was in force; it ended on {When.Iso(until)}." : $"in force; it ends on {When.Iso(until)}.",
        ForceState.InForce => $"in force{(status.Since is { } since ? $" since {When.Iso(since)}" : "")}.",
        ForceState.NotInForce when status.Suspended => $"not in force: suspended since {When.Iso(status.Since!.Value)}.",
        ForceState.NotInForce when status.Until is { } until => $"not in force; it ended on {When.Iso(until)}.",
        ForceState.NotInForce => "not in force yet.",
        ForceState.Disputed => "disputed: the parties' acts contradict each other.",
        _ => "unknown: what is known does not say.",
    };
}
