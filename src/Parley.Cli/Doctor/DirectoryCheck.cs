using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Parley.Node;
using Parley.Node.Backups;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Text;

namespace Parley.Cli.Doctor;

/// <summary>What can be seen of a node without asking it: configuration, keys, card, certificate, disk, clock, backup.</summary>
internal sealed class DirectoryCheck(NodeDirectory directory, TimeProvider clock)
{
    private const long LowDisk = 1L << 30, NoDisk = 100L << 20;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(60);

    // adjtimex(2): the clock is not synchronised.
    private const int TimeError = 5;

    public IEnumerable<Finding> Run()
    {
        NodeConfiguration? configuration = null;
        CardHistory? cards = null;
        yield return Try("configuration", () => Configuration(configuration = NodeConfiguration.Read(directory.Path)), "correct the file, or take the one from the backup");
        if (configuration is null)
            yield break;
        yield return Try("store", () => Store(cards = NextCard.History(new NodeDatabase(directory, configuration).Archive, PartyId.Parse(configuration.Party), Crypto.Provider)),
            "leave the file as it is; restore a backup beside it: docs/operator/backup.md");
        yield return Try("keys", () => Keys(cards), "docs/operator/keys.md");
        if (cards is not null)
        {
            yield return Card(cards.Current);
            yield return Try("certificate", () => Certificate(cards.Current), "restore keys/tls.pem from the backup");
        }

        yield return Try("disk", Disk, "free some space, or mount the disk to be written to; the node takes nothing until then and loses nothing");
        yield return Clock();
        yield return Backup(configuration, cards);
    }

    private static Finding Try(string about, Func<Finding> check, string toDo)
    {
        try
        {
            return check();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            return Finding.Bad(about, e.Message, toDo);
        }
    }

    private Finding Configuration(NodeConfiguration configuration)
    {
        directory.RequireDeclared();
        _ = directory.ReadApiToken();
        var flash = configuration.Alarm.Length > 0 ? $"steps of the alarm: {configuration.Alarm.Length}" : null;
        return flash is null
            ? Finding.Look("configuration", "'alarm' is empty: a flash that nobody reads alarms nobody", $"give steps in {NodeConfiguration.FileName}: docs/operator/watch.md")
            : Finding.Good("configuration", $"{configuration.Party}, nodes at {configuration.Listen}, {flash}");
    }

    private Finding Store(CardHistory cards)
    {
        var length = File.Exists(directory.Database) ? new FileInfo(directory.Database).Length : 0;
        return Finding.Good("store", $"{Size(length)}, {cards.All.Count} versions of the card; 'parley ledger fsck' checks every record");
    }

    private Finding Keys(CardHistory? cards)
    {
        using var node = new NodeKeys(directory, Crypto.Provider);
        using var seals = SealKeys.Read(directory, Crypto.Provider);
        if (cards is not null)
        {
            node.Settle(cards.Current);
            if (cards.Current.Seal is not { } seal || !seals.TryFind(seal.Mailbox, out _))
                return Finding.Bad("keys", "keys/seal does not hold the key that others seal to", "restore the file, or: parley card renew --new-seal");
        }

        return File.Exists(directory.RootKey)
            ? Finding.Look("keys", $"the root key lies on the node, in {directory.RootKey}", $"parley key move {directory.RootKey} /media/stick/root.key")
            : Finding.Good("keys", "node, cosigner and seal are those on the card; the root key is elsewhere");
    }

    private Finding Card(PartyCard card)
    {
        var left = card.ValidUntil - clock.GetUtcNow();
        var said = $"version {card.Version}, incarnation {card.Incarnation}, valid until {Times.ToText(card.ValidUntil)}";
        var loopback = card.Bearers.Where(b => b.Scheme == Uri.UriSchemeHttps).All(b => IPAddress.TryParse(b.Host, out var at) && IPAddress.IsLoopback(at));
        if (left < Soon)
            return Finding.Look("card", said, "make a next one: parley card renew --new-node-key");
        return loopback && card.Bearers.Any(b => b.Scheme == Uri.UriSchemeHttps) && !card.Party.IsExercise
            ? Finding.Look("card", $"{said}; it names an address of this machine alone", "parley card renew --bearer https://ADDRESS:PORT")
            : Finding.Good("card", said);
    }

