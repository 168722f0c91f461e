using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Node;
using Parley.Node.Dossiers;
using Parley.Records;
using Parley.Screens.Accounts;

namespace Parley.Screens.Messages;

/// <summary>A record's exact bytes and its proof, as files that <c>parley verify</c> checks by themselves.</summary>
internal static class RecordFiles
{
    public static void MapRecordFiles(this IEndpointRouteBuilder routes, RunningNode node)
    {
        routes.MapGet("/files/{id}/record.txt", (string id) => Digest.TryParse(id, out var digest) && node.Archive.Find(digest) is { } found
            ? Results.Bytes(found.Record.Bytes.ToArray(), "text/plain; charset=utf-8", Name(found.Record, "record"))
            : Results.NotFound()).RequireAuthorization(Policies.Read);
        routes.MapGet("/files/{id}/proof.txt", (string id) => !Digest.TryParse(id, out var digest) || node.Archive.Find(digest) is not { } found
            ? Results.NotFound()
            : new ProofDesk(node.Archive, node.Self).Make(found) is { } proof
                ? Results.Bytes(proof.ToBytes(), "text/plain; charset=utf-8", Name(found.Record, "proof"))
                : Results.Conflict()).RequireAuthorization(Policies.Read);
    }

    private static string Name(Record record, string what) => FormattableString.Invariant($"{record.Content.Author}-{record.Numbering.Number}-{what}.txt");
}
