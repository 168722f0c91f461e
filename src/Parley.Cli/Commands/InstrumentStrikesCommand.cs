using System.CommandLine;
using System.Globalization;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Obligations;
using Parley.Records.Text;

namespace Parley.Cli.Commands;

internal static class InstrumentStrikesCommand
{
    public static Command Create()
    {
        var at = new Option<string?>("--at") { Description = "As it stands at this time; a day means its end. Default: now." };
        var command = new Command("strikes", """
            The register of strikes on notified objects: which notification, whether those it went to had it by then, and the fixed steps that
            follow, each with its time. It says nothing on who struck.

            Example: parley instrument strikes --archive ./out/X-XP
            """) { at, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (packs, now) = (PackOption.Library(parsed).Packs, When.Instant(parsed.GetValue(at), "--at"));
            var records = RecordSource.Read(parsed) ?? throw new CommandFailure("whose register? Give --archive DIR or --node DIR");
            var ledger = InstrumentOwedCommand.Ledger(packs, records);
            var entries = StrikeRegister.Of(packs, [.. records.Select(Notification.Of)], now);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new
                {
                    at = Times.ToText(now),
                    strikes = entries.Select(e => new
                    {
                        record = e.Strike.Id.ToString(), reportedBy = e.Strike.Author.Value, reported = Times.ToText(e.Strike.Composed), struck = e.At is { } struck ? Times.ToText(struck) : null,
                        notification = e.Strike.Fields.GetValueOrDefault("notified-as"), notificationIsHere = e.Object is not null, wasNotified = e.WasNotified, wasValid = e.WasValid,
                        name = e.Object?.Fields.GetValueOrDefault("name"), kind = e.Object?.Fields.GetValueOrDefault("kind"), whatHappened = e.Strike.Fields.GetValueOrDefault("what-happened"), damage = e.Strike.Fields.GetValueOrDefault("damage"),
                        steps = e.Steps.Select(s => InstrumentOwedCommand.Json(ledger, s)),
                    }),
                });
                return Task.FromResult(0);
            }

            Console.WriteLine($"Strikes on notified objects, as it stands at {Times.ToText(now)}. Who struck is not said here.\n");
            if (entries.Count == 0)
                Console.WriteLine("None is reported in the records here.");
            foreach (var entry in entries)
                Print(ledger, entry);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(ObligationLedger ledger, StrikeEntry entry)
    {
        string? Of(string field) => entry.Object?.Fields.GetValueOrDefault(field);
        var what = entry.Object is null ? "an object whose notification is not here" : string.Join(", ", new[] { Of("kind"), Of("name"), Of("position") }.OfType<string>().DefaultIfEmpty("a notified movement"));
        Console.WriteLine(Terminal.Plain($"{(entry.At is { } at ? Times.ToText(at) : "time not stated"),-22}{what}"));
        Console.WriteLine(Terminal.Plain($"  reported by {entry.Strike.Author} {Times.ToText(entry.Strike.Composed)}, record {entry.Strike.Id.ToString()[..16]}: {entry.Strike.Fields.GetValueOrDefault("what-happened")}"));
        if (entry.Strike.Fields.GetValueOrDefault("damage") is { } damage)
            Console.WriteLine(Terminal.Plain($"  damage, as reported: {damage}"));
        if (entry.Object is { } notified)
            Console.WriteLine(Terminal.Plain($"  notified by {notified.Author} {Times.ToText(notified.Composed)}; {(entry.WasNotified == true ? "received by all it went to before the strike" : "a receipt before the strike is not here from all it went to")}; {(entry.WasValid == true ? "valid" : "not valid")} at that time"));
        foreach (var step in entry.Steps)
        {
            var when = step.Due is { } due ? $"by {InstrumentOwedCommand.Both(ledger, step.Pack, due, [step.By])}" : "its clock runs from the receipt, which is not here";
            var met = step.MetAt is { } done ? $"; done {Times.ToText(done)}, record {step.MetBy!.Value.ToString()[..16]}" : "";
            Console.WriteLine(Terminal.Plain(string.Create(CultureInfo.InvariantCulture, $"  {Feed.Word(step.State).ToUpperInvariant(),-13}{step.By}: {step.Obligation.Label.In("en")}, {when}{met}  ({step.Pack.Name} {step.Obligation.Provision})")));
        }

        if (entry.Steps.Count == 0)
            Console.WriteLine(Terminal.Plain($"  no step: none of those it went to is a party of {entry.Pack.Name}; write your parties into the pack"));
        Console.WriteLine();
    }
}
