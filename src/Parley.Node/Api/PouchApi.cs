using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Attachments;
using Parley.Node.Pouches;
using Parley.Records;

namespace Parley.Node.Api;

/// <summary>Pouches over the API.</summary>
public static class PouchApi
{
    /// <summary>The header that says how many pouches a file goes in.</summary>
    public const string PartsHeader = "Parley-Parts";

    internal static void MapPouches(this RouteGroupBuilder v1, PouchDesk pouches)
    {
        v1.MapPost("/pouches/{party}", (string party, CancellationToken cancel) => PackAsync(pouches, party, cancel))
            .WithSummary("Pack what waits for a party into a file for a courier; empty where nothing waits").Produces<byte[]>(contentType: "application/octet-stream").Produces<FaultMessage>(StatusCodes.Status422UnprocessableEntity);
        v1.MapPost("/pouches/{party}/attachments/{record}/{position:int}", (string party, string record, int position, HttpResponse response, CancellationToken cancel, int part = 1) => PackAsync(pouches, party, record, position, part, response, cancel))
            .WithSummary("Pack a file that a record attaches for a courier, with what waits for the party: one of several pouches; the header Parley-Parts says how many they are").Produces<byte[]>(contentType: "application/octet-stream").Produces<FaultMessage>(StatusCodes.Status422UnprocessableEntity);
        v1.MapPost("/pouches", (Delegate)((HttpContext context) => UnpackAsync(pouches, context)))
            .WithSummary("Take in a pouch; once more is harmless").Accepts<byte[]>("application/octet-stream").Produces<UnpackedMessage>().Produces<FaultMessage>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> PackAsync(PouchDesk pouches, string party, CancellationToken cancel)
    {
        if (!PartyId.TryParse(party, out var id))
            return Results.NotFound();
        return (await pouches.PackAsync(id, cancel)).Try(out var packed, out var fault) ? Results.Bytes(packed.File) : Refused(fault);
    }

    private static async Task<IResult> PackAsync(PouchDesk pouches, string party, string record, int position, int part, HttpResponse response, CancellationToken cancel)
    {
        if (!PartyId.TryParse(party, out var id) || !Digest.TryParse(record, out var digest))
            return Results.NotFound();
        if (!(await pouches.PackAsync(id, new AttachmentId(digest, position), part, cancel)).Try(out var pouch, out var fault))
            return Refused(fault);
        if (part < 1 || part > pouch.Parts)
            return Results.NotFound();
        response.Headers[PartsHeader] = pouch.Parts.ToString(CultureInfo.InvariantCulture);
        return Results.Stream(to => pouch.WriteAsync(to, cancel), "application/octet-stream");
    }

    private static async Task<IResult> UnpackAsync(PouchDesk pouches, HttpContext context)
    {
        // The reader counts for itself.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        await using var body = new BufferedStream(context.Request.Body, 64 * 1024);
        return (await pouches.UnpackAsync(body, context.RequestAborted)).Try(out var unpacked, out var fault)
            ? Results.Ok(UnpackedMessage.Of(unpacked))
            : Refused(fault);
    }

    private static IResult Refused(Fault fault) => Results.UnprocessableEntity(new FaultMessage(fault.Rule, fault.Line, fault.Detail));
}
