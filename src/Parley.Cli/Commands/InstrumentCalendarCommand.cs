using System.CommandLine;
using System.Globalization;
using Parley.Cases;
using Parley.Cli.Archives;
using Parley.Cli.Cases;
using Parley.Cli.Instruments;
using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class InstrumentCalendarCommand
{
    public static Command Create()
    {
        var name = new Argument<string[]>("name") { Description = "The instruments, by their packs' names. None: all.", Arity = ArgumentArity.ZeroOrMore };
        var year = new Option<int?>("--year") { Description = "The calendar year. Default: this year." };
        var at = new Option<string?>("--at") { Description = "How it stands at this time; a day means its end. Default: now." };
        var party = new Option<string>("--party") { Description = "Whose calendar.", Required = true };
        var feed = new Option<FileInfo?>("--ics") { Description = "Write an iCalendar feed to this file, for any calendar program; '-' writes it to standard output." };
        var alarm = new Option<int>("--alarm-hours") { Description = "How long before a deadline the feed's alarm rings, hours.", DefaultValueFactory = _ => 24 };
        var command = new Command("calendar", """
            A party's deadlines of a year: in the terminal, or as an iCalendar feed with alarms. The feed over all instruments also has what stands open
            in cases: the next word, a demand, a request, a measure.

            Example: parley instrument calendar vienna-document-2011 --party PL --year 2022
            Example: parley instrument calendar --party PL --ics pl.ics
            """) { name, party, year, at, feed, alarm, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            if (!PartyId.TryParse(parsed.GetValue(party)!, out var whose))
                throw new CommandFailure($"'{parsed.GetValue(party)}' is not a party's id, such as PL");
            var now = When.Instant(parsed.GetValue(at), "--at");
            var wanted = parsed.GetValue(year) ?? now.Year;
            if (wanted is < 1900 or > 9000)
                throw new CommandFailure($"--year is a year such as 2026, not {wanted}");
            var records = RecordSource.Read(parsed);
            var ledger = InstrumentOwedCommand.Ledger(InstrumentOwedCommand.Selected(PackOption.Library(parsed).Packs, parsed.GetValue(name)!), records);
            // An exchange that is due in December is for the next year.
            var owed = ledger.At(now, wanted, wanted + 5).Where(o => o.By == whose && o.Due?.UtcDateTime.Year == wanted).OrderBy(o => o.Due).ThenBy(o => o.Obligation.Id, StringComparer.Ordinal).ToArray();
            if (parsed.GetValue(feed) is { } file)
            {
                var cases = parsed.GetValue(name) is { Length: > 0 } ? [] : CaseFeed.Of(CaseLibrary.Of((records ?? []).Select(r => r.Record)), whose, wanted, now).ToArray();
                var text = Feed.Of(owed, TimeSpan.FromHours(Math.Max(0, parsed.GetValue(alarm))), cases);
                if (file.Name == "-")
                    Console.Write(text);
                else
                {
                    File.WriteAllText(file.FullName, text);
                    Console.WriteLine($"{owed.Length} deadlines of {whose} in {wanted}, and {cases.Length} of cases, are in {file}.");
                }
            }
            else if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(owed.Select(o => new { due = Records.Text.Times.ToText(o.Due!.Value), instrument = o.Pack.Name, obligation = o.Obligation.Id, label = o.Obligation.Label.In("en"), state = Feed.Word(o.State), forYear = o.Year, form = o.Obligation.Form.Value }));
            else
                Print(ledger, owed, whose, wanted, now);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(ObligationLedger ledger, Owed[] owed, PartyId whose, int year, DateTimeOffset now)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whose}, {year}, as it stands at {now.UtcDateTime:yyyy-MM-dd HH:mm}Z. Days are {whose}'s own; a deadline is the end of its day. Time zones: {Deadline.ZoneVersion}\n"));
        DateTime Local(Owed o) => Deadline.In(o.Due!.Value.AddTicks(-1), ledger.Data(o.Pack, o.By).ZoneName).DateTime;
        var marked = owed.Select(Local).Select(d => (d.Month, d.Day)).ToHashSet();
        foreach (var row in Enumerable.Range(1, 12).Chunk(3))
        {
            var months = row.Select(month => Month(year, month, marked)).ToArray();
            for (var line = 0; line < months.Max(m => m.Count); line++)
                Console.WriteLine(string.Join("  ", months.Select(m => (line < m.Count ? m[line] : "").PadRight(22))).TrimEnd());
        }

        Console.WriteLine();
        foreach (var o in owed)
            Console.WriteLine(Terminal.Plain(string.Create(CultureInfo.InvariantCulture, $"  {Local(o):yyyy-MM-dd}  {Feed.Word(o.State),-12} {o.Obligation.Label.In("en")}{(o.Year is { } y ? $" for {y}" : "")}  ({o.Pack.Name} {o.Obligation.Provision}, level {o.Pack.Level.ToString().ToLowerInvariant()}); by {InstrumentOwedCommand.Both(ledger, o.Pack, o.Due!.Value, [o.By])}")));
        Console.WriteLine(owed.Length == 0
            ? $"  No deadline of {whose} in {year} is known here."
            : "\n* a deadline. Overdue: no record here meets it; what went over other channels is not seen here.");
    }

    /// <summary>A month as lines of 22 characters, weeks from Monday, days with a deadline marked.</summary>
    private static List<string> Month(int year, int month, HashSet<(int Month, int Day)> marked)
    {
        var first = new DateTime(year, month, 1);
        var lines = new List<string> { first.ToString("MMMM", CultureInfo.InvariantCulture).PadLeft(13), " Mo Tu We Th Fr Sa Su" };
        var week = new string(' ', ((int)first.DayOfWeek + 6) % 7 * 3);
        for (var day = 1; day <= DateTime.DaysInMonth(year, month); day++)
        {
            week += string.Create(CultureInfo.InvariantCulture, $"{(marked.Contains((month, day)) ? "*" : " ")}{day,2}");
            if (week.Length == 21 || day == DateTime.DaysInMonth(year, month))
            {
                lines.Add(week);
                week = "";
            }
        }

        lines.Add("");
        return lines;
    }
}
