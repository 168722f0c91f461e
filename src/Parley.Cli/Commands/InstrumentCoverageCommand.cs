using System.CommandLine;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Coverages;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class InstrumentCoverageCommand
{
    public static Command Create()
    {
        var parties = new Argument<string[]>("party") { Description = "Two parties, or more: every pair of them.", Arity = new ArgumentArity(2, 60) };
        var at = new Option<string?>("--at") { Description = "At this day. Default: today." };
        var known = new Option<string?>("--known") { Description = "As known by this time. Default: now." };
        var graph = new Option<bool>("--graph") { Description = "As a graph of nodes and edges, JSON." };
        var command = new Command("coverage", """
            Which pairs have which instruments in force and which channels known to this node; and, for an incident between two parties,
            which commitments of alliances name whom, with their conditions. It never predicts what anybody will do.

            Example: parley instrument coverage BY PL --archive ./out/X-BY
            Example: parley instrument coverage BY UA PL LT --graph
            """) { parties, at, known, graph, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var all = parsed.GetValue(parties)!.Select(InstrumentMeasuresCommand.Party).Distinct().ToArray();
            var (day, by) = (When.Day(parsed.GetValue(at), "--at"), When.Instant(parsed.GetValue(known), "--known"));
            var records = RecordSource.Read(parsed);
            var packs = PackOption.Library(parsed).Packs;
            var channels = RecordSource.Channels(parsed);
            var pairs = all.SelectMany((a, i) => all.Skip(i + 1).Select(b => CoverageView.Of(packs, records ?? [], channels, a, b, day, by))).ToArray();
            var commitments = all.Length == 2 ? CoverageView.Commitments(packs, records ?? [], all[0], all[1], day, by) : [];
            if (parsed.GetValue(graph))
                Terminal.WriteJson(new { nodes = all.Select(p => new { id = p.Value }), edges = pairs.SelectMany(p => p.Instruments.Select(i => new { from = p.One.Value, to = p.Other.Value, kind = "instrument", name = i.Pack.Name, force = (string?)InstrumentStatusCommand.Word(i.Force) }).Concat(p.Channels.Select(c => new { from = p.One.Value, to = p.Other.Value, kind = "channel", name = c, force = (string?)null }))) });
            else if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new
                {
                    at = When.Iso(day), known = Records.Text.Times.ToText(by),
                    pairs = pairs.Select(p => new { one = p.One.Value, other = p.Other.Value, instruments = p.Instruments.Select(i => new { instrument = i.Pack.Name, force = InstrumentStatusCommand.Word(i.Force), level = i.Pack.Level.ToString().ToLowerInvariant() }), channels = p.Channels.Count > 0 ? p.Channels : null, channelsRemark = p.Channels.Count > 0 ? null : None(records) }),
                    commitments = commitments.Select(c => new { instrument = c.Pack.Name, provision = c.Provision.Id, names = c.Party.Value, allies = c.Allies.Select(a => a.Value), condition = c.Provision.Commitment!.Condition, does = c.Provision.Commitment.Does, officialTextRead = c.Provision.OfficialTextRead, c.Provision.Sources }),
                });
            else
                Print(pairs, commitments, all, records);
            return Task.FromResult(0);
        });
        return command;
    }

    private static string None(IReadOnlyList<KnownRecord>? records) => records is null ? "no node and no archive was read" : "no channel known to this node";

    private static void Print(PairCoverage[] pairs, IReadOnlyList<NamedBy> commitments, PartyId[] all, IReadOnlyList<KnownRecord>? records)
    {
        foreach (var pair in pairs)
        {
            Console.WriteLine($"{pair.One} – {pair.Other}");
            foreach (var covered in pair.Instruments)
                Console.WriteLine($"  {InstrumentStatusCommand.Word(covered.Force),-14}{covered.Pack.Name} ({covered.Pack.Level.ToString().ToLowerInvariant()})");
            if (pair.Instruments.Count == 0)
                Console.WriteLine("  no instrument known to these packs");
            Console.WriteLine(Terminal.Plain($"  {(pair.Channels.Count > 0 ? "channels known to this node: " + string.Join(", ", pair.Channels) : None(records))}"));
        }

        if (commitments.Count == 0)
            return;
        Console.WriteLine($"\nFor an incident between {all[0]} and {all[1]}, commitments in force that name one of them. Whether a condition is met is for the parties to say; nothing here is a forecast.");
        foreach (var c in commitments)
        {
            Console.WriteLine(Terminal.Plain($"  {c.Pack.Name} {c.Provision.Id} names {c.Party}, and binds {string.Join(' ', c.Allies)}"));
            Console.WriteLine(Terminal.Plain($"      if: {c.Provision.Commitment!.Condition}"));
            Console.WriteLine(Terminal.Plain($"      then: {c.Provision.Commitment.Does}  [{string.Join(", ", c.Provision.Sources)}{(c.Provision.OfficialTextRead ? "" : "; official text not read")}]"));
        }
    }
}
