using System.Net;
using System.Text.RegularExpressions;
using Parley.Node.Attachments;
using Parley.Node.Backups;
using NodaTime;
using Parley.Node.Mail;
using Parley.Node.Telemetry;
using Parley.Node.Watch;
using Parley.Node.Witnesses;
using Parley.Records;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Node;

/// <summary>A node's configuration: the one file <c>node.yaml</c> in its directory. <see cref="Template"/> explains every key.</summary>
public sealed partial class NodeConfiguration
{
    /// <summary>The file's name.</summary>
    public const string FileName = "node.yaml";

    /// <summary>The party that the node speaks for.</summary>
    public string Party { get; init; } = "";

    /// <summary>Where other nodes reach this one: address and port.</summary>
    public string Listen { get; init; } = "127.0.0.1:7443";

    /// <summary>Where officers' programs and browsers reach this node: address and port.</summary>
    public string Api { get; init; } = "127.0.0.1:7480";

    /// <summary>Where officers' browsers reach the console: a loopback address and port; nothing: no console.</summary>
    public string? Console { get; init; }

    /// <summary>How often queues and gaps are looked at when nothing else happens, milliseconds.</summary>
    public int TickMs { get; init; } = 100;

    /// <summary>The most inputs that share one transaction.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Bundles that one peer may have in work here at a time; more are turned away.</summary>
    public int BundlesPerPeer { get; init; } = 4;

    /// <summary>How long a peer may take to answer a bundle, seconds.</summary>
    public int SendTimeoutSeconds { get; init; } = 20;

    /// <summary>How often the node tests itself, seconds.</summary>
    public int SelfTestSeconds { get; init; } = 300;

    /// <summary>How long a receipt may take before the other side counts as silent, seconds.</summary>
    public int SilenceAfterSeconds { get; init; } = 120;

    /// <summary>The least that is logged: debug, information, warning or error.</summary>
    public string Log { get; init; } = "information";

    /// <summary>The directory of the packs whose forms are checked before release, from the node's directory; nothing: those that come with Parley.</summary>
    public string? Packs { get; init; }

    /// <summary>What is done about an urgent record that nobody here has read: by default the node's page sounds for a flash at once.</summary>
    public AlarmStep[] Alarm { get; init; } = [new AlarmStep { Sound = true }];

    /// <summary>How much of what others attach this node takes.</summary>
    public AttachmentLimits Attachments { get; init; } = new();

    /// <summary>What is done about a duty under an instrument whose time comes: by default the node's page sounds once a day before and once when it has come.</summary>
    public DeadlineStep[] Deadlines { get; init; } = [new DeadlineStep { BeforeHours = 24, Sound = true }, new DeadlineStep { Sound = true }];

    /// <summary>Whom "the next person" of an alarm means, in the order in which they are called.</summary>
    public Person[] Roster { get; init; } = [];

    /// <summary>The time zones of the parties' desks, by party, as the tz database names them: the console shows the time there beside UTC.</summary>
    public Dictionary<string, string> Zones { get; init; } = [];

    /// <summary>Outside witnesses that this node's checkpoints are shown to.</summary>
    public WitnessConfiguration[] Witnesses { get; init; } = [];

    /// <summary>The database server that keeps the store; nothing: a file in the node's directory.</summary>
    public StoreConfiguration? Store { get; init; }

    /// <summary>The mail servers that this node uses; nothing: no e-mail.</summary>
    public MailConfiguration? Mail { get; init; }

    /// <summary>Where backups go, and to which key; nothing: they are made by hand.</summary>
    public BackupConfiguration? Backup { get; init; }

    /// <summary>Where measures, spans and logs go off this machine; nothing: nowhere.</summary>
    public TelemetryConfiguration? Telemetry { get; init; }

