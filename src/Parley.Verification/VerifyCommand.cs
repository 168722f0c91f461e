using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Crypto;
using Parley.Records.Text;

namespace Parley.Verification;

/// <summary>The command <c>parley verify</c>, which is also a program of its own, <c>parley-verify</c>.</summary>
public static class VerifyCommand
{
    /// <summary>The command with a provider of cryptography and a clock, by which cosignatures of the future are told.</summary>
    public static Command Create(ICryptoProvider crypto, TimeProvider clock)
    {
        var paths = new Argument<string[]>("path") { Description = "Files; archives and logs as static files (directories).", Arity = ArgumentArity.OneOrMore };
        var cards = new Option<string[]>("--card") { Description = "A party's card, or the next version of one; may be repeated.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var keys = new Option<string[]>("--key") { Description = "The verifier key (vkey) of a log or a witness, or a file with one on each line; may be repeated.", DefaultValueFactory = _ => [] };
        var policies = new Option<string[]>("--policy") { Description = "A C2SP tlog-policy: which logs are believed, and which witnesses must have cosigned; may be repeated.", DefaultValueFactory = _ => [] };
        var origins = new Option<string[]>("--origin") { Description = "The name of a log (its checkpoints' first line) whose key has another name: the keys given are believed for it too; may be repeated.", DefaultValueFactory = _ => [] };
        var entry = new Option<string?>("--entry") { Description = "The entry that a proof is about, where the proof does not carry its opening." };
        var timestamp = new Option<string?>("--timestamp") { Description = "An RFC 3161 timestamp of the checkpoint that is checked, or of a proof's; with --authority." };
        var authority = new Option<string?>("--authority") { Description = "The certificate of the timestamp's authority, DER or PEM; it is believed because you give it." };
        var json = new Option<bool>("--json") { Description = "Write the findings as JSON." };
        var command = new Command("verify", """
            Check records, receipts, extracts, proofs, checkpoints and other signed notes, evidence, whole archives, and logs as static files,
            with no node, no network and no trust in either side. Says in plain words what is proven and what is not. Exit code 1 where
            anything does not hold. --json writes one finding for each path, in their order, and then one for each pair of heads that
            contradict each other.

            Example: parley verify ./archive-by
            Example: parley verify record.txt --card by.card.txt
            Example: parley verify entry.tlog-proof --policy policy.txt --json
            Example: parley verify ./log --key example.com/log+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx --json
            """) { paths, cards, keys, policies, origins, entry, timestamp, authority, json };
        command.SetAction(parsed =>
        {
            var trust = new Trust(crypto, clock.GetUtcNow());
            string? refused = null;
            foreach (var file in parsed.GetValue(cards)!)
                refused ??= Add(file, bytes => trust.AddCard(bytes)?.ToString());
            foreach (var file in parsed.GetValue(policies)!)
                refused ??= Add(file, bytes => trust.AddPolicy(bytes)?.ToString());
            foreach (var key in parsed.GetValue(keys)!)
                refused ??= AddKeys(key, trust);
            foreach (var origin in parsed.GetValue(origins)!)
                refused ??= trust.AddOrigin(origin) ? null : $"'{origin}' is not a line that names a log";
            byte[]? leaf = null;
            if (parsed.GetValue(entry) is { } entryFile)
                refused ??= ArchiveFile.TryRead(entryFile, ArchiveFile.MaxBytes, out leaf, out var fault) ? null : $"{entryFile}: {fault}";
            byte[]? token = null, certificate = null;
            if (parsed.GetValue(timestamp) is null != parsed.GetValue(authority) is null)
                refused ??= "--timestamp and --authority are given together";
            else if (parsed.GetValue(timestamp) is { } tokenFile)
                refused ??= !ArchiveFile.TryRead(tokenFile, ArchiveFile.MaxBytes, out token, out var unreadable) ? $"{tokenFile}: {unreadable}"
                    : !ArchiveFile.TryRead(parsed.GetValue(authority)!, ArchiveFile.MaxBytes, out certificate, out unreadable) ? $"{parsed.GetValue(authority)}: {unreadable}" : null;
            if (refused is not null)
            {
                Console.Error.WriteLine($"parley: {Plain(refused)}");
                return 1;
            }

            var verifier = new FileVerifier(crypto, trust) { Entry = leaf is null ? null : (parsed.GetValue(entry)!, leaf), Timestamp = token is null ? null : (token, certificate!) };
            var files = parsed.GetValue(paths)!.Select(path => (Path: path, Bytes: Read(path, verifier))).ToArray();
            var findings = files.Select(file => Check(file.Path, file.Bytes, verifier, crypto, trust, clock)).ToArray();
            findings = [.. findings, .. verifier.Conflicts()];
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(findings, FindingJson.Readable.FindingArray));
            else
                Print(findings);
            return findings.All(f => f.Good) ? 0 : 1;
        });
        return command;
    }

