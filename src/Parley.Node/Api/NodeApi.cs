using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Policies;
using Parley.Channels.Proofs;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Dossiers;
using Parley.Node.Instruments;
using Parley.Node.Ledgers;
using Parley.Node.Lines;
using Parley.Node.Loop;
using Parley.Node.Phrases;
using Parley.Node.Telemetry;
using Parley.Node.Watch;
using Parley.Node.Pouches;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Node.Api;

/// <summary>The API for officers' programs: submit, list and follow records. OpenAPI at <c>/openapi/v1.json</c>.</summary>
public sealed partial class NodeApi(NodeLoop loop, Carrier carrier, PouchDesk pouches, IReadOnlyList<Collection> collections, IArchive archive, PartyId self, ICryptoProvider crypto, NodeConfiguration configuration, string token, TimeProvider clock, PackLibrary packs, LineReports lines, PhraseLibrary phrases, AlarmWatch watch, AttachmentDesk attachments, AttachmentFiles files, NodeTelemetry telemetry)
{
    private const int Unprocessable = StatusCodes.Status422UnprocessableEntity;
    private const int MaxConnections = 256;
    private const string MetricsPath = "/metrics", HealthPath = "/health";
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);
    private const int MaxList = 1000;
    private const int MaxSubmissions = 256;

    // A browser shows a cookie to every port of this machine. So it is not the token, and it opens reading only.
    private readonly string _pageKey = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"parley page v1\n{token}")));
    private readonly string _token = token;
    private readonly RecordVerifier _verifier = new(crypto);
    private readonly string _cookie = $"parley-{IPEndPoint.Parse(configuration.Api).Port}";

    /// <summary>The server; not yet started.</summary>
    public WebApplication Build(Action<ILoggingBuilder> logging)
    {
        // Empty: no settings files, no watchers on the working directory, no providers that nobody chose.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddRateLimiter(RateLimits.Set);
        logging(builder.Logging);
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(IPEndPoint.Parse(configuration.Api));
        });
        var app = builder.Build();
        app.UseRateLimiter();
        app.Use(Guard);
        telemetry.Serve(app);
        app.MapOpenApi();
        var v1 = app.MapGroup("/v1");
        v1.MapGet("/node", Node).WithSummary("The node, the parties it has met, its channels");
        v1.MapGet("/cards/{party}", Card).WithSummary("A party's present card, a signed note").Produces<string>(contentType: "text/plain").Produces(StatusCodes.Status404NotFound);
        v1.MapPost("/cards", AcceptCardAsync).WithSummary("Pin a party's card after the ceremony, or take this node's own next card; the body is the signed note").Accepts<string>("text/plain").Produces<string>().Produces<FaultMessage>(Unprocessable);
        v1.MapPost("/channels", SignPolicyAsync).WithSummary("Propose a channel, or sign one that was proposed; the body is the policy's text").Accepts<string>("text/plain").Produces<string>().Produces<FaultMessage>(Unprocessable);
        v1.MapGet("/channels/{name}/policy", Policy).WithSummary("A channel's policy with the signatures gathered so far: the change that waits for some (by its hash, where several do), or the policy in force (also by hash=in-force)").Produces<string>(contentType: "text/plain").Produces(StatusCodes.Status404NotFound);
        v1.MapGet("/channels/{name}/seen", Seen).WithSummary("What an officer here has read on a channel, for the 'seen' line");
        v1.MapGet("/channels/{name}/heads", Heads).WithSummary("The latest record of each author that this node holds: where two nodes have the same heads, they hold the same records");
        v1.MapGet("/channels/{name}/ledger", Ledger).WithSummary("The head of this node's ledger of a channel, and the latest tested checkpoint of each member with its cosignatures");
        v1.MapPost("/channels/{name}/test", TestLineAsync).WithSummary("Test the line now: the answers cosign this node's ledger").Produces<SubmittedMessage>().Produces(StatusCodes.Status404NotFound);
        v1.MapPost("/channels/{name}/end-recovery", EndRecoveryAsync).WithSummary("After a restore: wait no longer for members that do not answer").Produces<string>().Produces(StatusCodes.Status404NotFound);
        v1.MapPost("/records", SubmitAsync).WithSummary("Submit a signed content to be numbered and sent; repeating it is harmless").Produces<SubmittedMessage>().Produces<FaultMessage>(Unprocessable);
        v1.MapPost("/submissions", SubmitManyAsync).WithSummary("Submit up to 256 signed contents at once; what became of each, in their order").Produces<SubmissionOutcome[]>().Produces<FaultMessage>(Unprocessable);
        v1.MapGet("/records", Records).WithSummary("Records in the order in which this node stored them");
        v1.MapGet("/records/{id}", RecordBytes).WithSummary("A record's exact bytes").Produces<string>(contentType: "text/plain").Produces(StatusCodes.Status404NotFound);
        v1.MapGet("/records/{id}/ladder", Ladder).WithSummary("A record with the rungs that it has climbed at each member");
        v1.MapGet("/records/{id}/proof", Proof).WithSummary("The proof that a record stands in this node's ledger under a cosigned head, a C2SP tlog-proof").Produces<string>(contentType: "text/plain").Produces(StatusCodes.Status404NotFound).Produces(StatusCodes.Status409Conflict);
        v1.MapPouches(pouches);
        v1.MapGet("/evidence", () => EvidenceFiles().Select((e, i) => new EvidenceMessage(i + 1, e.Evidence.Author.Value, e.File.KindName, e.Evidence.Channel.Name, e.File.ToBytes().Length)).ToArray())
            .WithSummary("Evidence that parties lied");
        v1.MapGet("/evidence/{number:int}", Evidence).WithSummary("One as a file that shows it by itself").Produces<byte[]>(contentType: "application/octet-stream").Produces(StatusCodes.Status404NotFound);
        v1.MapGet("/waiting", Waiting).WithSummary("Records that came before their turn, most urgent first: authentic, and not yet part of the channel");
        v1.MapGet("/inbox", Inbox).WithSummary("Records that no officer here has read, most urgent first");
        v1.MapGet("/events", EventsAsync).WithSummary("Follow the node: server-sent events 'record', each record after a sequence number; 'ladder', each receipt's rung from now on; 'update', a record of which something was said; and 'alarm', what stands unread and sounds; records=false leaves only 'ladder'").Produces<string>(contentType: "text/event-stream");
        MapWatch(v1);
        MapOwed(v1);
        MapLines(v1);
        MapExchanges(v1);
        MapAttachments(v1);
        app.MapGet(HealthPath, Health).WithSummary("Whether the node does its work: 200, or 503 and one word why; no token is asked for");
        app.MapGet("/", ShowPage).ExcludeFromDescription();
        app.MapGet("/open", Open).ExcludeFromDescription();
        return app;
    }

    /// <summary>
    /// The token in the Authorization header, or, to read, the cookie that <c>/open</c> has set; and a Host header that names
    /// this node's address, so that a page from elsewhere that was led here by a name cannot ask. A page on another port
    /// of this machine is no stranger to a browser, and its requests carry the cookie: it can never write with it.
    /// </summary>
    private async Task Guard(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.Host.Value is not { } host || (host != configuration.Api && host != $"localhost:{IPEndPoint.Parse(configuration.Api).Port}"))
        {
            await Refuse(StatusCodes.Status421MisdirectedRequest, $"This node's API answers at {configuration.Api}.");
            return;
        }

        var mayEnter = context.Request.Headers.Authorization.ToString() is { Length: > 0 } header
            ? header.StartsWith("Bearer ", StringComparison.Ordinal) && Matches(header["Bearer ".Length..], _token)
            : HttpMethods.IsGet(context.Request.Method) && Matches(context.Request.Cookies[_cookie] ?? "", _pageKey);
        mayEnter |= context.Request.Path == MetricsPath && Matches(context.Request.Headers.Authorization.ToString(), $"Bearer {MetricsToken(_token)}");
        if (context.Request.Path != "/open" && context.Request.Path != HealthPath && !mayEnter)
        {
            await Refuse(StatusCodes.Status401Unauthorized, "This node's API wants its token: the file api.token in the node's directory, as 'Authorization: Bearer TOKEN', or the address that 'parley serve' prints.");
            return;
        }

        try
        {
            await next(context);
        }
        catch (NotStoredException e) when (!context.Response.HasStarted)
        {
            await Refuse(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        catch (DbException e) when (e.IsTransient && !context.Response.HasStarted)
        {
            await Refuse(StatusCodes.Status503ServiceUnavailable, $"The node cannot reach its database ({e.Message}); nothing was read and nothing was stored. It tries again by itself: ask again later, or at another replica.");
        }
        catch (Exception e) when (e is DbException or InvalidDataException or InvalidOperationException && !context.Response.HasStarted)
        {
            // What is stored was parsed before it was stored: that it does not read now is the disk's doing.
            await Refuse(StatusCodes.Status500InternalServerError, $"The node's store does not read back ({e.Message}). If it stays so, the database is damaged, or cannot be reached: restore a backup, or see why.");
        }

        Task Refuse(int status, string text)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(text + "\n");
        }
    }

    /// <summary>The token that opens <c>/metrics</c> alone, made of the one that opens everything.</summary>
    public static string MetricsToken(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"parley metrics v1\n{token}")));

    // Of a loop that comes round several times a second.
    private IResult Health() => loop.StoreFault is not null ? Ill("store")
        : clock.GetElapsedTime(loop.LastTurn) > Stuck ? Ill("loop")
        : loop.View.Standings.Values.Contains(Standing.Halted) ? Ill("halted")
        : Results.Text("ok\n");

    private static IResult Ill(string why) => Results.Text(why + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static bool Matches(string given, string secret) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));

    private IResult Open(HttpContext context, string token)
    {
        if (!Matches(token, _token))
            return Results.Text("The address is not, or no longer, good: 'parley serve' prints it on a terminal.\n", statusCode: StatusCodes.Status401Unauthorized);
        context.Response.Cookies.Append(_cookie, _pageKey, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true });
        return Results.Redirect("/");
    }

    private IResult ShowPage(HttpContext context)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'self'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        return Results.Content(Page.Html(self, nonce), "text/html; charset=utf-8");
    }

    private NodeMessage Node()
    {
        var view = loop.View;
        var own = view.Cards[self].Current;
        return new NodeMessage(self.Value, own.Name, own.Incarnation, self.IsExercise, loop.StoreFault,
            [.. view.Cards.Values.Select(c => c.Current).OrderBy(c => c.Party).Select(c => new PeerMessage(
                c.Party.Value, c.Name, c.Version, [.. c.Desks.Select(d => d.ToString())], [.. c.Bearers.Select(b => b.OriginalString)],
                [.. c.Party == self ? collections.Select(RouteMessage.Of) : carrier.RoutesTo(c.Party).Select(RouteMessage.Of)],
                c.Party == self ? Ceremony.Words(c) : Ceremony.Words(own, c)))],
            [.. view.Channels.Select(c => Channel(c.Key, c.Value, view.Standings[c.Key].ToString().ToLowerInvariant(), [])),
             .. view.Proposed.Select(p => Channel(p.Key, ChannelPolicy.Parse(p.Value.Text.Span).OrThrow(), "proposed",
                 ChannelPolicy.Parse(p.Value.Text.Span).OrThrow().Members.Select(m => m.Party.Value).Except(p.Value.Signatures.Select(s => s.KeyName.ToString())))),
             .. view.Changes.Where(c => !view.Channels.ContainsKey(c.Id)).DistinctBy(c => c.Id).Select(c => Channel(c.Id, c.Latest, "proposed",
                 c.Latest.Members.Select(m => m.Party.Value).Except(c.Notes[^1].Signatures.Select(s => s.KeyName.ToString()))))]);

        ChannelMessage Channel(ChannelId id, ChannelPolicy policy, string state, IEnumerable<string> missing) => new(
            id.Name, id.Founding.ToString(), state, policy.Track == Track.Traffic ? "traffic" : "public-record", policy.Exercise,
            [.. policy.Members.Select(m => m.Party.Value)], [.. missing], Time(policy.Clock?.At(clock.GetUtcNow()) ?? clock.GetUtcNow()),
            view.Sealing.TryGetValue(id, out var sealing) ? Sealing(sealing) : null,
            [.. view.Changes.Where(c => c.Id == id && view.Channels.ContainsKey(id)).OrderBy(c => c.Latest.Hash).Select(Change)]);
    }

    private static ChangeMessage Change(PolicyChain chain)
    {
        var signed = chain.Notes[^1].Signatures.Select(s => s.KeyName.ToString()).ToArray();
        var change = PolicyChange.Of(chain.Versions[^2], chain.Latest).OrThrow();
        return new ChangeMessage(chain.Latest.Hash.ToString(), chain.Latest.Version, change.Kind.ToString().ToLowerInvariant(), signed, change.Needed, [.. change.Signers.Select(p => p.Value)]);
    }

    private static SealingMessage Sealing(SealingView view) => new(
        view.Group?.Epoch ?? 0, view.Group is { } group ? Convert.ToHexStringLower(group.Authenticator.Span) : "",
        [.. (view.Group?.Members ?? []).Select(p => p.Value)], [.. (view.Group?.InStep ?? []).Select(p => p.Value)], view.TakenSealed, view.TakenPlain);

    private IResult Card(string party) =>
        PartyId.TryParse(party, out var id) && loop.View.Cards.TryGetValue(id, out var cards)
        && archive.Cards().LastOrDefault(n => Digest.Of(n.Text.Span) == cards.Current.Hash) is { } note
            ? Results.Text(note.ToString())
            : Results.NotFound();

    private async Task<IResult> AcceptCardAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = await BodyAsync(request, cancel);
        if (!SignedNote.TryParse(body, out var note, out var error))
            return Refused(new Fault("CRD-001", 0, $"this is not a signed note ({error})"));
        return CardHistory.Pin(note, crypto).Try(out var offered, out _) && offered.Current.Party == self
            ? Fate(await loop.RenewAsync(note, cancel))
            : Fate(await loop.AskAsync(ticket => new Input.AcceptCard(ticket, note), cancel));
    }

    private async Task<IResult> SignPolicyAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = await BodyAsync(request, cancel);
        return ChannelPolicy.Parse(body).Try(out var policy, out var fault)
            ? Fate(await loop.AskAsync(ticket => new Input.SignPolicy(ticket, policy), cancel))
            : Refused(fault);
    }

    private IResult Policy(string name, string? hash)
    {
        // A member may propose what it likes under a name that is taken; which one is meant must not be left to chance.
        return archive.Channels().Where(c => c.Id.Name == name).ToArray() switch
        {
            [] => Later(name, hash, null),
            [var channel] => Later(name, hash, loop.View.Policies.TryGetValue(channel.Id, out var policies) ? policies.Notes[^1] : channel.Policy),
            var several => Results.Text($"{several.Length} channels here are named {name}, with the foundings {string.Join(", ", several.Select(c => c.Id.Founding))}: sign none by its name. Ask for a proposal under another name.\n", statusCode: StatusCodes.Status409Conflict),
        };
    }

    /// <summary>The change that waits for signatures, where there is one, or was asked for by its hash; else what is in force or was proposed first.</summary>
    private IResult Later(string name, string? hash, SignedNote? otherwise)
    {
        if (hash == "in-force")
            return otherwise is null ? Results.NotFound() : Results.Text(otherwise.ToString());
        var changes = loop.View.Changes.Where(c => c.Founding.Name == name && (hash is null || c.Latest.Hash.ToString().StartsWith(hash, StringComparison.Ordinal))).ToArray();
        return changes switch
        {
            [] => otherwise is null || hash is not null ? Results.NotFound() : Results.Text(otherwise.ToString()),
            [var change] => Results.Text(change.Notes[^1].ToString()),
            _ => Results.Text($"{changes.Length} changes of {name} wait for signatures, with the hashes {string.Join(", ", changes.Select(c => c.Latest.Hash))}: say which.\n", statusCode: StatusCodes.Status409Conflict),
        };
    }

    private Results<Ok<SeenMessage>, NotFound> Seen(string name) => OpenChannel(name) is { } id
        ? TypedResults.Ok(new SeenMessage([.. archive.Seen(id, Members(id).Where(m => m != self)).Select(h => h.ToString())], Time(loop.View.Channels[id].Clock?.At(clock.GetUtcNow()) ?? clock.GetUtcNow())))
        : TypedResults.NotFound();

    private Results<Ok<string[]>, NotFound> Heads(string name) => OpenChannel(name) is { } id
        ? TypedResults.Ok(archive.Heads(id, Members(id)).Select(h => h.ToString()).ToArray())
        : TypedResults.NotFound();

    private Results<Ok<LedgerMessage>, NotFound> Ledger(string name)
    {
        if (archive.Channels().FirstOrDefault(c => c.Id.Name == name && c.LedgerSeed is not null) is not { } channel)
            return TypedResults.NotFound();
        var state = LedgerView.Head(archive, channel.Id, loop.View.Cards[self].Current.Incarnation);
        return TypedResults.Ok(new LedgerMessage(name, state.Size.Value, state.Root.ToString(), [.. archive.Checkpoints(channel.Id).Select(c => new TestMessage(
            c.Tested.Test.Author.Value, c.Tested.Test.Id.ToString(), Time(c.At), c.Tested.Signed.Checkpoint.Size.Value, c.Signed.Note.ToString(),
            [.. c.Cosignatures.Select(line => new CosignatureMessage(line.KeyName.ToString(), CosignatureTime.In(line) is { Seconds: > 0 and < 253_402_300_800 } at ? Time(DateTimeOffset.FromUnixTimeSeconds(at.Seconds)) : "not stated", Cosigner.AlgorithmOf(line)))]))]));
    }

    private async Task<IResult> TestLineAsync(string name, CancellationToken cancel)
    {
        if (OpenChannel(name) is not { } id)
            return Results.NotFound();
        var answered = await loop.AskAsync(ticket => new Input.TestLine(ticket, id), cancel);
        return answered.Record is { } record
            ? Results.Ok(new SubmittedMessage(record.Id.ToString(), record.Numbering.Number, false))
            : Refused(answered.Answer.Fault!);
    }

    private async Task<IResult> EndRecoveryAsync(string name, CancellationToken cancel) => OpenChannel(name) is { } id
        ? Results.Ok((await loop.AskAsync(ticket => new Input.EndRecovery(ticket, id), cancel)).Answer.Fate.ToString().ToLowerInvariant())
        : Results.NotFound();

    private async Task<IResult> SubmitAsync(SubmissionMessage message, CancellationToken cancel)
    {
        var outcome = (await SubmitAllAsync([message], cancel))[0];
        return outcome.Submitted is { } submitted ? Results.Ok(submitted) : Results.UnprocessableEntity(outcome.Refused);
    }

    // Each stands or falls alone; those that wait together share a transaction.
    private async Task<IResult> SubmitManyAsync(SubmissionMessage[] messages, CancellationToken cancel) =>
        messages.Length <= MaxSubmissions && messages.All(m => m is not null)
            ? Results.Ok(await SubmitAllAsync(messages, cancel))
            : Refused(new Fault("CHN-022", 0, $"a list of 1 to {MaxSubmissions} submissions is expected here"));

    private async Task<SubmissionOutcome[]> SubmitAllAsync(SubmissionMessage[] messages, CancellationToken cancel)
    {
        var read = messages.Select(Read).ToArray();
        var answers = new Queue<Effect.Answered>(await loop.AskAsync([.. read.Select(r => r.Value).OfType<Func<long, Input>>()], cancel));
        return [.. read.Select(r => r.Try(out _, out var fault) ? ToOutcome(answers.Dequeue()) : new SubmissionOutcome(null, ToMessage(fault)))];
    }

    private static SubmissionOutcome ToOutcome(Effect.Answered answered) => answered.Record is { } record
        ? new SubmissionOutcome(new SubmittedMessage(record.Id.ToString(), record.Numbering.Number, answered.Answer.Fate == ItemFate.Duplicate), null)
        : new SubmissionOutcome(null, ToMessage(answered.Answer.Fault!));

    private Outcome<Func<long, Input>> Read(SubmissionMessage message)
    {
        if (!RecordContent.Parse(Encoding.UTF8.GetBytes(message.Content)).Try(out var content, out var fault))
            return fault;
        if (!SaltedFields.Parse(Encoding.UTF8.GetBytes(message.Fields)).Try(out var fields, out fault))
            return fault;
        var officers = new List<OfficerSignature>();
        foreach (var line in message.Officers)
        {
            if (line is null || !OfficerSignature.TryParseLine(line, out var officer))
                return new Fault("REC-023", 0, "an officer's line reads: role, officer, kind of signature, its parts");
            officers.Add(officer);
        }

        // What was checked when it was written may have been changed since; and the pack may be another.
        if (ReleaseCheck.Check(packs, content, fields, loop.View.Channels.GetValueOrDefault(content.Channel)) is { } broken)
            return broken;
        if (files.Check(content.Channel, fields) is { } missing)
            return missing;
        DateTimeOffset? revealBy = null;
        if (message.RevealBy is { } by)
        {
            if (!Parley.Records.Text.Times.TryParse(by, out var time))
                return new Fault("EXC-006", 0, $"'{by}' is not a UTC time in whole seconds such as 2023-01-01T12:00:00Z");
            revealBy = time;
        }

        // Verified here, beside the loop. What does not pass is for the engine to refuse, by whichever rule comes first.
        _verifier.VerifySubmission(officers, content, loop.View.Cards[self]).Try(out var verified, out _);
        return new Func<long, Input>(ticket => new Input.Submit(ticket, content, officers, fields, revealBy, verified));
    }

    private RecordMessage[] Records(string? channel, string? author, long after = 0, int limit = 100, bool service = false)
    {
        var id = channel is null ? null : OpenChannel(channel);
        return channel is not null && id is null
            ? []
            : [.. archive.Records(id, after, Math.Clamp(limit, 1, MaxList), service, author).Select(Message)];
    }

    private WaitingMessage[] Waiting() =>
    [
        .. archive.Waiting(MaxList).OrderBy(w => w.Record.Content.Precedence).Select(w =>
        {
            var (record, content) = (w.Record, w.Record.Content);
            return new WaitingMessage(record.Id.ToString(), content.Channel.Name, content.Author.Value, record.Numbering.Number, w.FirstMissing, content.Form.Value,
                content.Precedence.ToString().ToLowerInvariant(), Time(content.Composed), content.Exercise, w.Bearer, RecordRendering.ToText(record));
        }),
    ];

    private RecordMessage[] Inbox() => [.. archive.Unread(MaxList).Select(Message)];

    private IResult RecordBytes(string id) =>
        Digest.TryParse(id, out var digest) && archive.Find(digest) is { } found ? Results.Text(Encoding.UTF8.GetString(found.Record.Bytes)) : Results.NotFound();

    private Results<Ok<RecordMessage>, NotFound> Ladder(string id) =>
        Digest.TryParse(id, out var digest) && archive.Find(digest) is { } found ? TypedResults.Ok(Message(found)) : TypedResults.NotFound();

    private IResult Proof(string id)
    {
        if (!Digest.TryParse(id, out var digest) || archive.Find(digest) is not { } found)
            return Results.NotFound();
        return new ProofDesk(archive, self).Make(found) is { } proof
            ? Results.Text(Encoding.UTF8.GetString(proof.ToBytes()))
            : Results.Text("The line has not been tested since this record went into the ledger. Test it, with 'parley test', and ask again.\n", statusCode: StatusCodes.Status409Conflict);
    }

    private IEnumerable<(Evidence Evidence, EvidenceFile File)> EvidenceFiles() =>
        archive.Evidence().Select(e => (e, EvidenceFile.Of(e, loop.View.Cards[e.Author], crypto)));

    private IResult Evidence(int number) => EvidenceFiles().ElementAtOrDefault(number - 1) is { File: { } file }
        ? Results.Bytes(file.ToBytes(), "application/octet-stream")
        : Results.NotFound();

    private async Task EventsAsync(HttpContext context, CancellationToken cancel, long after = 0, bool records = true)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await EventStream.WriteAsync(context.Response, loop, watch, archive, records ? after : null, record => Message(record), () => Watched().Where(u => u.Sounding), () => Duties().Where(d => d.Sounded), cancel);
    }

    private IEnumerable<PartyId> Members(ChannelId channel) => loop.View.Channels[channel].Members.Select(m => m.Party);

    private ChannelId? OpenChannel(string name) => loop.View.Channels.Keys.FirstOrDefault(c => c.Name == name);

    private static async Task<byte[]> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        return body.ToArray();
    }

    private static IResult Fate(Effect.Answered answered) => answered.Answer.Fault is { } fault ? Refused(fault) : Results.Ok(answered.Answer.Fate.ToString().ToLowerInvariant());

    private static IResult Refused(Fault fault) => Results.UnprocessableEntity(ToMessage(fault));

    private static FaultMessage ToMessage(Fault fault) => new(fault.Rule, fault.Line, fault.Detail);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
