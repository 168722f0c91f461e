using System.CommandLine;
using System.Globalization;
using Parley.Node.Api;

namespace Parley.Cli.Commands;

internal static class AttachmentCommand
{
    public static Command Create() => new("attachment", """
        Files that records attach: how far they are, and where to get them.

        Example: parley attachment list --node ./ua
        """) { List(), Status(), Get() };

    private static Command List()
    {
        var command = new Command("list", """
            List all attachments: whose, what they are said to be and look like, how far they are here and at the others.

            Example: parley attachment list --node ./ua
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var attachments = await node.AttachmentsAsync(null, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(attachments);
            else if (attachments.Length == 0)
                Console.WriteLine("No record here attaches anything.");
            else
                Write(attachments);
            return 0;
        });
        return command;
    }

    private static Command Status()
    {
        var record = new Argument<string>("record") { Description = "The record's id." };
        var wait = new Option<bool>("--wait") { Description = "Wait until all of it is here, and of an own record at every member." };
        var command = new Command("status", """
            Show how far the attachments of a record are, with --wait until they are complete: here, and of an own record at every
            member, whose signed receipt says so. Exit code 1 where they are not complete.

            Example: parley attachment status 5f0c… --wait --node ./by
            """) { record, wait, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var id = parsed.GetValue(record)!;
            var attachments = await node.AttachmentsAsync(id, cancel);
            if (attachments.Length == 0)
                throw new CommandFailure("the record is not here, or attaches nothing");
            if (parsed.GetValue(wait) && !attachments.All(Done))
            {
                var size = attachments.Sum(Total);
                attachments = await AttachedFiles.Progress("attachments", size, async (done, stop) =>
                {
                    while (!attachments.All(Done))
                    {
                        done(attachments.Sum(There));
                        await Task.Delay(500, stop);
                        attachments = await node.AttachmentsAsync(id, stop);
                    }

                    done(size);
                    return attachments;
                }, cancel);
            }

            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(attachments);
            else
                Write(attachments);
            return attachments.All(Done) ? 0 : 1;

            bool Own(AttachmentMessage a) => a.Author == node.Self.Value;
            bool Done(AttachmentMessage a) => Own(a) ? a.Members.All(m => m.State == "complete") : a.State == "complete";
            long Total(AttachmentMessage a) => Own(a) ? a.Size * a.Members.Count : a.Size;
            long There(AttachmentMessage a) => Own(a) ? a.Members.Sum(m => m.Has) : a.Has;
        });
        return command;
    }

    private static Command Get()
    {
        var record = new Argument<string>("record") { Description = "The record's id." };
        var position = new Argument<int>("position") { Description = "Which of its attachments, from 1.", DefaultValueFactory = _ => 1 };
        var to = new Option<FileInfo?>("--out") { Description = "The file to write; it must not exist. Default: the attachment's name, in the current directory." };
        var command = new Command("get", """
            Write an attachment to a file, once all of it is here. It was compared with the root that its record names; that says nothing of
            what it may do when it is opened.

            Example: parley attachment get 5f0c… 1 --out radar.pdf --node ./ua
            """) { record, position, to, Terminal.NodeOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var attachment = (await node.AttachmentsAsync(parsed.GetValue(record)!, cancel)).FirstOrDefault(a => a.Position == parsed.GetValue(position))
                ?? throw new CommandFailure("the record is not here, or attaches no such file");
            var target = parsed.GetValue(to) ?? new FileInfo(attachment.Name);
            if (target.Exists)
                throw new CommandFailure($"{target.FullName} is there already; nothing is ever overwritten");
            await using (var stream = new FileStream(target.FullName, FileMode.CreateNew))
                await AttachedFiles.Progress(attachment.Name, attachment.Size, (done, stop) => node.GetAttachmentAsync(attachment, stream, done, stop), cancel);
            Console.WriteLine($"{target.FullName}: {attachment.Size} bytes of {attachment.Author}, number {attachment.Number}");
            if (attachment.IsFalse)
                Console.WriteLine($"  WARNING  {attachment.Author} says that it is {attachment.MediaType}; it looks like {attachment.LooksLike}.");
            return 0;
        });
        return command;
    }

    private static void Write(AttachmentMessage[] attachments)
    {
        foreach (var a in attachments)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{a.Author,-8}{a.Number,5}  {a.Position}  {Terminal.Plain(a.Name)}, {a.Size} bytes, {a.MediaType}: {State(a.State, a.Has, a.Size)}  {a.Channel}  {a.Record}"));
            if (a.IsFalse)
                Console.WriteLine($"          FALSE TYPE: {a.Author} says that it is {a.MediaType}; it looks like {a.LooksLike}");
            if (a.Reason is { } reason)
                Console.WriteLine($"          {Terminal.Plain(reason)}");
            foreach (var (party, count) in a.RefusedChunks)
                Console.WriteLine($"          {count} chunks of {party} were refused: they are not of this file");
            foreach (var member in a.Members)
                Console.WriteLine($"          {member.Party}: {State(member.State, member.Has, a.Size)}{(member.Reason is { } why ? $", {Terminal.Plain(why)}" : "")}");
        }
    }

    private static string State(string state, long has, long size) => state == "coming" ? string.Create(CultureInfo.InvariantCulture, $"coming, {100.0 * has / size:0.0} % there") : state;
}
