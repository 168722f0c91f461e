using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Proofs;
using Parley.Channels.Storage;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Records;
using Parley.Records.Extracts;
using Parley.Screens.Accounts;
using Parley.Screens.Archives;
using Parley.Screens.Calendar;

namespace Parley.Screens.Ledgers;

/// <summary>What an officer takes away: extracts, their pages to print, evidence and the calendar, as files that are checked and used elsewhere.</summary>
public static class LedgerFiles
{
    /// <summary>The letters of a choice, one for each field: shown, by name only, hidden.</summary>
    public const string Letters = "snh";

    /// <summary>Serves them.</summary>
    public static RouteGroupBuilder Serve(WebApplication app, RunningNode node)
    {
        var files = app.MapGroup("/files").RequireAuthorization(Policies.Read);
        files.MapGet("/{id}/extract.txt", (ClaimsPrincipal officer, Sessions sessions, string id, string choose) => Made(node, sessions, officer, id, choose) is { } extract ? File(extract.ToBytes(), $"extract-{id[..12]}.txt") : Results.NotFound()).RequireAuthorization(Policies.Press);
        files.MapGet("/{id}/extract.html", (ClaimsPrincipal officer, Sessions sessions, string id, string choose) => Made(node, sessions, officer, id, choose) is { } extract ? Results.Content(ExtractPage.Render(extract), "text/html; charset=utf-8") : Results.NotFound()).RequireAuthorization(Policies.Press);
        files.MapGet("/evidence/{number:int}", (int number) => node.Archive.Evidence().ElementAtOrDefault(number - 1) is { } evidence
            ? File(EvidenceFile.Of(evidence, node.Loop.View.Cards[evidence.Author], node.Crypto).ToBytes(), string.Create(CultureInfo.InvariantCulture, $"{evidence.Author.Value.ToLowerInvariant()}-{number}.evidence"))
            : Results.NotFound());
        files.MapGet("/calendar/{whose}/{year:int}.ics", (string whose, int year, RecordBook book) => CalendarFeed.Serve(node, book, whose, year));
        return files;
    }

    /// <summary>An extract of a record by a choice of letters; nothing where there is no such record, or the choice is not of its fields.</summary>
    public static Extract? Extracted(RunningNode node, string id, string choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        if (Find(node, id) is not { } found || choose.Length != found.Record.Fields.All.Count || choose.Any(c => !Letters.Contains(c, StringComparison.Ordinal)))
            return null;
        var choices = found.Record.Fields.All.Select((f, i) => (f.Name, choose[i])).ToDictionary(c => c.Name, c => c.Item2 switch { 's' => Disclosure.Shown, 'n' => Disclosure.Named, _ => Disclosure.Hidden }, StringComparer.Ordinal);
        return Extract.Of(found.Record, name => choices[name]);
    }

    // What leaves the house stands in the trail: which record, and which of its fields.
    private static Extract? Made(RunningNode node, Sessions sessions, ClaimsPrincipal principal, string id, string choose)
    {
        if (SessionClaims.SessionOf(principal) is not { } session || sessions.Check(session, active: true) is not { } officer)
            return null;
        var extract = Extracted(node, id, choose);
        if (extract is not null && !node.Book.TryCommit([], new Act(officer.Name, "extract.make", id, choose) { As = officer.Pseudonym, Session = Sessions.Short(session) }))
            throw new InvalidOperationException("The audit trail could not be written, so no extract is made.");
        return extract;
    }

    private static ArchivedRecord? Find(RunningNode node, string id) => Digest.TryParse(id, out var digest) ? node.Archive.Find(digest) : null;

    private static IResult File(byte[] bytes, string name) => Results.File(bytes, "application/octet-stream", name);
}
