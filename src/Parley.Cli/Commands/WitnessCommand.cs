using System.CommandLine;
using System.Globalization;
using System.Net;
using Parley.Ledger.Checkpoints;
using Parley.Node.Keys;
using Parley.Node.Witnesses;
using Parley.Records.Notes;

namespace Parley.Cli.Commands;

internal static class WitnessCommand
{
    private static readonly Option<FileInfo> State = new("--state") { Description = "The witness's file. It must never be put back to an older state.", Required = true };

    private static readonly Option<bool> MlDsa44 = new("--ml-dsa-44") { Description = "Cosign with ML-DSA-44 (type 0x06) in place of Ed25519 (type 0x04): 3 kB a cosignature, and good against a quantum computer." };

    public static Command Create() => new("witness", """
        Be a witness of other parties' ledgers, or of any transparency log: cosign each head once it has been seen to continue the one
        before (C2SP tlog-witness). A witness needs no node and is trusted with nothing else.

        Example: parley witness serve --key witness.key --state witness.db --listen 127.0.0.1:7490 --log "$VKEY"
        """) { Key(), Serve(), Status() };

    private static Command Key()
    {
        var file = new Argument<FileInfo>("file") { Description = "A new file for the key." };
        var name = new Option<string>("--name") { Description = "The witness's name, such as a host name and a path: no spaces, no plus.", Required = true };
        var command = new Command("key", """
            Make a witness's key, and show the verifier key that logs and verifiers are given.

            Example: parley witness key witness.key --name witness.example.org
            """) { file, name, MlDsa44 };
        command.Run((parsed, _) =>
        {
            using var key = KeyFile.Create(parsed.GetValue(file)!.FullName, parsed.GetValue(name)!, Crypto.Provider);
            Console.WriteLine(CosignerOf(key, parsed).Key);
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Serve()
    {
        var key = new Option<FileInfo>("--key") { Description = "The witness's key.", Required = true };
        var listen = new Option<string>("--listen") { Description = "Address and port, plain HTTP. From outside put a web server with TLS and a limit on requests before it.", DefaultValueFactory = _ => "127.0.0.1:7490" };
        var logs = new Option<string[]>("--log") { Description = "The verifier key (vkey) of a log to witness; may be repeated.", Required = true };
        var command = new Command("serve", """
            Answer POST /add-checkpoint until Ctrl-C.

            Example: parley witness serve --key witness.key --state witness.db --log "$VKEY"
            """) { key, State, listen, logs, MlDsa44 };
        command.Run(async (parsed, cancel) =>
        {
            if (!IPEndPoint.TryParse(parsed.GetValue(listen)!, out var address) || address.Port == 0)
                throw new CommandFailure($"'{parsed.GetValue(listen)}' is not an address and a port, such as 127.0.0.1:7490");
            var keys = parsed.GetValue(logs)!.Select(text => VerifierKey.TryParse(text, out var log) && log.SignatureType == NoteSignatureTypes.Ed25519
                ? log
                : throw new CommandFailure($"'{text}' is not the verifier key of a log: NAME+HASH+BASE64 of type 0x01")).ToArray();
            using var own = KeyFile.Read(parsed.GetValue(key)!.FullName, Crypto.Provider);
            using var store = new WitnessStore(parsed.GetValue(State)!.FullName);
            var cosigner = CosignerOf(own, parsed);
            using var server = new WitnessServer(store, keys, cosigner, Crypto.Provider, TimeProvider.System);
            await using var app = server.Build(address, logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
            await app.StartAsync(cancel);
            Console.WriteLine($"witness {cosigner.Key} of {keys.Length} logs answers at http://{address}/add-checkpoint");
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
                await app.StopAsync(CancellationToken.None);
            }

            return 0;
        });
        return command;
    }

    private static Cosigner CosignerOf(KeyFile key, ParseResult parsed) => parsed.GetValue(MlDsa44) ? key.ToCosigner() : Cosigner.Ed25519(key.ToNoteSigner());

    private static Command Status()
    {
        var command = new Command("status", """
            Show the logs and the heads cosigned last, and evidence against logs that contradicted themselves. Exit code 1 where there is
            evidence.

            Example: parley witness status --state witness.db
            """) { State, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            using var store = new WitnessStore(parsed.GetValue(State)!.FullName);
            var (logs, evidence) = (store.Logs(), store.Evidence());
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new
                {
                    logs = logs.Select(l => new { origin = l.Latest.Checkpoint.Origin.Value, size = l.Latest.Checkpoint.Size.Value, at = l.At }),
                    evidence = evidence.Select(e => new { origin = e.One.Checkpoint.Origin.Value, at = e.At, one = e.One.Note.ToString(), other = e.Other.Note.ToString() }),
                });
                return Task.FromResult(evidence.Count > 0 ? 1 : 0);
            }

            foreach (var (latest, at) in logs)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{latest.Checkpoint.Origin}: {latest.Checkpoint.Size} entries, cosigned {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"));
            foreach (var (one, other, at) in evidence)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"EVIDENCE {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {one.Checkpoint.Origin} signed two heads that no append-only log has both\n\n{one.Note}\n{other.Note}"));
            return Task.FromResult(evidence.Count > 0 ? 1 : 0);
        });
        return command;
    }
}
