using System.CommandLine;
using Parley.Cases;
using Parley.Cli.Archives;
using Parley.Records.Text;

namespace Parley.Cli.Cases;

/// <summary>Where a case command reads from, and as of when it looks.</summary>
internal static class CaseSource
{
    public static Argument<string> Name { get; } = new("case") { Description = "The case's name, such as belarus-2022." };

    public static Option<string?> AtOption { get; } = new("--at") { Description = "As at this time, UTC: what is overdue, and the days elapsed. Default: now; in an exercise the time of the latest record." };

    /// <summary>A command over a case, with the options that all of them have.</summary>
    public static Command Over(string name, string description, Func<ParseResult, CaseFile, DateTimeOffset, int> action, params Option[] options)
    {
        var command = new Command(name, description) { Name, AtOption, RecordSource.ArchiveOption, RecordSource.NodeOption, Terminal.JsonOption };
        foreach (var option in options)
            command.Add(option);
        command.Run((parsed, _) =>
        {
            var file = Open(parsed, parsed.GetValue(Name)!);
            return Task.FromResult(action(parsed, file, At(parsed, file)));
        });
        return command;
    }

    /// <summary>All records that the options name.</summary>
    public static CaseLibrary Library(ParseResult parsed)
    {
        var records = RecordSource.Read(parsed)
            ?? throw new CommandFailure("there is nothing to read from: give --archive DIR or --node DIR. For a first look: parley demo --headless --out ./archives, and then --archive ./archives/X-BY");
        return CaseLibrary.Of(records.Select(r => r.Record));
    }

    public static CaseFile Open(ParseResult parsed, string name)
    {
        var library = Library(parsed);
        return library.Open(name) ?? throw new CommandFailure(library.Names.Count == 0
            ? $"there is no case {name} here, and no other"
            : $"there is no case {name} here; there are: {string.Join(", ", library.Names)}");
    }

    /// <summary>The time that <c>--at</c> gives; else now, or in an exercise, whose clock is its own, the time of the latest record.</summary>
    public static DateTimeOffset At(ParseResult parsed, CaseFile file)
    {
        if (parsed.GetValue(AtOption) is { } text)
            return Times.TryParse(text, out var at) ? at : throw new CommandFailure($"'{text}' (--at) is not a UTC time such as 2022-12-29T07:12:00Z");
        return file.Entries.Any(e => e.Author.IsExercise) ? file.Entries[^1].Composed : TimeProvider.System.GetUtcNow();
    }
}
