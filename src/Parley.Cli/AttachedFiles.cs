using System.Security.Cryptography;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Spectre.Console;

namespace Parley.Cli;

/// <summary>Files that are to go with a record: taken in by the node first, then named in the record's fields.</summary>
internal static class AttachedFiles
{
    // What a name's ending says (IANA's registry of media types); the receiver holds it against what the file looks like.
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".png"] = "image/png", [".tif"] = "image/tiff", [".tiff"] = "image/tiff", [".heic"] = "image/heic",
        [".mp4"] = "video/mp4", [".mov"] = "video/quicktime", [".mkv"] = "video/x-matroska", [".webm"] = "video/webm", [".mp3"] = "audio/mpeg", [".wav"] = "audio/wav", [".ogg"] = "audio/ogg",
        [".txt"] = "text/plain", [".csv"] = "text/csv", [".json"] = "application/json", [".xml"] = "application/xml", [".geojson"] = "application/geo+json", [".kml"] = "application/vnd.google-earth.kml+xml",
        [".zip"] = "application/zip", [".gz"] = "application/gzip", [".7z"] = "application/x-7z-compressed", [".eml"] = "message/rfc822",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".odt"] = "application/vnd.oasis.opendocument.text", [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
    };

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
            attachments.Add(new Attachment(root, taken.Size, Types.GetValueOrDefault(file.Extension, taken.LooksLike), file.Name, RandomNumberGenerator.GetBytes(Attachment.KeySize)));
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
