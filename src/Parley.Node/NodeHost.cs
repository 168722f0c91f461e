using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Parley.Channels.Silences;
using Parley.Crypto;
using Parley.Node.Accounts;
using Parley.Node.Api;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Instruments;
using Parley.Node.Keys;
using Parley.Node.Lines;
using Parley.Node.Loop;
using Parley.Node.Mail;
using Parley.Node.Phrases;
using Parley.Node.Telemetry;
using Parley.Node.Watch;
using Parley.Node.Pouches;
using Parley.Node.Witnesses;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node;

/// <summary>A running node: store, loop, bearer and API, put together.</summary>
public static class NodeHost
{
    /// <summary>
    /// 1. read configuration and keys; 2. open store and engine; 3. start bearer and API; 4. run until cancelled;
    /// 5. stop taking, then close. <c>console</c> makes the officers' screens, where the configuration names an address for them.
    /// </summary>
    /// <exception cref="InvalidDataException">Something in the directory does not fit; the message says what and what to do.</exception>
    /// <exception cref="IOException">A port is taken, or a file cannot be opened.</exception>
    public static async Task RunAsync(NodeDirectory directory, ICryptoProvider crypto, TimeProvider clock, Action<NodeConfiguration, string> started, Func<RunningNode, Action<ILoggingBuilder>, WebApplication> console, CancellationToken cancel)
    {
        // 1.
        var configuration = NodeConfiguration.Read(directory.Path);
        var self = PartyId.Parse(configuration.Party);
        using var keys = new NodeKeys(directory, crypto);
        using var sealKeys = SealKeys.Read(directory, crypto);
        using var certificate = TlsIdentity.Read(directory.Tls);
        var token = directory.ReadApiToken();
        using var once = Lock(directory);
        directory.RequireDeclared();

        // 2.
        using var database = new NodeDatabase(directory, configuration);
        var store = database.OpenStore(clock);
        using var logging = LoggerFactory.Create(Log);
        await using var loop = new NodeLoop(store, self, keys, crypto, configuration, clock, logging.CreateLogger<NodeLoop>());
        if (loop.View.Cards[self].Current.Tls != TlsIdentity.PinOf(certificate))
            throw new InvalidDataException($"{directory.Tls} is not the key on {self}'s card: other nodes would refuse this one.");

        if (loop.View.Cards[self].Current.Seal is not { } seal || !sealKeys.TryFind(seal.Mailbox, out _))
            throw new InvalidDataException($"{directory.SealKeys} does not hold the private key of the seal on {self}'s card: nothing that is sent to this node could be opened. Restore the file, or make a next card with: parley card renew --new-seal");

        // 3.
        var envelopes = new Envelopes(loop, self, keys, sealKeys, crypto);
        using var relay = new RelayBearer(crypto, TimeSpan.FromSeconds(configuration.SendTimeoutSeconds));
        using var https = new HttpsBearer(certificate, TimeSpan.FromSeconds(configuration.SendTimeoutSeconds));
        var bearers = new Dictionary<string, IBearer> { [Uri.UriSchemeHttps] = https, [BearerAddress.RelayScheme] = relay };
        var mail = configuration.Mail is { } mailing ? new MailServer(mailing, directory, TimeSpan.FromSeconds(configuration.SendTimeoutSeconds)) : null;
        if (mail is not null)
            bearers[BearerAddress.MailScheme] = new MailBearer(mail, clock);
        var carrier = new Carrier(loop, envelopes, self, bearers, clock, logging.CreateLogger<Carrier>());
        loop.Carrier = carrier;
        var files = new AttachmentFiles(directory.Attachments, configuration.Attachments);
        using var attachments = new AttachmentDesk(loop, carrier, database.Archive, files, self, crypto, clock, logging.CreateLogger<AttachmentDesk>());
        var intake = new Intake(loop, attachments, envelopes, logging.CreateLogger<Intake>());
        var own = loop.View.Cards[self].Current.Bearers;
        MailCollector[] mailboxes = mail is null || string.IsNullOrEmpty(mail.Configuration.Imap) ? [] : [.. own.Where(b => b.Scheme == BearerAddress.MailScheme).Take(1).Select(b => new MailCollector(mail, b, intake, clock, logging.CreateLogger<MailCollector>()))];
        var collector = new RelayCollector([.. own.Where(b => b.Scheme == BearerAddress.RelayScheme)], sealKeys, relay, intake, clock, logging.CreateLogger<RelayCollector>());
        var archive = database.Archive;
        var selfTest = new SelfTest(loop, archive, envelopes, self, directory, configuration, crypto, clock);
        var lines = new LineReports(loop, archive, self, selfTest,
            peer => [.. carrier.RoutesTo(peer).Select(r => new BearerHealth(r.Bearer.Name, r.Health.LastSuccess, r.Health.LastFailure, r.Health.Failures, r.Health.Fault))], TimeSpan.FromSeconds(configuration.SilenceAfterSeconds), clock);
        using var telemetry = new NodeTelemetry(directory, configuration, loop, archive, selfTest, clock);
        var packs = PackLibrary.Of(directory, configuration);
        var duties = new DutyWatch(packs.Packs, self, archive, () => loop.View, clock, logging.CreateLogger<DutyWatch>());
        using var watch = new AlarmWatch(database.OpenWatch(), () => loop.Lease.IsHeld, configuration, archive, duties,
            new AlarmMessenger(self, mail, [.. configuration.Alarm, .. configuration.Deadlines], TimeSpan.FromSeconds(configuration.SendTimeoutSeconds), clock), clock, logging.CreateLogger<AlarmWatch>());
        var phrases = PhraseLibrary.Read(Path.Combine(directory.Path, PhraseLibrary.DirectoryName));
        Collection[] collections = [.. collector.Collections, .. mailboxes.Select(m => m.Collection)];
        await using var api = new NodeApi(loop, carrier, new PouchDesk(loop, envelopes, intake, attachments), collections, archive, self, crypto, configuration, token, clock, packs, lines, phrases, watch, attachments, files, telemetry).Build(Log);
        using var book = configuration.Console is null ? null : new DeskBook(database.OpenDesk(), self, () => keys.Signer, clock);
        await using var screens = book is null ? null : console(new RunningNode(directory, configuration, self, loop, archive, carrier, collections, lines, packs, phrases, watch, attachments, files, book, crypto, clock), Log);
        using var witnesses = new WitnessClient(loop, archive, self, configuration.Witnesses, crypto, logging.CreateLogger<WitnessClient>());
        await using var door = new HttpsDoor(() => new HttpsReceiver(loop, attachments, envelopes, self, certificate, configuration).Build(Log), configuration.Listen, clock, logging.CreateLogger<HttpsDoor>());
        if (loop.Lease.IsHeld)
            await door.OpenAsync(cancel);
        await StartAsync(api, configuration.Api, cancel);
        if (screens is not null)
            await StartAsync(screens, configuration.Console!, cancel);
        PrivateFile.Replace(directory.MetricsToken, NodeApi.MetricsToken(token));
        started(configuration, token);

        // 4.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var leadingLog = logging.CreateLogger(typeof(Leading));
        Func<CancellationToken, Task>[] leading = [door.KeepAsync, carrier.ProbeAsync, collector.RunAsync, attachments.RunAsync, .. mailboxes.Select<MailCollector, Func<CancellationToken, Task>>(m => m.RunAsync)];
        var jobs = Task.WhenAll([duties.RunAsync(ending.Token), watch.RunAsync(ending.Token), .. leading.Select(work => Leading.RunAsync(loop, work, clock, leadingLog, ending.Token))]);
        try
        {
            var testing = selfTest.RunAsync(cancel);
            await loop.RunAsync(cancel);
            await testing;
        }
        finally
        {
            // 5.
            await ending.CancelAsync();
            await jobs;
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await Task.WhenAll(Stop(api, grace.Token), screens is null ? Task.CompletedTask : Stop(screens, grace.Token));
        }

        void Log(ILoggingBuilder builder)
        {
            builder.ClearProviders();
            builder.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
            NodeTelemetry.AddLogs(builder, configuration);
            builder.AddFilter("Microsoft", LogLevel.Warning);
            builder.SetMinimumLevel(Enum.Parse<LogLevel>(configuration.Log, ignoreCase: true));
        }
    }

    private static async Task StartAsync(WebApplication server, string address, CancellationToken cancel)
    {
        try
        {
            await server.StartAsync(cancel);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new IOException($"The node cannot listen on {address} ({e.Message}). Choose another address or port in {NodeConfiguration.FileName}, or end the program that has it.", e);
        }
    }

    private static async Task Stop(WebApplication server, CancellationToken grace)
    {
        try
        {
            await server.StopAsync(grace);
        }
        catch (OperationCanceledException)
        {
            // A listener to events was still there.
        }
    }

    /// <summary>Two programs on one database would number records twice.</summary>
    internal static FileStream Lock(NodeDirectory directory) =>
        NodeDirectory.Lock(Path.Combine(directory.Path, "node.lock"), $"A node is running on {directory.Path} already");
}