    private static string? Add(string file, Func<byte[], string?> add) =>
        (ArchiveFile.TryRead(file, ArchiveFile.MaxBytes, out var bytes, out var fault) ? add(bytes) : fault) is { } refused ? $"{file}: {refused}" : null;

    private static string? AddKeys(string text, Trust trust)
    {
        if (trust.AddKey(text))
            return null;
        if (!File.Exists(text))
            return $"'{text}' is neither a file nor a verifier key that can be checked here: NAME+HASH+BASE64, of type 0x01, 0x04 or 0x06";
        return Add(text, bytes => Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')
            .Where(line => !trust.AddKey(line)).Select(line => $"'{line}' is not a verifier key that can be checked here: NAME+HASH+BASE64, of type 0x01, 0x04 or 0x06").FirstOrDefault());
    }

    private static byte[]? Read(string path, FileVerifier verifier)
    {
        if (Directory.Exists(path) || !ArchiveFile.TryRead(path, ArchiveFile.MaxBytes, out var bytes, out _))
            return null;
        if (FileVerifier.RecordId(bytes) is { } id)
            verifier.Others[id] = Path.GetFileName(path);
        return bytes;
    }

    private static Finding Check(string path, byte[]? bytes, FileVerifier verifier, ICryptoProvider crypto, Trust trust, TimeProvider clock)
    {
        if (Directory.Exists(path))
        {
            var shows = !Console.IsErrorRedirected;
            var began = clock.GetTimestamp();
            var isLog = File.Exists(Path.Combine(path, TileLogVerifier.CheckpointFile));
            void Progress(long done, long all)
            {
                if (!shows || clock.GetElapsedTime(began) < TimeSpan.FromMilliseconds(200))
                    return;
                began = clock.GetTimestamp();
                Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done:N0} of {all:N0} {(isLog ? "entries" : "records")} "));
            }

            var finding = isLog ? verifier.VerifyLog(path, Progress) : new ArchiveVerifier(crypto, trust, clock.GetUtcNow(), Progress).Verify(path);
            if (shows)
                Console.Error.Write("\r                                        \r");
            return finding;
        }

        if (bytes is not null)
            return verifier.Verify(path, bytes);
        ArchiveFile.TryRead(path, ArchiveFile.MaxBytes, out _, out var fault);
        return new Finding(path, "unknown", false, "", "Anything.", [fault ?? "the file changed while it was read"], 0, 0, 0);
    }

    private static void Print(Finding[] findings)
    {
        foreach (var finding in findings)
        {
            Console.WriteLine($"{Plain(finding.Path)} ({finding.Kind}): {(finding.Good ? "HOLDS" : "DOES NOT HOLD")}");
            foreach (var fault in finding.Faults)
                Console.WriteLine($"  fault: {Plain(fault)}");
            if (finding.Good)
                Console.WriteLine($"  Proven: {Plain(finding.Proven)}");
            Console.WriteLine($"  Not proven: {Plain(finding.NotProven)}\n");
        }
    }

    /// <summary>What others wrote, for a screen: a terminal obeys control characters, and could be made to show what nobody wrote.</summary>
    private static string Plain(string text) => PlainText.IsAllowed(text, multiline: true)
        ? text
        : string.Concat(text.EnumerateRunes().Select(r => PlainText.IsAllowed(r.ToString(), multiline: true) ? r.ToString() : "?"));
}
