using System.CommandLine;
using System.Text;
using Parley.Cli.Keys;
using Parley.Node;
using Parley.Node.Api;
using Parley.Node.Keys;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Cli.Commands;

/// <summary>A party's next card, and who has it.</summary>
internal static class CardRenewCommand
{
    public static Command Create()
    {
        var rootKey = RootKey.Option();
        rootKey.Required = true;
        var bearers = new Option<string[]>("--bearer") { Description = "An address on the card, best first; may be repeated: https://HOST:PORT, the address that a relay prints, or mailto:NAME@HOST. Default: the addresses stay." };
        var newSeal = new Option<bool>("--new-seal") { Description = "A new key for others to seal to. The old one is kept, for pouches that are still on their way." };
        var newNode = new Option<bool>("--new-node-key") { Description = "A new key for the node to sign with. The old one stays good for what it has signed." };
        var revokeNode = new Option<bool>("--revoke-node-key") { Description = "The node's key may be in other hands, or is lost: a new one, and the old one is believed for nothing any more." };
        var newOfficers = new Option<string[]>("--new-officer") { Description = "An officer who comes, or gets a new key; may be repeated." };
        var revokeOfficers = new Option<string[]>("--revoke-officer") { Description = "An officer who goes: his key is believed for nothing any more; may be repeated. The node gets a new key with it." };
        var passkeys = new Option<string[]>("--officer") { Description = "An officer with the passkey that releases for him, as NAME=FILE with the line that the console's page 'Account' or 'parley officer passkey' shows; may be repeated." };
        var allPasskeys = new Option<bool>("--passkeys") { Description = "The passkeys of all accounts at this node's console: one step, where whoever holds the root key trusts this machine." };
        var command = new Command("renew", """
            Make this party's next card. A running node takes new keys at once and stops nothing; for other addresses or a new seal key it is
            stopped first. The card goes to every party that it has met, and nobody has to meet again. After new node keys the line is tested, and each
            answer is the proof that its sender has the card: 'parley card reached'.

            Example: parley card renew --node ./by --root-key /media/stick/root.key --revoke-officer duty-2 --new-officer duty-3
            Example: parley card renew --node ./by --root-key /media/stick/root.key --officer duty-1=duty-1.passkey
            """) { rootKey, bearers, newSeal, newNode, revokeNode, newOfficers, revokeOfficers, passkeys, allPasskeys, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            Uri[] addresses = [.. (parsed.GetValue(bearers) ?? []).Select(text => BearerAddress.TryParse(text, out var address) ? address : throw new CommandFailure($"'{text}' is no address: https://HOST:PORT in lower case, the address that a relay prints, or mailto:NAME@HOST"))];
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            CardOfficer[] officers = [.. (parsed.GetValue(passkeys) ?? []).Select(o => OfficerPasskey.Read(node.Self, o)), .. parsed.GetValue(allPasskeys) ? OfficerPasskey.All(node.Directory, node.Self) : []];
            var change = new CardChange
            {
                Bearers = addresses is [] ? null : addresses,
                NewSeal = parsed.GetValue(newSeal),
                NewNodeKey = parsed.GetValue(newNode),
                RevokeNodeKey = parsed.GetValue(revokeNode),
                NewOfficers = parsed.GetValue(newOfficers) ?? [],
                RevokedOfficers = parsed.GetValue(revokeOfficers) ?? [],
                Passkeys = officers,
            };
            if (addresses is [] && !change.NewSeal && !change.ChangesNodeKey && change.NewOfficers.Count == 0 && officers.Length == 0)
                throw new CommandFailure("nothing would change: say what, with --bearer, --new-seal, --new-node-key, --revoke-node-key, --new-officer, --officer, --passkeys or --revoke-officer");
            var up = await node.IsUpAsync(cancel);
            if (up && (addresses is not [] || change.NewSeal))
                throw new CommandFailure("the node is running, and fetches by the addresses and seal keys that it had when it started: stop it first");
            using var root = RootKey.Open(parsed.GetValue(rootKey)!);
            var card = up ? await TakeAsync(node, root, change, cancel) : NextCard.Renew(node.Directory, root, change, Crypto.Provider, TimeProvider.System);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { party = card.Party.Value, version = card.Version, bearers = card.Bearers.Select(b => b.OriginalString), mailbox = card.Seal!.Mailbox.ToString(), revoked = card.Revoked.Select(r => r.Key.ToString()), taken = up });
            else
                Console.WriteLine(up ? $"{card.Party}'s card, version {card.Version}, is in use. Who has it: parley card reached --node {parsed.GetValue(Terminal.NodeOption)}"
                    : $"{card.Party}'s card, version {card.Version}, is made. Start the node: {Terminal.StartOf($"{parsed.GetValue(Terminal.NodeOption)}")}");
            return 0;
        });
        return command;
    }

    /// <summary>Which members have answered this node under the key on its present card.</summary>
    public static Command Reached()
    {
        var command = new Command("reached", """
            Say which members of this node's channels have shown that they have its present card. Each has cosigned a head of this node's
            ledger that the key on that card signed, in answer to a line test: nobody can who does not have the card. Exit code 1 where one is missing. Where the
            node's key did not change with the card, the answer tells of an earlier card with the same key.

            Example: parley card reached --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var own = CardHistory.Pin(Read(await node.CardAsync(node.Self.Value, cancel)), Crypto.Provider).OrThrow().Current;
            var status = await node.NodeAsync(cancel);
            // One that is recovering counts too: after a compromise it is the rule, and nobody on it has shown anything yet.
            var channels = status.Channels.Where(c => c.State != "proposed").ToArray();
            var members = channels.SelectMany(c => c.Members).Where(m => m != node.Self.Value).Distinct().Order(StringComparer.Ordinal).ToArray();
            var proofs = new Dictionary<string, (string Channel, TestMessage Test, CosignatureMessage Answer)>();
            foreach (var channel in channels)
            {
                var ledger = await node.LedgerAsync(channel.Name, cancel);
                foreach (var test in ledger.Tests.Where(t => t.Party == node.Self.Value && IsBy(t, own)))
                {
                    foreach (var answer in test.Cosigned.Where(c => c.Member != node.Self.Value))
                        proofs.TryAdd(answer.Member, (channel.Name, test, answer));
                }
            }

            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { party = own.Party.Value, version = own.Version, reached = members.Select(m => proofs.TryGetValue(m, out var p) ? new { member = m, channel = (string?)p.Channel, test = (string?)p.Test.Record, at = (string?)p.Answer.At } : new { member = m, channel = (string?)null, test = (string?)null, at = (string?)null }) });
                return members.All(proofs.ContainsKey) ? 0 : 1;
            }

            Console.WriteLine($"{own.Party}'s card, version {own.Version}:");
            foreach (var member in members)
            {
                Console.WriteLine(proofs.TryGetValue(member, out var proof)
                    ? $"  {member,-10}has it: cosigned {proof.Answer.At[..19].Replace('T', ' ')}Z on {proof.Channel}, line test {proof.Test.Record}"
                    : $"  {member,-10}HAS NOT SHOWN IT YET; {(channels.Any(c => c.State == "open" && c.Members.Contains(member)) ? "'parley test CHANNEL' asks again" : "its channel is not open yet: 'parley channel list'")}");
            }

            return members.All(proofs.ContainsKey) ? 0 : 1;
        });
        return command;
    }

    private static bool IsBy(TestMessage test, PartyCard own)
    {
        var note = Read(test.Checkpoint);
        return note.Signatures.Any(s => s.Signature.Length == 64 && new Ed25519NoteVerifier(own.Node.ToVerifierKey(s.KeyName.ToString()), Crypto.Provider.Ed25519) is var verifier
            && verifier.Key.Names(s) && verifier.Verify(note.Text.Span, s.Signature.Span));
    }

    private static async Task<PartyCard> TakeAsync(NodeClient node, IRootKey root, CardChange change, CancellationToken cancel)
    {
        var known = NextCard.History((NodeDatabase.FindArchive(node.Directory) ?? throw new CommandFailure($"there is no node in {node.Directory.Path}")), node.Self, Crypto.Provider);
        var (card, note) = NextCard.Prepare(node.Directory, known, root, change, Crypto.Provider, TimeProvider.System);
        await node.AcceptCardAsync(note.ToString(), cancel);
        NextCard.Taken(node.Directory, note);
        if (change.ChangesNodeKey)
        {
            foreach (var channel in (await node.NodeAsync(cancel)).Channels.Where(c => c.State == "open"))
                await node.TestLineAsync(channel.Name, cancel);
        }

        return card;
    }

    private static SignedNote Read(string text) =>
        SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var error) ? note : throw new CommandFailure($"this is not a signed note: {error}");
}
