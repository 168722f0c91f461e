using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Node;
using Parley.Node.Dossiers;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Screens.Accounts;

namespace Parley.Screens.Messages;

/// <summary>A record's exact bytes and its proof, as files that <c>parley verify</c> checks by themselves.</summary>
internal static class RecordFiles
{
    public static void MapRecordFiles(this IEndpointRouteBuilder routes, RunningNode node)
    {
        routes.MapGet("/files/{id}/attachments/{position:int}", (string id, int position, HttpContext context) => Attached(node, id, position, context)).RequireAuthorization(Policies.Read);
        routes.MapGet("/files/{id}/record.txt", (string id) => Digest.TryParse(id, out var digest) && node.Archive.Find(digest) is { } found
            ? Results.Bytes(found.Record.Bytes.ToArray(), "text/plain; charset=utf-8", Name(found.Record, "record"))
            : Results.NotFound()).RequireAuthorization(Policies.Read);
        routes.MapGet("/files/{id}/proof.txt", (string id) => !Digest.TryParse(id, out var digest) || node.Archive.Find(digest) is not { } found
            ? Results.NotFound()
            : new ProofDesk(node.Archive, node.Self).Make(found) is { } proof
                ? Results.Bytes(proof.ToBytes(), "text/plain; charset=utf-8", Name(found.Record, "proof"))
                : Results.Conflict()).RequireAuthorization(Policies.Read);
    }

    // Never as what its sender says that it is, and never within a page: a browser would do with it what that allows.
    private static IResult Attached(RunningNode node, string id, int position, HttpContext context)
    {
        if (!Digest.TryParse(id, out var digest) || node.Archive.Attachments(digest).FirstOrDefault(a => a.Id.Position == position) is not { } attachment)
            return Results.NotFound();
        if (!node.AttachmentFiles.IsHere(attachment.Channel, attachment.File))
            return Results.Conflict();
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(new FileStream(node.AttachmentFiles.OpenData(attachment.Channel, attachment.File), FileAccess.Read), MediaTypes.Unknown, attachment.File.Name);
    }

    private static string Name(Record record, string what) => FormattableString.Invariant($"{record.Content.Author}-{record.Numbering.Number}-{what}.txt");
}
