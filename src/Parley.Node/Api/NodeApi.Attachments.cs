using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Parley.Channels;
using Parley.Channels.Attachments;
using Parley.Node.Attachments;
using Parley.Records;
using Parley.Records.Attachments;

namespace Parley.Node.Api;

/// <content>Attachments: taken in before the record that names them, listed, and given out once all of one is here.</content>
public sealed partial class NodeApi
{
    private void MapAttachments(RouteGroupBuilder v1)
    {
        v1.MapPost("/channels/{name}/attachments", (Delegate)ImportAsync).WithSummary("Take in a file that a record on the channel is to attach; the body is the file")
            .Accepts<byte[]>("application/octet-stream").Produces<ImportedMessage>().Produces<FaultMessage>(Unprocessable).Produces(StatusCodes.Status404NotFound);
        v1.MapGet("/attachments", (string? record) => record is null || Digest.TryParse(record, out _) ? Results.Ok(Attachments(record)) : Results.NotFound())
            .WithSummary("What records attach, or one of them does, and how far it is here and at others").Produces<AttachmentMessage[]>();
        v1.MapGet("/attachments/{record}/{position:int}", AttachedFile).WithSummary("A file, once all of it is here and was compared")
            .Produces<byte[]>(contentType: "application/octet-stream").Produces(StatusCodes.Status404NotFound).Produces(StatusCodes.Status409Conflict);
    }

    private async Task<IResult> ImportAsync(HttpContext context, string name)
    {
        if (OpenChannel(name) is not { } channel)
            return Results.NotFound();
        // The import counts for itself: what is counted here has the framing in it.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        return (await files.ImportAsync(channel, "file", MediaTypes.Unknown, context.Request.Body, context.RequestAborted)).Try(out var file, out var fault)
            ? Results.Ok(new ImportedMessage(file.Root.ToString(), file.Size, files.LooksLike(channel, file)))
            : Refused(fault);
    }

    private AttachmentMessage[] Attachments(string? record) =>
        [.. attachments.States(record is not null && Digest.TryParse(record, out var id) ? id : null).Select(Message)];

    private AttachmentMessage Message(AttachmentState state)
    {
        var (attachment, file) = (state.Attachment, state.Attachment.File);
        var complete = archive.Ladder(attachment.Id.Record).Where(r => r.Rung == Rung.Complete).Select(r => r.Member).ToHashSet();
        return new AttachmentMessage(
            attachment.Id.Record.ToString(), attachment.Id.Position, attachment.Channel.Name, attachment.Author.Value, attachment.Number, file.Name, file.MediaType, state.LooksLike,
            state.LooksLike is { } looks && MediaTypes.Contradict(file.MediaType, looks), file.Size, file.Root.ToString(),
            state.IsHere ? "complete" : state.Refusal is null ? "coming" : "refused", state.Has, state.IsHere ? null : state.Refusal ?? state.Trouble,
            state.Bad.ToDictionary(b => b.Key.Value, b => b.Value),
            [.. Members(attachment.Channel).Where(m => m != self && m != attachment.Author).Select(m =>
            {
                var told = state.Told.GetValueOrDefault(m);
                return complete.Contains(m) ? new HolderMessage(m.Value, "complete", file.Size, null)
                    : told is null ? new HolderMessage(m.Value, "unknown", 0, null)
                    : new HolderMessage(m.Value, told.Refusal is null ? "coming" : "refused", Math.Min(file.Size, Math.Min(told.Has, Chunk.LeavesOf(file.Size)) * Chunk.LeafSize), told.Refusal);
            })]);
    }

    private IResult AttachedFile(string record, int position)
    {
        if (!Digest.TryParse(record, out var id) || archive.Attachments(id).FirstOrDefault(a => a.Id.Position == position) is not { } attachment)
            return Results.NotFound();
        if (!files.IsHere(attachment.Channel, attachment.File))
            return Results.Text("Not all of the file is here. How far it is, 'parley attachment list' says.\n", statusCode: StatusCodes.Status409Conflict);
        // Never as what its sender says that it is: a browser would do with it what that allows.
        return Results.Stream(new FileStream(files.OpenData(attachment.Channel, attachment.File), FileAccess.Read), MediaTypes.Unknown, attachment.File.Name);
    }
}
