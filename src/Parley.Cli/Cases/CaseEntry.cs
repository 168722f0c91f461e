using System.CommandLine;
using System.Globalization;
using System.Text;
using Parley.Cases;
using Parley.Cases.Exports;
using Parley.Cli.Archives;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.Cli.Cases;

/// <summary>Enters something into a case as a record of this node's party, once it is sure that it would count.</summary>
internal sealed class CaseEntry
{
    private readonly Option<string> _channel = new("--channel") { Description = "The channel. Default of what must be said fast: the only open one for traffic." };
    private readonly Option<string[]> _to = new("--to") { Description = "A desk that is to act, such as UA/mod-duty; may be repeated. Default of what must be said fast: the first desk of every other member." };
    private readonly Option<string?> _desk = new("--desk") { Description = "The desk that sends. Default: the party's first." };
    private readonly Option<string?> _draftedBy = new("--drafted-by") { Description = "The officer who drafts. Default: PARLEY_DRAFTED_BY of the environment.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PARLEY_DRAFTED_BY") };
    private readonly Option<string?> _releasedBy = new("--released-by") { Description = "The officer who releases. Default: PARLEY_RELEASED_BY of the environment.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PARLEY_RELEASED_BY") };
    private bool _fast;

    /// <summary>
    /// The options for a command that enters something; a record's own are asked for only where it <paramref name="always"/> does. The first word of an
    /// incident is <paramref name="fast"/>: its line and addressees need not be typed where there is one line.
    /// </summary>
    public IEnumerable<Option> Options(bool always = true, bool fast = false)
    {
        _fast = fast;
        _channel.Required = _to.Required = always && !fast;
        return [_channel, _to, _desk, _draftedBy, _releasedBy, Terminal.NodeOption];
    }

    /// <summary>The party whose node it is.</summary>
    public PartyId Self(ParseResult parsed) => PartyId.Parse(Node.NodeConfiguration.Read(parsed.GetValue(Terminal.NodeOption)!.FullName).Party);

    /// <summary>The time of the channel on which it will be said.</summary>
    public async Task<DateTimeOffset> TimeAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
        return (await LineAsync(parsed, node, cancel)).Time;
    }

    /// <summary>The records of the node.</summary>
    public CaseLibrary Library(ParseResult parsed) => CaseLibrary.Of(RecordSource.ReadNode(new Node.NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName)).Select(r => r.Record));

    /// <summary>Signs, checks and submits: a record that would count for nothing is not sent.</summary>
    public async Task<SubmittedMessage> EnterAsync(ParseResult parsed, CaseLibrary library, string? name, string form, string subject, IReadOnlyList<Field> fields, Precedence precedence, string language, CancellationToken cancel)
    {
        using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
        var line = await LineAsync(parsed, node, cancel);
        var signed = Sign(parsed, node, line, new ImportedEntry(line.Form(form), subject, language, fields), precedence);
        if (name is not null && library.Open(name) is { } file && Attempts.WouldBe(file, Trial(signed, file)) is { } attempt)
            throw new CommandFailure($"not sent, for it would count for nothing: {attempt.Rule}, {attempt.Reason}");
        var submitted = await node.SubmitAsync(signed, cancel);
        if (parsed.GetValue(Terminal.JsonOption))
            Terminal.WriteJson(submitted);
        else
            Console.WriteLine($"{node.Self} number {submitted.Number} is queued: {line.Form(form)}, record {submitted.Id}");
        return submitted;
    }

    /// <summary>
    /// Enters a list, each once however often this is run: 1. all are signed and checked, each as after those before it; 2. what was signed is
    /// kept; 3. it is submitted in order. What was kept by a run that broke off is taken as it was signed then.
    /// </summary>
    public async Task EnterAllAsync(ParseResult parsed, IReadOnlyList<ImportedEntry> entries, CancellationToken cancel)
    {
        using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
        var line = await LineAsync(parsed, node, cancel);
        entries = [.. entries.Select(e => e with { Form = line.Form(e.Form.Value) })];
        var packs = Node.Instruments.PackLibrary.Of(node.Directory, node.Configuration);
        var journal = new EntryJournal(node.Directory, line.Channel.Name);
        var keys = EntryJournal.Keys(line.Channel, line.Desk, line.To, entries);

        // 1.
        var library = Library(parsed);
        var signed = new SubmissionMessage[entries.Count];
        for (var i = 0; i < signed.Length; i++)
        {
            Progress("checking", i + 1);
            if (journal[keys[i]] is { } kept)
            {
                signed[i] = kept;
                continue;
            }

            signed[i] = Sign(parsed, node, line, entries[i], Precedence.Routine);
            var name = library.Names.FirstOrDefault(n => library.Subjects(n).Contains(entries[i].Subject));
            var file = name is null ? null : library.Open(name);
            var trial = Trial(signed[i], file);
            var attempt = trial.Attempt ?? (file is null ? null : Attempts.WouldBe(file, trial));
            if (attempt is not null)
                throw new CommandFailure($"nothing was entered: entry {i + 1} ({entries[i].Form}) would count for nothing: {attempt.Rule}, {attempt.Reason}");
            if (Node.Instruments.ReleaseCheck.Check(packs, trial.Record.Content, trial.Record.Fields, null) is { } broken)
                throw new CommandFailure($"nothing was entered: entry {i + 1} ({entries[i].Form}) is refused by {broken.Rule}: {broken.Detail}");
            library.Add(trial.Record);
        }

        // 2.
        journal.Keep(keys.Zip(signed).Where(e => journal[e.First] is null));

        // 3. The first alone: what the channel's policy refuses, it refuses there.
        var done = new List<SubmittedMessage>();
        for (var at = 0; at < signed.Length; at = done.Count)
        {
            Progress("entering", at);
            foreach (var outcome in await node.SubmitAsync(signed[at..Math.Min(signed.Length, at == 0 ? 1 : at + MostAtOnce)], cancel))
            {
                if (outcome.Submitted is not { } submitted)
                    throw new CommandFailure($"{Terminal.Refused(outcome.Refused!).Message} That is entry {done.Count + 1}; the {done.Count} before it are entered. Mend it and run the same again: what is entered is not said twice.");
                done.Add(submitted);
            }
        }

        Console.Error.WriteLine();
        if (parsed.GetValue(Terminal.JsonOption))
            Terminal.WriteJson(done);
        else
            Console.WriteLine($"{done.Count(d => !d.Duplicate)} entered as records of {node.Self}, {done.Count(d => d.Duplicate)} had been entered before: {(done.Count > 0 ? $"numbers {done.Min(d => d.Number)} to {done.Max(d => d.Number)}" : "nothing")}");

        void Progress(string what, int count) => Console.Error.Write($"\r{what} {count} of {entries.Count}");
    }

    private const int MostAtOnce = 256;

    /// <summary>On which line, from which desk to which, having seen what, at what time of the channel.</summary>
    private sealed record Line(ChannelId Channel, PostId Desk, IReadOnlyList<PostId> To, IReadOnlyList<Head> Seen, DateTimeOffset Time, bool IsPublicRecord)
    {
        /// <summary>On a channel of the public record everything is an entry of it.</summary>
        public FormId Form(string form) => FormId.TryParse(IsPublicRecord && !form.StartsWith("public.", StringComparison.Ordinal) ? "public." + form : form, out var id) ? id : throw new CommandFailure($"'{form}' is not a form");
    }

    private async Task<Line> LineAsync(ParseResult parsed, NodeClient node, CancellationToken cancel)
    {
        var status = await node.NodeAsync(cancel);
        var channel = parsed.GetValue(_channel) ?? (_fast && status.Channels.Where(c => c.State == "open" && c.Track == "traffic").ToArray() is [var only] ? only.Name
            : throw new CommandFailure("--channel is missing: on which line is this to be said?"));
        var line = status.Channels.FirstOrDefault(c => c.Name == channel && c.State == "open") ?? throw new CommandFailure($"no channel {channel} is open here; 'parley channel list' shows what there is");
        if (parsed.GetValue(_to) is not { Length: > 0 } to)
        {
            to = _fast ? [.. line.Members.Where(m => m != node.Self.Value).Select(m => status.Parties.First(p => p.Party == m).Desks[0])]
                : throw new CommandFailure("--to is missing: which desk is to act?");
        }

        var seen = await node.SeenAsync(channel, cancel);
        Digest.TryParse(line.Founding, out var founding);
        return new Line(new ChannelId(channel, founding), Post($"{node.Self}/{parsed.GetValue(_desk) ?? status.Parties.First(p => p.Party == node.Self.Value).Desks[0].Split('/')[^1]}"), [.. to.Select(Post)],
            [.. seen.Heads.Select(h => Head.TryParse(h, out var head) ? head : throw new CommandFailure("the node's answer does not read as heads"))],
            DateTimeOffset.Parse(seen.Time, CultureInfo.InvariantCulture), line.Track == "public-record");
    }

    private SubmissionMessage Sign(ParseResult parsed, NodeClient node, Line line, ImportedEntry entry, Precedence precedence) => new Draft
    {
        Channel = line.Channel,
        Desk = line.Desk,
        To = line.To,
        Seen = line.Seen,
        Composed = line.Time,
        Precedence = precedence,
        Form = entry.Form,
        Subject = entry.Subject,
        Language = entry.Language,
        Fields = entry.Fields,
    }.Sign(node.Directory, parsed.GetValue(_draftedBy), parsed.GetValue(_releasedBy) ?? throw new CommandFailure("--released-by is missing: who releases this?"), Crypto.Provider);

    /// <summary>The submission as the record it would become, under a key of nobody: only to see whether it would count.</summary>
    private static Entry Trial(SubmissionMessage signed, CaseFile? file)
    {
        var content = RecordContent.Parse(Encoding.ASCII.GetBytes(signed.Content)).OrThrow();
        var officers = signed.Officers.Select(o => OfficerSignature.TryParseLine(o, out var officer) ? officer : throw new CommandFailure("an officer's signature does not read"));
        var number = (file?.Entries ?? []).Where(e => e.Author == content.Author).Select(e => (e.Record.Numbering.Incarnation, e.Record.Numbering.Number)).DefaultIfEmpty((1, 1)).Max();
        return new Entry(Record.Create(content, [.. officers], new Numbering(number.Incarnation, number.Number + 1, default(Digest), []),
            SaltedFields.Parse(Encoding.UTF8.GetBytes(signed.Fields)).OrThrow(), new NoteSigner(new NoteKeyName(content.Author.Value), new byte[32], Crypto.Provider.Ed25519)));
    }

    private static PostId Post(string text) => PostId.TryParse(text, out var id) ? id : throw new CommandFailure($"'{text}' is not a desk: write PARTY/name, such as UA/mod-duty");
}