    /// <summary>A new file, with every key, its unit and its default.</summary>
    public static string Template(PartyId party, string listen, string api, string? console) => $"""
        # Configuration of a Parley node. Times have their unit in the key's name.

        # The party that this node speaks for. No default.
        party: {party}

        # Where other nodes reach this one: address and port. Default 127.0.0.1:7443.
        # The party's card names the address from outside; both must lead to the same place.
        listen: {listen}

        # Where officers' programs and browsers reach this node: address and port. Default 127.0.0.1:7480.
        # Plain HTTP with a token (file api.token): only a loopback address is taken.
        api: {api}

        # Where officers' browsers reach the console: address and port. Without the key there is no console.
        # Plain HTTP: only a loopback address is taken. Browsers open it as http://localhost:PORT, the name that passkeys are bound to.
        {(console is null ? "# console: 127.0.0.1:7490" : $"console: {console}")}

        # How often queues and gaps are looked at when nothing else happens, milliseconds. Default 100.
        tick-ms: 100

        # The most inputs that share one transaction and its fsync. Default 256.
        batch-size: 256

        # Bundles that one peer may have in work here at a time; more are turned away. Default 4.
        bundles-per-peer: 4

        # How long a peer may take to answer a bundle, seconds. Default 20.
        send-timeout-seconds: 20

        # How often the node tests itself, seconds: its keys, disk, clock, bearer and engine. Default 300.
        self-test-seconds: 300

        # How long a receipt may take before the other side counts as silent, seconds. Default 120.
        silence-after-seconds: 120

        # The least that is logged: debug, information, warning or error. Default information.
        # Logs never hold what a record says.
        log: information

        # How much of what others attach is taken: the largest file, and all files that one party has attached, MiB; and how much is left
        # free on the disk for the node itself. What is beyond is refused, its sender is told why, and it is looked at again.
        # Defaults:
        # attachments:
        #   largest-mb: 2048         (0: none)
        #   per-party-mb: 16384
        #   keep-free-mb: 1024

        # The directory of the packs (instruments as data) whose forms are checked before release. Default: those that come with
        # Parley. A pack with a fault keeps the node from starting.
        # packs: ./packs

        # Where the node keeps what it has said and heard. By default in a file of its own in this directory (node.db). With several
        # replicas of a node on several machines: a database of PostgreSQL 15 or later that all of them reach; one of them writes,
        # the others follow and take over (docs/operator/cluster.md). 'parley migrate' moves a node from one to the other. Example:
        # store:
        #   postgres: Host=db1.by.example,db2.by.example;Database=parley;Username=parley;SSL Mode=VerifyFull
        #   password-file: postgres.password
        #   lease-seconds: 10        (how long a replica that has died keeps the others from writing)

        # E-mail as a bearer: bundles go as attachments to parties whose cards have a mailto: address, and are fetched from this
        # node's own mailbox, whose mailto: address stands on its card (parley card renew --bearer). None by default. A mail server sees
        # both addresses, time and size class of each bundle, and can withhold it; it reads nothing of it. Example:
        # mail:
        #   from: line@by.example
        #   smtp: mail.by.example:465
        #   imap: mail.by.example:993
        #   security: tls            (from the first byte; or starttls; or none, for a server on this machine only)
        #   user: line
        #   password-file: mail.password
        #   pin: SHA-256 of the server's public key, hexadecimal; without it the public authorities of this machine are asked
        #   poll-seconds: 30         (only where the server cannot tell of new mail by itself)
        #   precedence-headers: false
        #   largest-attachment-mb: 8 (larger files do not go by e-mail; 0: none)
        # With precedence-headers: true each mail's header says how urgent it is (RFC 6477), for military mail servers that sort by
        # it. Whoever sees the mails then sees when flashes are sent, which nothing else shows.

        # What is done while an urgent record of another party stands unread here: steps, each some seconds after the record came.
        # Reading (parley read) ends it, and nothing else. By default the node's page sounds for a flash at once; 'alarm: []' switches
        # even that off. An e-mail goes through the server under 'mail', a webhook is posted to (https, or http on this machine).
        # Both say that a flash is unread at this party's desk since HH:MMZ, and its id; never what it says or from whom. They tell
        # whoever carries them just that, and when; see docs/threat-model.md. Example:
        # alarm:
        #   - after-seconds: 0
        #     precedence: immediate    (flash and immediate; by default flash alone)
        #     sound: true
        #   - after-seconds: 60
        #     next-person: true        (of the roster: on duty, and not called yet about this record)
        #   - after-seconds: 180
        #     mail: [head-of-watch@by.example]
        #     webhook: https://pager.by.example/parley
        #     webhook-pin: SHA-256 of the server's public key, hexadecimal; without it the public authorities are asked
        # deadlines:                 (duties under instruments; by default the page sounds 24 hours before and when the time has come)
        #   - before-hours: 48
        #     mail: [verification@by.example]
        #   - before-hours: 0
        #     sound: true
        #   - before-hours: -2         (after it)
        #     next-person: true
        # roster:
        #   - name: duty-1
        #     mail: duty-1@by.example
        #     zone: Europe/Minsk       (of the tz database)
        #     from: "08:00"
        #     until: "20:00"           (on the next day where it is not after 'from')
        #     days: [mon, tue, wed, thu, fri]

        # Where 'parley backup' writes, from the node's directory, and the public half of the key that it seals to ('parley backup key');
        # and the hours after which 'parley doctor' finds the last backup too old, default 26. Nothing by default. Example:
        # backup:
        #   to: /var/backups/parley
        #   key: backup.pub
        #   warn-after-hours: 26

        # Measures are at http://API/metrics for Prometheus (docs/operator/watching.md), and nothing leaves this machine by itself. With this key
        # measures, spans and logs go to an OpenTelemetry collector over OTLP: numbers, rules and places in the program, never what a record says,
        # from whom or to whom, but for the peers that log lines name. They tell whoever reads them when the line is busy. Example:
        # telemetry:
        #   otlp: http://127.0.0.1:4318

        # The time zones of the parties' desks, of the tz database: the console shows the time there beside UTC. By default that of
        # the own desk alone, where everybody on the roster has the same. Example:
        # zones:
        #   BY: Europe/Minsk
        #   UA: Europe/Kyiv

        # Outside witnesses (C2SP tlog-witness) that cosign this node's ledgers. None by default. Each learns the party's id, the
        # channel's name, how many entries there are, and when. Example:
        # witnesses:
        #   - vkey: witness.example.org+1234abcd+BASE64
        #     url: https://witness.example.org
        #     channels: [by-ua-pl.border]

        """;

