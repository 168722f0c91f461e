using Parley.Channels.Storage;
using Parley.Node;
using Parley.Node.Dossiers;
using Parley.Records;
using Parley.Screens.Languages;
using Parley.Verification;

namespace Parley.Screens.Messages;

/// <summary>Checks a record as <c>parley verify</c> does, from its bytes, and says what was found in plain words.</summary>
public sealed class RecordCheck(RunningNode node)
{
    /// <summary>1. who signed it; 2. what its number and its chain say; 3. whether it stands in this node's ledger, and who has cosigned that.</summary>
    /// <returns>Each finding: good, not good, or that it cannot be told, and why.</returns>
    public IReadOnlyList<(bool? Good, string Text)> Of(ArchivedRecord archived, Speech speech)
    {
        ArgumentNullException.ThrowIfNull(archived);
        ArgumentNullException.ThrowIfNull(speech);
        var found = new List<(bool?, string)>();

        // 1.
        if (!Record.Parse(archived.Record.Bytes).Try(out var record, out var unread))
            return [(false, speech["verify.unread", unread])];
        var content = record.Content;
        if (!node.Loop.View.Cards.TryGetValue(content.Author, out var cards))
            return [(null, speech["verify.no-card", content.Author])];
        var verifier = new RecordVerifier(node.Crypto);
        // CHN-067: what stands here came before the key was revoked, or was vouched for.
        var isRevoked = verifier.IsSignedByRevokedNode(record.Header, cards);
        if ((isRevoked ? verifier.CheckOfficers(record.Officers, record.ContentBytes, cards) : verifier.Check(record.Header, cards)) is { } broken)
        {
            found.Add((false, speech["verify.unsigned", broken]));
        }
        else
        {
            found.Add(isRevoked ? (null, speech["verify.node.revoked", content.Author]) : (true, speech["verify.node", content.Author, record.Numbering.Number]));
            foreach (var officer in record.Officers)
                found.Add((true, speech["verify.officer." + officer.Role.ToString().ToLowerInvariant(), officer.Officer, speech["verify.by." + officer.Kind.ToString().ToLowerInvariant()]]));
            foreach (var officer in verifier.RevokedSince(record.Header, cards))
                found.Add((null, speech["verify.officer.revoked", officer]));
            if (record.Officers.Count == 0)
                found.Add((null, speech["verify.no-officer"]));
        }

        // 2.
        found.Add((true, speech["verify.fields", record.Fields.All.Count]));

        // 3. By the bytes of the proof, as somebody else would get them.
        if (new ProofDesk(node.Archive, node.Self).Make(archived) is not { } proof)
        {
            found.Add((null, speech["verify.not-shown"]));
            return found;
        }

        var trust = new Trust(node.Crypto, speech.Now);
        foreach (var (party, history) in node.Loop.View.Cards)
            trust.Cards[party] = history;
        var finding = new FileVerifier(node.Crypto, trust) { Others = { [record.Id] = "record.txt" } }.Verify("proof.txt", proof.ToBytes());
        if (!finding.Good)
        {
            found.Add((false, speech["verify.proof-bad", string.Join("; ", finding.Faults)]));
            return found;
        }

        found.Add((true, speech["verify.entry", finding.Index, finding.Head!.Size]));
        var cosigned = finding.Signers.Where(s => s is { Time: not null, Counted: true }).GroupBy(s => s.Name).ToArray();
        foreach (var member in cosigned)
            found.Add((true, speech["verify.cosigned", member.Key, member.Max(s => s.Time) is > 0 and < 253_402_300_800 and var at ? speech.Time(DateTimeOffset.FromUnixTimeSeconds(at)) : "-", string.Join(", ", member.Select(s => s.Algorithm).Order())]));
        if (cosigned.Length == 0)
            found.Add((null, speech["verify.no-cosigner"]));
        return found;
    }
}
