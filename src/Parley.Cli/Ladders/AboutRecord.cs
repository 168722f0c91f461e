using System.CommandLine;
using System.Globalization;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Ladders;

/// <summary>Says something about a record that is here: on its channel, to the desk that wrote it, with its subject and precedence.</summary>
internal static class AboutRecord
{
    public static Option<string> DraftedBy { get; } = new("--drafted-by") { Description = "The officer who drafts; needed for forms that want two officers." };

    public static Option<string> ReleasedBy { get; } = new("--released-by") { Description = "The officer who releases.", Required = true };

    public static Option<string> Language { get; } = new("--language") { Description = "The language of the text (BCP 47).", DefaultValueFactory = _ => "en" };

    /// <summary>Options that every command here has, after its own.</summary>
    public static void AddOptions(Command command)
    {
        foreach (var option in new Option[] { DraftedBy, ReleasedBy, Language, Terminal.NodeOption, Terminal.JsonOption })
            command.Options.Add(option);
    }

    /// <summary>Signs and submits it, and says on the terminal that it is queued.</summary>
    public static async Task<int> SayAsync(NodeClient node, ParseResult parsed, string record, FormId form, IReadOnlyList<Field> fields, CancellationToken cancel, IReadOnlyList<PostId>? to = null)
    {
        var draft = await DraftAsync(node, await node.RecordAsync(record, cancel), form, fields, parsed.GetValue(Language)!, cancel);
        draft = draft with { To = to ?? draft.To };
        var submitted = await node.SubmitAsync(draft.Sign(node.Directory, parsed.GetValue(DraftedBy), parsed.GetValue(ReleasedBy)!, Crypto.Provider), cancel);
        if (parsed.GetValue(Terminal.JsonOption))
            Terminal.WriteJson(submitted);
        else
            Console.WriteLine($"{node.Self} number {submitted.Number} ({form}) is queued: record {submitted.Id}");
        return 0;
    }

    /// <summary>The draft, with what an officer here has read as <c>seen</c>.</summary>
    public static async Task<Draft> DraftAsync(NodeClient node, RecordMessage about, FormId form, IReadOnlyList<Field> fields, string language, CancellationToken cancel)
    {
        var status = await node.NodeAsync(cancel);
        var channel = status.Channels.FirstOrDefault(c => c.Name == about.Channel && c.State == "open")
            ?? throw new CommandFailure($"the channel {about.Channel} is not open here; 'parley status' says why");
        var seen = await node.SeenAsync(channel.Name, cancel);
        Digest.TryParse(channel.Founding, out var founding);
        return new Draft
        {
            Channel = new ChannelId(channel.Name, founding),
            Desk = PostId.Parse(status.Parties.First(p => p.Party == node.Self.Value).Desks[0]),
            To = [PostId.Parse(about.Desk)],
            Seen = [.. seen.Heads.Select(h => Head.TryParse(h, out var head) ? head : throw new CommandFailure("the node's answer does not read as heads"))],
            Composed = DateTimeOffset.Parse(seen.Time, CultureInfo.InvariantCulture),
            Precedence = Enum.Parse<Precedence>(about.Precedence, ignoreCase: true),
            Form = form,
            Subject = about.Subject,
            Language = language,
            Fields = fields,
        };
    }

    /// <summary>The text of an option; <c>-</c> reads it from standard input.</summary>
    public static async Task<string> TextAsync(string text, CancellationToken cancel) =>
        text == "-" ? (await Console.In.ReadToEndAsync(cancel)).TrimEnd('\n') : text;

    /// <summary>A line of the fields <c>answers</c> and <c>declines</c>: the record, and the questions meant.</summary>
    /// <exception cref="CommandFailure">The record has no such question.</exception>
    public static string Meant(RecordMessage record, string[] questions)
    {
        foreach (var question in questions)
        {
            if (record.Questions.All(q => q.Name != question))
                throw new CommandFailure($"this record has no question '{question}'; its questions are: {string.Join(", ", record.Questions.Select(q => q.Name))}");
        }

        return string.Join(' ', questions.Prepend(record.Id));
    }
}
