using System.Security.Cryptography;
using Parley.Node.Attachments;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Spectre.Console;

namespace Parley.Cli;

/// <summary>Files that are to go with a record: taken in by the node first, then named in the record's fields.</summary>
internal static class AttachedFiles
{
    /// <summary>Hands files to the node, and gives the fields that name them.</summary>
    public static async Task<IReadOnlyList<Field>> TakeInAsync(NodeClient node, string channel, IReadOnlyList<FileInfo> files, CancellationToken cancel)
    {
        var attachments = new List<Attachment>();
        foreach (var file in files)
        {
            if (!file.Exists)
                throw new CommandFailure($"there is no file {file}");
            if (!AttachmentList.IsName(file.Name))
                throw new CommandFailure($"'{Terminal.Plain(file.Name)}' cannot be the name of an attachment: one line, no dot or space at its ends, nothing that shows in another order");
            await using var source = file.OpenRead();
            var taken = await Progress($"taking in {file.Name}", file.Length, (done, stop) => node.ImportAsync(channel, source, done, stop), cancel);
            if (!Digest.TryParse(taken.Root, out var root))
                throw new CommandFailure("the node's answer does not read as a root");
            attachments.Add(new Attachment(root, taken.Size, FileTypes.Of(file.Name) ?? taken.LooksLike, file.Name, RandomNumberGenerator.GetBytes(Attachment.KeySize)));
        }

        return attachments.Count == 0 ? [] : AttachmentList.ToFields(attachments);
    }

    /// <summary>Does something that takes a while, with a bar on standard error that shows how many of its bytes are done.</summary>
    public static async Task<T> Progress<T>(string what, long bytes, Func<Action<long>, CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        if (Console.IsErrorRedirected)
            return await work(_ => { }, cancel);
        return await Terminal.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: bytes);
                return await work(done => task.Value = done, cancel);
            });
    }
}
