using System.CommandLine;
using System.Globalization;
using Parley.Channels;
using Parley.Cli.Ladders;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Commands;

internal static class ReadCommand
{
    public static Command Create()
    {
        var records = new Argument<string[]>("record") { Description = "Records, by id; none: everything in the inbox.", Arity = ArgumentArity.ZeroOrMore };
        var officer = new Option<string>("--officer") { Description = "The officer who has read them.", Required = true };
        var command = new Command("read", """
            Show records and state, over an officer's signature, that they were read.

            Example: parley read --officer duty-1 --node ./ua
            """) { records, officer, Beside.In, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var wanted = parsed.GetValue(records)!;
            var unread = (await node.InboxAsync(cancel)).Where(r => wanted.Length == 0 || wanted.Contains(r.Id)).ToArray();
            if (unread.Length < wanted.Length)
                throw new CommandFailure("not all of these stand unread in the inbox; 'parley inbox' lists what does");
            // Shown first: a node that fails in between leaves a reading unsaid, and never a claim to have read what nobody saw.
            if (!parsed.GetValue(Terminal.JsonOption))
                Console.WriteLine(unread.Length == 0 ? "Everything here has been read." : Terminal.Plain(string.Join("\n", unread.Select(r => r.Text))));
            if (!parsed.GetValue(Terminal.JsonOption))
            {
                foreach (var record in unread)
                    Beside.Print(record, parsed.GetValue(Beside.In)!);
            }

            var receipts = new List<SubmittedMessage>();
            foreach (var receipt in await ReceiptsAsync(node, unread, cancel))
                receipts.Add(await node.SubmitAsync(receipt.Sign(node.Directory, null, parsed.GetValue(officer)!, Crypto.Provider), cancel));
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { read = unread.Select(r => r.Id), receipts });
            return 0;
        });
        return command;
    }

    /// <summary>One receipt for each channel and 256 records, to the desks that wrote them.</summary>
    public static Task<IReadOnlyList<Draft>> ReceiptsAsync(NodeClient node, IReadOnlyCollection<RecordMessage> read, CancellationToken cancel) =>
        ReceiptsAsync(node, read, cancel, FormId.ReadReceipt, []);

    /// <summary>Receipts of another form, with fields of its own after the list.</summary>
    public static async Task<IReadOnlyList<Draft>> ReceiptsAsync(NodeClient node, IReadOnlyCollection<RecordMessage> read, CancellationToken cancel, FormId form, IReadOnlyList<Field> more)
    {
        var drafts = new List<Draft>();
        if (read.Count == 0)
            return drafts;
        var status = await node.NodeAsync(cancel);
        foreach (var line in read.GroupBy(r => r.Channel))
        {
            var channel = status.Channels.First(c => c.Name == line.Key && c.State == "open");
            Digest.TryParse(channel.Founding, out var founding);
            foreach (var batch in line.Chunk(Receipts.MaxRecords))
            {
                drafts.Add(new Draft
                {
                    Channel = new ChannelId(channel.Name, founding),
                    Desk = PostId.Parse(status.Parties.First(p => p.Party == node.Self.Value).Desks[0]),
                    To = [.. batch.Select(r => r.Desk).Distinct().Select(PostId.Parse)],
                    Seen = [],
                    Composed = DateTimeOffset.Parse(channel.Time, CultureInfo.InvariantCulture),
                    Precedence = batch.Min(r => Enum.Parse<Precedence>(r.Precedence, ignoreCase: true)),
                    Form = form,
                    Fields = [Receipts.ToField(batch.Select(r => (Digest.TryParse(r.Id, out var id) ? id : default, (long?)null))), .. more],
                });
            }
        }

        return drafts;
    }
}