    /// <summary>Reads a node's configuration.</summary>
    /// <exception cref="InvalidDataException">The file does not read; the message says where and what to do.</exception>
    public static NodeConfiguration Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is not there. Make a node with: parley init {directory} --party BY");
        try
        {
            var configuration = new DeserializerBuilder()
                .WithNamingConvention(HyphenatedNamingConvention.Instance)
                .WithDuplicateKeyChecking()
                .Build()
                .Deserialize<NodeConfiguration>(File.ReadAllText(path)) ?? new NodeConfiguration();
            configuration.Check(path);
            return configuration;
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{path}, line {e.Start.Line}: {Explain(e)}", e);
        }
    }

    private static string Explain(YamlException e) =>
        UnknownKey().Match(e.Message) is { Success: true } unknown ? $"there is no key '{unknown.Groups[1].Value}'" : e.InnerException?.Message ?? e.Message;

    [GeneratedRegex("^Property '([^']*)' not found")]
    private static partial Regex UnknownKey();

    internal void Check(string path)
    {
        // A key with nothing after it reads as null.
        if (!PartyId.TryParse(Party ?? "", out _))
            throw new InvalidDataException($"{path}: 'party' must name a party, such as BY; it is '{Party}'.");
        foreach (var (key, value) in new[] { ("listen", Listen), ("api", Api), ("console", Console ?? Api) })
        {
            if (!IPEndPoint.TryParse(value ?? "", out var endpoint) || endpoint.Port == 0)
                throw new InvalidDataException($"{path}: '{key}' must be an address and a port, such as 127.0.0.1:7443; it is '{value}'.");
        }

        // Plain HTTP with a token: on a network everybody would read both. Another way in ends its own TLS on this machine.
        foreach (var (key, value) in new[] { ("api", Api), ("console", Console ?? Api) })
        {
            if (!IPAddress.IsLoopback(IPEndPoint.Parse(value).Address))
                throw new InvalidDataException($"{path}: '{key}' must be a loopback address, such as 127.0.0.1:7480; it is '{value}'. From another machine, use an SSH tunnel.");
        }

        foreach (var (key, value, least, most) in new[]
                 {
                     ("tick-ms", TickMs, 10, 10_000), ("batch-size", BatchSize, 1, 10_000),
                     ("bundles-per-peer", BundlesPerPeer, 1, 100), ("send-timeout-seconds", SendTimeoutSeconds, 1, 3600),
                     ("self-test-seconds", SelfTestSeconds, 1, 86_400), ("silence-after-seconds", SilenceAfterSeconds, 1, 86_400),
                 })
        {
            if (value < least || value > most)
                throw new InvalidDataException($"{path}: '{key}' must be between {least} and {most}; it is {value}.");
        }

        Backup?.Check(path);
        Telemetry?.Check(path);
        foreach (var (of, zone) in Zones ?? throw new InvalidDataException($"{path}: 'zones' must name a time zone for each party, such as {{ BY: Europe/Minsk }}."))
        {
            if (!PartyId.TryParse(of, out _) || DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "") is null)
                throw new InvalidDataException($"{path}: 'zones' must name a party and a time zone of the tz database, such as BY: Europe/Minsk; it has '{of}: {zone}'.");
        }

        Store?.Check(path);
        Mail?.Check(path);
        (Attachments ?? throw new InvalidDataException($"{path}: 'attachments' has no keys; take the line out, or give it some.")).Check(path);
        CheckAlarm(path);
        foreach (var witness in Witnesses ?? [])
            witness.Check(path);

        if (Log is not ("debug" or "information" or "warning" or "error"))
            throw new InvalidDataException($"{path}: 'log' must be debug, information, warning or error; it is '{Log}'.");
    }

    // What would show only when a flash stands unread is said at the start.
    private void CheckAlarm(string path)
    {
        if (Alarm is null || Deadlines is null || Roster is null || Alarm.Contains(null) || Deadlines.Contains(null) || Roster.Contains(null))
            throw new InvalidDataException($"{path}: 'alarm', 'deadlines' and 'roster' must be lists; write 'alarm: []' where nothing is to be done.");
        foreach (var step in Alarm)
            step.Check(path);
        foreach (var step in Deadlines)
            step.Check(path);
        foreach (var person in Roster)
            person.Check(path);
        if (Alarm.Where(s => s.NextPerson).GroupBy(s => s.AfterSeconds).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"{path}: alarm: two steps call the next person after {twice.Key} seconds; give them different times.");
        if (Deadlines.Where(s => s.NextPerson).GroupBy(s => s.BeforeHours).FirstOrDefault(g => g.Count() > 1) is { } doubled)
            throw new InvalidDataException($"{path}: deadlines: two steps call the next person {doubled.Key} hours before; give them different times.");
        AlarmAction[] all = [.. Alarm, .. Deadlines];
        if (all.Any(s => s.NextPerson) && Roster.Length == 0)
            throw new InvalidDataException($"{path}: alarm: 'next-person' needs a 'roster'.");
        if (Mail is null && all.Any(s => s.NextPerson || s.Mail.Length > 0))
            throw new InvalidDataException($"{path}: alarm: an e-mail needs a server: give the key 'mail'.");
    }
}