    private Finding Certificate(PartyCard card)
    {
        using var certificate = TlsIdentity.Read(directory.Tls);
        if (TlsIdentity.PinOf(certificate) != card.Tls)
            return Finding.Bad("certificate", "keys/tls.pem is not the key on the card: other nodes refuse this one", "restore the file from the backup");
        var until = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        return until - clock.GetUtcNow() < Soon
            ? Finding.Look("certificate", $"it ends at {Times.ToText(until)}; peers look at its key alone, and a proxy before them may not", "plan a next one")
            : Finding.Good("certificate", $"its key is on the card; until {Times.ToText(until)}");
    }

    private Finding Disk()
    {
        var free = new DriveInfo(directory.Path).AvailableFreeSpace;
        var needed = File.Exists(directory.Database) ? new FileInfo(directory.Database).Length : 0;
        var probe = Path.Combine(directory.Path, "doctor.tmp");
        // Root looks into a directory that is the node's user's: what he may have put there is not written through.
        File.Delete(probe);
        using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            file.Write(new byte[4096]);
            file.Flush(flushToDisk: true);
        }

        if (free < NoDisk)
            return Finding.Bad("disk", $"{Size(free)} are free", "free some space: when it is full the node takes nothing and sends nothing, and says so");
        return free < Math.Max(LowDisk, needed + needed / 4)
            ? Finding.Look("disk", $"{Size(free)} are free, and a backup needs as much as the store has, {Size(needed)}", "free some space, or give the node a larger disk")
            : Finding.Good("disk", $"{Size(free)} are free; a file was written and synced");
    }

    private Finding Clock()
    {
        var now = Times.ToText(clock.GetUtcNow());
        return OperatingSystem.IsLinux() && Adjtimex(new byte[512]) == TimeError
            ? Finding.Look("clock", $"{now}; the system says that nothing keeps it in step", "run chrony or systemd-timesyncd: peers flag what is composed at an implausible time, and deadlines count by this clock")
            : Finding.Good("clock", now);
    }

    private Finding Backup(NodeConfiguration configuration, CardHistory? cards)
    {
        if (configuration.Store is not null)
            return Finding.Good("backup", "the store is in PostgreSQL, whose own backups hold it: docs/operator/cluster.md");
        var most = TimeSpan.FromHours(configuration.Backup?.WarnAfterHours ?? new BackupConfiguration().WarnAfterHours);
        if (NodeBackup.Last(directory) is not { } last)
            return Finding.Look("backup", "there is none", "docs/operator/backup.md: parley backup key, then parley backup each day");
        var age = clock.GetUtcNow() - last.Made;
        var said = string.Create(CultureInfo.InvariantCulture, $"part {last.Part} of {Times.ToText(last.Made)}, {age.TotalHours:0.0} h ago");
        if (age < TimeSpan.FromMinutes(-5))
            return Finding.Look("backup", $"the last one is of {Times.ToText(last.Made)}, which lies ahead: a clock was wrong, then or now", "see the clock, then: parley backup --full");
        if (cards is { Current.Version: > 1 } && cards.Current.ValidFrom > last.Made)
            return Finding.Look("backup", $"{said}: before the present card", "parley backup");
        return age > most
            ? Finding.Look("backup", $"{said}: older than {most.TotalHours:0} h", "parley backup; is the timer on?")
            : Finding.Good("backup", said);
    }

    internal static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB");

    // struct timex is 208 bytes on 64-bit Linux; zeros ask and change nothing.
    [DllImport("libc", EntryPoint = "adjtimex")]
    private static extern int Adjtimex([In, Out] byte[] timex);
}
