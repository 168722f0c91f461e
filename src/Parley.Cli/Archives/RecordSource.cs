using System.CommandLine;
using Parley.Channels;
using Parley.Channels.Proofs;
using Parley.Channels.Storage;
using Parley.Node;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;
using Parley.Verification;
using Spectre.Console;

namespace Parley.Cli.Archives;

/// <summary>The records that a view is computed from: an archive, checked before anything is believed, or a node's own store.</summary>
internal static class RecordSource
{
    private const int Page = 500;

    /// <summary>The archive to read, as <c>parley archive</c> and <c>parley demo --out</c> leave it.</summary>
    public static Option<DirectoryInfo?> ArchiveOption { get; } = new("--archive")
    {
        Description = "Read the records of this archive, which 'parley archive' or 'parley demo --out' has left, and check it first.",
    };

    /// <summary>The node whose store is read; it may be running.</summary>
    public static Option<DirectoryInfo?> NodeOption { get; } = new("--node", "-n")
    {
        Description = "Read the records of the node in this directory. Default: PARLEY_NODE of the environment, else the current directory, where that is a node's.",
    };

    /// <summary>
    /// The records that the options name, receipts and line tests apart, with the times at which each party has them; nothing
    /// where neither option is given and the current directory is not a node's.
    /// </summary>
    /// <exception cref="CommandFailure">The archive does not hold, or there is no node.</exception>
    public static IReadOnlyList<KnownRecord>? Read(ParseResult parsed)
    {
        var (archive, node) = (parsed.GetValue(ArchiveOption), parsed.GetValue(NodeOption));
        if (archive is not null && node is not null)
            throw new CommandFailure("--archive and --node are two places to read from: give one");
        if (archive is not null)
            return ReadArchive(archive.FullName);
        var directory = new NodeDirectory(node?.FullName ?? Terminal.NodeOfSession);
        if (NodeDatabase.FindArchive(directory) is { } committed)
            return Read(committed);
        return node is null ? null : throw new CommandFailure($"there is no node in {node.FullName}: its store {directory.Database} is missing");
    }

    /// <summary>The channels that the options' place knows, by name, with their members. None known is not none.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PartyId>> Channels(ParseResult parsed)
    {
        if (parsed.GetValue(ArchiveOption) is { } archive)
        {
            return Directory.GetDirectories(Path.Combine(archive.FullName, "channels"))
                .Select(d => SignedNote.TryParse(File.ReadAllBytes(Path.Combine(d, "policy.txt")), out var note, out _) && ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out _) ? policy : null)
                .OfType<ChannelPolicy>().GroupBy(p => p.Name).ToDictionary(g => g.Key, Members);
        }

        var node = new NodeDirectory(parsed.GetValue(NodeOption)?.FullName ?? Terminal.NodeOfSession);
        return NodeDatabase.FindArchive(node) is not { } committed
            ? new Dictionary<string, IReadOnlyList<PartyId>>()
            : committed.Channels().Where(c => c.LedgerSeed is not null).Select(c => ChannelPolicy.Parse(c.Policy.Text.Span).OrThrow()).GroupBy(p => p.Name).ToDictionary(g => g.Key, Members);

        static IReadOnlyList<PartyId> Members(IEnumerable<ChannelPolicy> policies) => [.. policies.SelectMany(p => p.Members).Select(m => m.Party).Distinct()];
    }

    /// <summary>All records of an archive that holds as a whole.</summary>
    /// <exception cref="CommandFailure">It does not; the message names the first fault.</exception>
    public static IReadOnlyList<KnownRecord> ReadArchive(string directory)
    {
        if (!Directory.Exists(Path.Combine(directory, "channels")))
        {
            var inside = Directory.Exists(directory) ? Directory.GetDirectories(directory).Where(d => Directory.Exists(Path.Combine(d, "channels"))).Order(StringComparer.Ordinal).ToArray() : [];
            throw new CommandFailure(inside.Length > 0
                ? $"{directory} holds the archives of several parties; name one of {string.Join(", ", inside)}"
                : $"there is no archive in {directory}: 'parley archive' writes one, and 'parley demo --out {directory}' leaves one of each party");
        }

        var now = TimeProvider.System.GetUtcNow();
        var records = new List<AuthenticRecord>();
        var finding = Terminal.Error.Progress().Start(progress =>
        {
            var task = progress.AddTask("checking the archive");
            var verifier = new ArchiveVerifier(Crypto.Provider, new Trust(Crypto.Provider, now), now, (done, all) => (task.MaxValue, task.Value) = (Math.Max(1, all), done)) { Found = records.Add };
            return verifier.Verify(directory);
        });
        return finding.Good
            ? Knowledge.Of(records)
            : throw new CommandFailure($"the archive does not hold, so nothing is computed from it: {finding.Faults[0]}. All faults: parley verify {directory}");
    }

    /// <summary>All records of a node's store; its signatures are checked as an archive's are.</summary>
    public static IReadOnlyList<KnownRecord> ReadNode(NodeDirectory node) =>
        Read(NodeDatabase.FindArchive(node) ?? throw new CommandFailure($"there is no node in {node.Path}"));

    private static IReadOnlyList<KnownRecord> Read(IArchive archive)
    {
        var cards = Cards(archive);
        var (records, vouched) = (new List<Record>(), new VouchedRecords(Crypto.Provider));
        for (var after = 0L; archive.Records(null, after, Page, withService: true) is { Count: > 0 } page; after = page[^1].Sequence)
            records.AddRange(page.Select(r => r.Record));
        foreach (var record in Enumerable.Reverse(records))
            vouched.Read(record, cards[record.Content.Author]);
        return Knowledge.Of(records.Where(r => !vouched.IsAnybodys(r, cards[r.Content.Author])).Select(r => vouched.Authenticate(r, cards[r.Content.Author]).OrThrow()));
    }

    /// <summary>The cards that a node has accepted, by party; their signatures are checked.</summary>
    public static IReadOnlyDictionary<PartyId, CardHistory> Cards(IArchive archive)
    {
        var cards = new Dictionary<PartyId, CardHistory>();
        foreach (var note in archive.Cards())
        {
            var party = CardHistory.Pin(note, Crypto.Provider).OrThrow().Current.Party;
            cards[party] = (cards.TryGetValue(party, out var known) ? known.Accept(note, Crypto.Provider) : CardHistory.Pin(note, Crypto.Provider)).OrThrow();
        }

        return cards;
    }
}
