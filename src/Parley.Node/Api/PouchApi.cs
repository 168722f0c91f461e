using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Wire;
using Parley.Node.Pouches;
using Parley.Records;

namespace Parley.Node.Api;

/// <summary>Pouches over the API.</summary>
internal static class PouchApi
{
    public static void MapPouches(this RouteGroupBuilder v1, PouchDesk pouches)
    {
        v1.MapPost("/pouches/{party}", (string party, CancellationToken cancel) => PackAsync(pouches, party, cancel))
            .WithSummary("Pack what waits for a party into a file for a courier; empty where nothing waits").Produces<byte[]>(contentType: "application/octet-stream").Produces<FaultMessage>(StatusCodes.Status422UnprocessableEntity);
        v1.MapPost("/pouches", (Delegate)((HttpContext context) => UnpackAsync(pouches, context)))
            .WithSummary("Take in a pouch; once more is harmless").Accepts<byte[]>("application/octet-stream").Produces<UnpackedMessage>().Produces<FaultMessage>(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> PackAsync(PouchDesk pouches, string party, CancellationToken cancel)
    {
        if (!PartyId.TryParse(party, out var id))
            return Results.NotFound();
        return (await pouches.PackAsync(id, cancel)).Try(out var packed, out var fault) ? Results.Bytes(packed.File) : Refused(fault);
    }

    private static async Task<IResult> UnpackAsync(PouchDesk pouches, HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = Pouch.MaxBytes;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return (await pouches.UnpackAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted)).Try(out var unpacked, out var fault)
            ? Results.Ok(UnpackedMessage.Of(unpacked))
            : Refused(fault);
    }

    private static IResult Refused(Fault fault) => Results.UnprocessableEntity(new FaultMessage(fault.Rule, fault.Line, fault.Detail));
}
