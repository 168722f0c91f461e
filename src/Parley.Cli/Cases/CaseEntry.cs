using System.CommandLine;
using System.Globalization;
using System.Text;
using Parley.Cases;
using Parley.Cli.Archives;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;

namespace Parley.Cli.Cases;

/// <summary>Enters something into a case as a record of this node's party, once it is sure that it would count.</summary>
internal sealed class CaseEntry
{
    private readonly Option<string> _channel = new("--channel") { Description = "The channel.", Required = true };
    private readonly Option<string[]> _to = new("--to") { Description = "A desk that is to act, such as UA/mod-duty; may be repeated.", Required = true };
    private readonly Option<string?> _desk = new("--desk") { Description = "The desk that sends. Default: the party's first." };
    private readonly Option<string?> _draftedBy = new("--drafted-by") { Description = "The officer who drafts." };
    private readonly Option<string?> _releasedBy = new("--released-by") { Description = "The officer who releases." };
    private readonly Option<DirectoryInfo> _node = new("--node", "-n") { Description = "The node's directory. Default: the current one.", DefaultValueFactory = _ => new DirectoryInfo(".") };

    /// <summary>The options for a command that enters something; those that a record needs are asked for only where it <paramref name="always"/> does.</summary>
    public IEnumerable<Option> Options(bool always = true)
    {
        _channel.Required = _to.Required = _releasedBy.Required = always;
        return [_channel, _to, _desk, _draftedBy, _releasedBy, _node];
    }

    /// <summary>The party whose node it is.</summary>
    public PartyId Self(ParseResult parsed) => PartyId.Parse(Node.NodeConfiguration.Read(parsed.GetValue(_node)!.FullName).Party);

    /// <summary>The records of the node.</summary>
    public CaseLibrary Library(ParseResult parsed) => CaseLibrary.Of(RecordSource.ReadNode(new Node.NodeDirectory(parsed.GetValue(_node)!.FullName)).Select(r => r.Record));

    /// <summary>Signs, checks and submits: a record that would count for nothing is not sent.</summary>
    public async Task<SubmittedMessage> EnterAsync(ParseResult parsed, CaseLibrary library, string? name, string form, string subject, IReadOnlyList<Field> fields, Precedence precedence, string language, CancellationToken cancel)
    {
        using var node = NodeClient.Open(parsed.GetValue(_node)!.FullName);
        var channel = parsed.GetValue(_channel) ?? throw new CommandFailure("--channel is missing: on which line is this to be said?");
        var releaser = parsed.GetValue(_releasedBy) ?? throw new CommandFailure("--released-by is missing: who releases this?");
        if (parsed.GetValue(_to) is not { Length: > 0 } to)
            throw new CommandFailure("--to is missing: which desk is to act?");
        var status = await node.NodeAsync(cancel);
        var line = status.Channels.FirstOrDefault(c => c.Name == channel && c.State == "open") ?? throw new CommandFailure($"no channel {channel} is open here; 'parley channel list' shows what there is");
        var seen = await node.SeenAsync(channel, cancel);
        Digest.TryParse(line.Founding, out var founding);
        var draft = new Draft
        {
            Channel = new ChannelId(channel, founding),
            Desk = Post($"{node.Self}/{parsed.GetValue(_desk) ?? status.Parties.First(p => p.Party == node.Self.Value).Desks[0].Split('/')[^1]}"),
            To = [.. to.Select(Post)],
            Seen = [.. seen.Heads.Select(h => Head.TryParse(h, out var head) ? head : throw new CommandFailure("the node's answer does not read as heads"))],
            Composed = DateTimeOffset.Parse(seen.Time, CultureInfo.InvariantCulture),
            Precedence = precedence,
            // On a channel of the public record everything is an entry of it.
            Form = FormId.TryParse(line.Track == "public-record" && !form.StartsWith("public.", StringComparison.Ordinal) ? "public." + form : form, out var id) ? id : throw new CommandFailure($"'{form}' is not a form"),
            Subject = subject,
            Language = language,
            Fields = fields,
        };
        var signed = draft.Sign(node.Directory, parsed.GetValue(_draftedBy), releaser, Crypto.Provider);
        if (name is not null && library.Open(name) is { } file && Attempts.WouldBe(file, Trial(signed, file)) is { } attempt)
            throw new CommandFailure($"not sent, for it would count for nothing: {attempt.Rule}, {attempt.Reason}");
        var submitted = await node.SubmitAsync(signed, cancel);
        if (parsed.GetValue(Terminal.JsonOption))
            Terminal.WriteJson(submitted);
        else
            Console.WriteLine($"{node.Self} number {submitted.Number} is queued: {draft.Form}, record {submitted.Id}");
        return submitted;
    }

    /// <summary>The submission as the record it would become, under a key of nobody: only to see whether it would count.</summary>
    private static Entry Trial(SubmissionMessage signed, CaseFile file)
    {
        var content = RecordContent.Parse(Encoding.ASCII.GetBytes(signed.Content)).OrThrow();
        var officers = signed.Officers.Select(o => OfficerSignature.TryParseLine(o, out var officer) ? officer : throw new CommandFailure("an officer's signature does not read"));
        var number = file.Entries.Where(e => e.Author == content.Author).Select(e => (e.Record.Numbering.Incarnation, e.Record.Numbering.Number)).DefaultIfEmpty((1, 1)).Max();
        return new Entry(Record.Create(content, [.. officers], new Numbering(number.Incarnation, number.Number + 1, default(Digest), []),
            SaltedFields.Parse(Encoding.UTF8.GetBytes(signed.Fields)).OrThrow(), new NoteSigner(new NoteKeyName(content.Author.Value), new byte[32], Crypto.Provider.Ed25519)));
    }

    private static PostId Post(string text) => PostId.TryParse(text, out var id) ? id : throw new CommandFailure($"'{text}' is not a desk: write PARTY/name, such as UA/mod-duty");
}
