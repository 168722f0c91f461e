using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Cases.Reading;
using Spectre.Console;

namespace Parley.Cli.Cases;

/// <summary>
/// Where a person accepts, mends or drops what was proposed: asked one by one in a terminal, or by lines that a program writes. Each word is
/// kept in a file of decisions as it is said, where one is named; whoever stops goes on there later.
/// </summary>
internal sealed class ReadingDesk(IReadOnlyList<(int Number, Proposal Proposal, ReadIn In)> proposals)
{
    private readonly Dictionary<int, Decision> _decisions = [];
    private FileInfo? _file;

    /// <summary>What the file of decisions must be about: these proposals, read from these documents, in this order.</summary>
    public string About { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', proposals.Select(p =>
        string.Create(CultureInfo.InvariantCulture, $"{p.Number} {p.In.Sha256} {p.Proposal.Kind} {p.Proposal.Anchor.Start}-{p.Proposal.Anchor.End} {string.Join('|', p.Proposal.Fields.Select(f => $"{f.Name}={f.Value}"))}"))))));

    /// <summary>What was accepted, mended.</summary>
    public IReadOnlyList<AcceptedProposal> Accepted =>
        [.. proposals.Where(p => Said(p.Number).IsAccepted == true).Select(p => new AcceptedProposal(p.Number, p.Proposal, Said(p.Number).Apply(p.Proposal), p.In))];

    /// <summary>How many were dropped, and how many nobody has decided on.</summary>
    public (int Dropped, int Open) Rest => (_decisions.Values.Count(d => d.IsAccepted == false), proposals.Count(p => Acceptance.IsEntry(p.Proposal.Kind) && Said(p.Number).IsAccepted is null));

    /// <summary>Takes what a file of decisions says, and writes to it from now on.</summary>
    public void Keep(FileInfo file)
    {
        if (file.Exists)
        {
            var lines = File.ReadAllLines(file.FullName);
            if (lines.Length == 0 || lines[0].Trim() != $"# proposals {About}")
                throw new CommandFailure($"{file} is about other proposals: its first line must be '# proposals {About}'. Did a document change, or the reader?");
            Take(lines, file.Name);
        }
        else
            File.WriteAllText(file.FullName, $"# proposals {About}\n");
        _file = file;
    }

    /// <summary>Takes lines: <c>3 accept</c>, <c>4 drop</c>, <c>7 set office=Minister</c>.</summary>
    public void Take(IReadOnlyList<string> lines, string from)
    {
        if (!Decision.Read(lines, proposals.Count).Try(out var said, out var fault))
            throw new CommandFailure($"{from}, line {fault.Line}: {fault.Detail}");
        foreach (var (number, decision) in said)
        {
            var before = Said(number);
            _decisions[number] = new Decision(decision.IsAccepted ?? before.IsAccepted, before.Mended.Concat(decision.Mended).GroupBy(m => m.Key).ToDictionary(g => g.Key, g => g.Last().Value));
        }

        if (_file is { } file)
            File.AppendAllLines(file.FullName, lines.Where(l => l.Trim().Length > 0));
    }

    /// <summary>Asks about each that can be an entry and is not decided.</summary>
    public void Ask(IAnsiConsole console)
    {
        var open = proposals.Where(p => Acceptance.IsEntry(p.Proposal.Kind) && Said(p.Number).IsAccepted is null).ToArray();
        for (var i = 0; i < open.Length; i++)
        {
            var (number, proposal, read) = open[i];
            Show(console, $"{i + 1} of {open.Length}", number, proposal);
            while (Said(number).IsAccepted is null)
            {
                switch (console.Prompt(new TextPrompt<string>("[bold]a[/]ccept, [bold]m[/]end, [bold]d[/]rop, or [bold]q[/]uit and go on later").AddChoices(["a", "m", "d", "q"]).HideChoices()))
                {
                    case "a":
                        Take([$"{number} accept"], "the answer");
                        Complete(console, number);
                        break;
                    case "d":
                        Take([$"{number} drop"], "the answer");
                        break;
                    case "m":
                        Mend(console, number);
                        Show(console, "mended", number, proposal);
                        break;
                    default:
                        return;
                }
            }
        }
    }

    private void Mend(IAnsiConsole console, int number)
    {
        while (Answer(console, "name=value; empty takes it away, no line ends") is { Length: > 0 } line)
            TakeOrSay(console, $"{number} set {line}");
    }

    /// <summary>What a person must still say before it can be entered.</summary>
    private void Complete(IAnsiConsole console, int number)
    {
        while (Accepted.FirstOrDefault(a => a.Number == number) is { } accepted && Acceptance.Missing(accepted, Accepted) is [var (field, says), ..])
        {
            if (Answer(console, $"{field} ({says}); nothing drops it") is { Length: > 0 } value)
                TakeOrSay(console, $"{number} set {field}={value}");
            else
                Take([$"{number} drop"], "the answer");
        }
    }

    private void TakeOrSay(IAnsiConsole console, string line)
    {
        try
        {
            Take([line], "the answer");
        }
        catch (CommandFailure e)
        {
            console.WriteLine(Terminal.Plain(e.Message));
        }
    }

    private static string Answer(IAnsiConsole console, string asked) => console.Prompt(new TextPrompt<string>(Markup.Escape(asked)).AllowEmpty()).Trim();

    private void Show(IAnsiConsole console, string heading, int number, Proposal proposal)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[grey]{heading}[/]  [bold]{number} {Word(proposal.Kind)}[/]");
        console.MarkupLineInterpolated($"  [grey]…{OneLine(proposal.Anchor.Prefix)}[/][underline]{OneLine(proposal.Anchor.Exact)}[/][grey]{OneLine(proposal.Anchor.Suffix)}…[/]");
        foreach (var field in Said(number).Apply(proposal))
            console.MarkupLineInterpolated($"  {field.Name}: {OneLine(field.Value)}");
    }

    private static string OneLine(string text) => Terminal.Plain(text).Replace('\n', ' ');

    private Decision Said(int number) => _decisions.GetValueOrDefault(number, Decision.None);

    /// <summary>A kind as files and screens have it.</summary>
    public static string Word(ProposalKind kind) => kind.ToString().ToLowerInvariant();
}
