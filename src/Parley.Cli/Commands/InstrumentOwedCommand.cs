using System.CommandLine;
using System.Globalization;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class InstrumentOwedCommand
{
    public static Command Create()
    {
        var name = new Argument<string[]>("name") { Description = "The instruments, by their packs' names. None: all.", Arity = ArgumentArity.ZeroOrMore };
        var at = new Option<string?>("--at") { Description = "As it stands at this time; a day means its end. Default: now." };
        var by = new Option<string?>("--by") { Description = "What this party owes. Default: everybody." };
        var all = new Option<bool>("--all") { Description = "Also what was met in time, and what each year asks for." };
        var command = new Command("owed", """
            The compliance ledger: what is owed, by whom, to whom, by when in UTC and in both sides' time, and how it stands. Both sides
            compute the same from the same records.

            Example: parley instrument owed vienna-document-2011 --archive ./out/X-BY --all
            """) { name, at, by, all, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (packs, now) = (Selected(PackOption.Library(parsed).Packs, parsed.GetValue(name)!), When.Instant(parsed.GetValue(at), "--at"));
            var ledger = Ledger(packs, RecordSource.Read(parsed));
            var party = parsed.GetValue(by) is { } text ? PartyId.TryParse(text, out var id) ? id : throw new CommandFailure($"'{text}' is not a party's id, such as BY") : null;
            var everything = parsed.GetValue(all);
            var owed = ledger.At(now, now.Year, now.Year + 1)
                .Where(o => party is null || o.By == party)
                .Where(o => everything || (o.State is not (OwedState.Met or OwedState.Waived) && o.Start is not null))
                .OrderBy(o => o.Due ?? o.ClockStart ?? DateTimeOffset.MaxValue).ThenBy(o => o.Pack.Name, StringComparer.Ordinal).ThenBy(o => o.By).ThenBy(o => o.Obligation.Id, StringComparer.Ordinal)
                .ToArray();
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { at = Records.Text.Times.ToText(now), zones = Deadline.ZoneVersion, owed = owed.Select(o => Json(ledger, o)), quotas = ledger.Quotas(now.Year).Select(q => new { instrument = q.Pack.Name, quota = q.Quota.Id, of = q.Of.Value, from = q.From?.Value, q.Used, q.Most, q.Left }) });
            else
                Print(ledger, owed, now);
            return Task.FromResult(0);
        });
        return command;
    }

    public static IReadOnlyList<Pack> Selected(IReadOnlyList<Pack> packs, IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(n => packs.All(p => p.Name != n)) is { } missing)
            throw new CommandFailure($"there is no pack '{missing}'; there are {string.Join(", ", packs.Select(p => p.Name))}");
        return names.Count == 0 ? packs : [.. packs.Where(p => names.Contains(p.Name))];
    }

    public static ObligationLedger Ledger(IReadOnlyList<Pack> packs, IReadOnlyList<KnownRecord>? records)
    {
        var ledger = new ObligationLedger(packs);
        foreach (var record in records ?? [])
            ledger.Add(Notification.Of(record));
        return ledger;
    }

    /// <summary>A time in UTC and in a party's own time.</summary>
    public static string Both(ObligationLedger ledger, Pack pack, DateTimeOffset time, IEnumerable<PartyId> parties)
    {
        var zones = parties.Select(p => ledger.Data(pack, p).ZoneName).OfType<string>().Distinct().Take(2);
        return string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm}Z") + string.Concat(zones.Select(z => string.Create(CultureInfo.InvariantCulture, $" = {Deadline.In(time, z):MM-dd HH:mm} {z}")));
    }

    public static object Json(ObligationLedger ledger, Owed o) => new
    {
        instrument = o.Pack.Name, obligation = o.Obligation.Id, label = o.Obligation.Label.In("en"), provision = o.Obligation.Provision, level = o.Pack.Level.ToString().ToLowerInvariant(),
        by = o.By.Value, to = o.To.Select(t => t.Value), form = o.Obligation.Form.Value, start = o.Start?.ToString(), o.Year,
        clock = Text(o.ClockStart), due = Text(o.Due), dueLocal = o.Due is { } due ? new[] { o.By }.Concat(o.To).Select(p => ledger.Data(o.Pack, p).ZoneName).OfType<string>().Distinct().ToDictionary(z => z, z => Deadline.In(due, z).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)) : null,
        promptly = o.Obligation.Promptly ? true : (bool?)null, state = Feed.Word(o.State), metBy = o.MetBy?.ToString(), metAt = Text(o.MetAt), metReceived = Text(o.MetReceived),
        inadequate = o.Inadequate.Count == 0 ? null : o.Inadequate, next = o.State is OwedState.Overdue or OwedState.Inadequate or OwedState.Declined && o.Obligation.Next.Count > 0 ? o.Obligation.Next.Select(f => f.Value) : null,
    };

    private static string? Text(DateTimeOffset? time) => time is { } t ? Records.Text.Times.ToText(t) : null;

    private static void Print(ObligationLedger ledger, Owed[] owed, DateTimeOffset now)
    {
        Console.WriteLine($"At {Records.Text.Times.ToText(now)}; {ledger.Count} records; time zones: {Deadline.ZoneVersion}\n");
        if (owed.Length == 0)
            Console.WriteLine("Nothing is owed here that is not met. (--all shows what was met, and what each year asks for.)");
        foreach (var o in owed)
        {
            var when = o.Due is { } due ? $"due {Both(ledger, o.Pack, due, [o.By, .. o.To])}" : o.Obligation.Promptly ? "due promptly; the text names no number" : "its clock does not run yet";
            Console.WriteLine(Terminal.Plain($"{Feed.Word(o.State).ToUpperInvariant(),-13}{o.By} owes {(o.To.Count == 0 ? "all" : string.Join(' ', o.To.Take(6)))}: {o.Obligation.Label.In("en")}{(o.Year is { } year ? $" for {year}" : "")}"));
            Console.WriteLine(Terminal.Plain($"             {when}"));
            if (o.MetAt is { } met)
                Console.WriteLine($"             answered {Both(ledger, o.Pack, met, [o.By])}{(o.MetReceived is { } received ? $", received {received.UtcDateTime:yyyy-MM-dd HH:mm}Z" : "")}, record {o.MetBy!.Value.ToString()[..16]}");
            if (o.Inadequate.Count > 0)
                Console.WriteLine(Terminal.Plain($"             the asker calls inadequate: {string.Join(", ", o.Inadequate)}{(o.Obligation.Next.Count > 0 ? $"; next it may send {string.Join(", ", o.Obligation.Next)}" : "")}"));
            Console.WriteLine(Terminal.Plain($"             {o.Pack.Name} {o.Obligation.Provision} ({InstrumentStatusCommand.Sureness(o.Pack)}); form {o.Obligation.Form}"));
        }

        if (owed.Any(o => o.State == OwedState.Overdue))
            Console.WriteLine("\nOverdue: no record here meets it; what went over other channels is not seen here.");
        foreach (var quota in ledger.Quotas(now.Year))
            Console.WriteLine($"QUOTA        {quota.Pack.Name} {quota.Quota.Id} {quota.Year}: {quota.Of}{(quota.From is { } from ? $", from {from}" : "")}: {quota.Used} of {quota.Most} used, {quota.Left} left");
    }
}
