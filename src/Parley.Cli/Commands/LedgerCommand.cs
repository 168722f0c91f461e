using System.CommandLine;
using System.Globalization;
using Parley.Channels.Storage;
using Parley.Cli.Ledgers;
using Parley.Crypto.Timestamps;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Timestamps;
using Parley.Node;
using Parley.Records;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class LedgerCommand
{
    public static Command Create() => new("ledger", """
        Show the ledgers and who cosigned them, check the store against its records, or write a ledger for a public web server.

        Example: parley ledger show --node ./by
        """) { Show(), Check(), Mirror(), Policy(), Timestamp() };

    private static Command Show()
    {
        var command = new Command("show", """
            Show of each channel the ledgers' heads that were tested last, and who cosigned them.

            Example: parley ledger show --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var ledgers = new List<Node.Api.LedgerMessage>();
            foreach (var channel in (await node.NodeAsync(cancel)).Channels.Where(c => c.State is "open" or "recovering" or "halted"))
                ledgers.Add(await node.LedgerAsync(channel.Name, cancel));
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(ledgers);
                return 0;
            }

            foreach (var ledger in ledgers)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ledger.Channel}: {ledger.Size} entries here"));
                if (ledger.Tests.Count == 0)
                    Console.WriteLine("  not tested yet: parley test " + ledger.Channel);
                foreach (var test in ledger.Tests)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {test.Party,-10}{test.Size,8} entries, tested {test.At[..19].Replace('T', ' ')}Z, cosigned by {(test.Cosigned.Count == 0 ? "nobody yet" : string.Join(", ", test.Cosigned.GroupBy(c => c.Member).Select(c => $"{c.Key} ({string.Join(" and ", c.Select(o => o.Algorithm))})")))}"));
                }
            }

            return 0;
        });
        return command;
    }

    private static Command Check()
    {
        var command = new Command("fsck", """
            Recompute the ledgers from the records, and report the first difference in each. Reads only; the node may be running. Exit
            code 1 where anything differs.

            Example: parley ledger fsck --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (archive, self) = Open(parsed.GetValue(Terminal.NodeOption)!);
            var ledgers = Terminal.Error.Progress().Start(progress =>
            {
                var task = progress.AddTask("entries");
                return new LedgerCheck(archive, self, (done, all) =>
                {
                    task.MaxValue = Math.Max(1, all);
                    task.Value = done;
                }).Run();
            });
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(ledgers);
            foreach (var ledger in parsed.GetValue(Terminal.JsonOption) ? [] : ledgers)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ledger.Channel}, incarnation {ledger.Incarnation}: {ledger.Entries} entries, {(ledger.Fault is null ? "clean" : "DIFFERS: " + Terminal.Plain(ledger.Fault))}"));
            return Task.FromResult(ledgers.All(l => l.Fault is null) ? 0 : 1);
        });
        return command;
    }

    private static Command Mirror()
    {
        var target = new Argument<DirectoryInfo>("directory") { Description = "Where to write; a mirror that is there is brought up to date." };
        var channel = new Option<string>("--channel") { Description = "This channel only." };
        var command = new Command("mirror", """
            Write the ledgers as static files, C2SP tlog-tiles with their cosigned checkpoints, for any web server. They tell nothing of
            what was said: every entry is a salted commitment. They do tell how much, and when the line was tested.

            Example: parley ledger mirror ./public --channel by-ua-pl.border --node ./by
            """) { target, channel, Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (archive, self) = Open(parsed.GetValue(Terminal.NodeOption)!);
            var name = parsed.GetValue(channel);
            var channels = archive.Channels().Where(c => c.LedgerSeed is not null && (name is null || c.Id.Name == name)).ToArray();
            if (channels.Length == 0)
                throw new CommandFailure(name is null ? "no channel is open here" : $"no channel {name} is open here; 'parley channel list' shows what there is");
            var mirrored = channels.SelectMany(c => new LedgerMirror(archive, self).Write(c, parsed.GetValue(target)!.FullName)).ToArray();
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(mirrored);
            foreach (var ledger in parsed.GetValue(Terminal.JsonOption) ? [] : mirrored)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ledger.Folder}: {ledger.Size} entries, {ledger.Cosignatures} cosignatures, {ledger.Written} files written"));
            if (mirrored.Length == 0)
                throw new CommandFailure("no line has been tested yet, and a mirror serves what was tested: parley test CHANNEL");
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Policy()
    {
        var channel = new Argument<string>("channel") { Description = "The channel." };
        var command = new Command("policy", """
            Write a channel's keys as a C2SP tlog-policy, for 'parley verify --policy': the members' ledgers as logs, and each member as a
            witness by either of its keys. Written so, every member but the ledger's own must have cosigned; change the last lines as you
            please, such as to two of three from each side.

            Example: parley ledger policy by-ua-pl.border --node ./by > policy.txt
            """) { channel, Terminal.NodeOption };
        command.Run((parsed, _) =>
        {
            var (archive, self) = Open(parsed.GetValue(Terminal.NodeOption)!);
            var found = archive.Channels().FirstOrDefault(c => c.LedgerSeed is not null && c.Id.Name == parsed.GetValue(channel))
                ?? throw new CommandFailure($"no channel {parsed.GetValue(channel)} is open here; 'parley channel list' shows what there is");
            Console.Write(LedgerPolicy.Write(archive, found, self, Crypto.Provider));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Timestamp()
    {
        var file = new Argument<FileInfo>("checkpoint") { Description = "A checkpoint's file, such as an archive's channels/NAME/cosigned/BY-1.txt." };
        var authority = Terminal.AddressOption("--authority", "The address of an RFC 3161 authority.");
        authority.Required = true;
        var certificate = new Option<FileInfo>("--certificate") { Description = "Its certificate, DER or PEM. The answer is checked against it before it is written.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "A file for the token.", Required = true };
        var command = new Command("timestamp", """
            Have a checkpoint stamped by an RFC 3161 authority. It learns the checkpoint's hash and nothing else.

            Example: parley ledger timestamp BY-1.txt --authority https://tsa.example.org --certificate tsa.pem --out BY-1.tsr
            """) { file, authority, certificate, output };
        command.Run(async (parsed, cancel) =>
        {
            if (!SignedCheckpoint.Parse(await File.ReadAllBytesAsync(parsed.GetValue(file)!.FullName, cancel)).Try(out var checkpoint, out var fault))
                throw new CommandFailure($"{parsed.GetValue(file)} is not a checkpoint, {fault}");
            var pinned = await File.ReadAllBytesAsync(parsed.GetValue(certificate)!.FullName, cancel);
            var nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16);
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = TimestampProtocol.MaxSize };
            using var query = new ByteArrayContent(CheckpointTimestamp.Request(checkpoint.Checkpoint, nonce));
            query.Headers.ContentType = new("application/timestamp-query");
            byte[] answer;
            try
            {
                using var response = await http.PostAsync(parsed.GetValue(authority), query, cancel);
                response.EnsureSuccessStatusCode();
                answer = await response.Content.ReadAsByteArrayAsync(cancel);
            }
            catch (HttpRequestException e)
            {
                throw new CommandFailure($"the authority at {parsed.GetValue(authority)} did not answer ({e.Message})");
            }

            if (!CheckpointTimestamp.Check(checkpoint.Checkpoint, answer, pinned, nonce).Try(out var stamp, out fault))
                throw new CommandFailure($"the authority's answer does not hold and was not written, {fault}");
            await File.WriteAllBytesAsync(parsed.GetValue(output)!.FullName, answer, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stamped by {stamp.Authority} at {stamp.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z. Check it with: parley verify {parsed.GetValue(file)!.Name} --timestamp {parsed.GetValue(output)!.Name} --authority {parsed.GetValue(certificate)!.Name}"));
            return 0;
        });
        return command;
    }

    private static (IArchive Archive, PartyId Self) Open(DirectoryInfo node)
    {
        var directory = new NodeDirectory(node.FullName);
        return (NodeDatabase.FindArchive(directory) ?? throw new CommandFailure($"there is no node in {directory.Path}"), PartyId.Parse(NodeConfiguration.Read(directory.Path).Party));
    }
}
