using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Node.Attachments;
using Parley.Node.Drafts;
using Parley.Records.Attachments;
using Parley.Screens.Accounts;

namespace Parley.Screens.Compose;

/// <summary>Takes in a file that a draft is to attach: over HTTP, for a circuit is no road for two gigabytes.</summary>
internal static class DraftFiles
{
    public static void MapDraftFiles(this IEndpointRouteBuilder routes, RunningNode node) =>
        routes.MapPost("/compose/{key}/files", (string key, string name, ClaimsPrincipal principal, Sessions sessions, DraftDesk desk, HttpContext context) => TakeAsync(node, desk, sessions, principal, key, name, context))
            .RequireAuthorization(Policies.Compose).DisableAntiforgery();

    private static async Task<IResult> TakeAsync(RunningNode node, DraftDesk desk, Sessions sessions, ClaimsPrincipal principal, string key, string name, HttpContext context)
    {
        if (SessionClaims.SessionOf(principal) is not { } session || sessions.Check(session, active: true) is not { } officer)
            return Results.Unauthorized();
        if (!AttachmentList.IsName(name))
            return Refused("a file's name is one line, with no dot or space at its ends and nothing that shows in another order");
        if (desk.Find(key) is not { Value: { Record: null, Signed: null } draft } || desk.Policy(draft[Draft.Channel]) is not var (channel, _))
            return Refused("this draft is signed or gone, or its channel is not open");
        // The import counts for itself.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        if (!(await node.AttachmentFiles.ImportAsync(channel, name, MediaTypes.Unknown, context.Request.Body, context.RequestAborted)).Try(out var file, out var fault))
            return Refused(fault.Detail);
        try
        {
            desk.Attach(key, file with { MediaType = FileTypes.Of(name) ?? node.AttachmentFiles.LooksLike(channel, file) }, new Act(officer.Name, "draft.attach", key, file.Root.ToString()) { As = officer.Pseudonym, Session = Sessions.Short(session) });
            return Results.Json(new { });
        }
        catch (InvalidDataException e)
        {
            desk.Forget(channel.Name, file);
            return Refused(e.Message);
        }
    }

    private static IResult Refused(string why) => Results.Json(new { problem = why }, statusCode: StatusCodes.Status422UnprocessableEntity);
}
