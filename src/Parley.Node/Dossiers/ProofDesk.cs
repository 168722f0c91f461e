using Parley.Channels.Storage;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Proofs;
using Parley.Records;

namespace Parley.Node.Dossiers;

/// <summary>Makes the proof that a record stands in this node's ledger under a head that it has shown in a line test.</summary>
public sealed class ProofDesk(IArchive archive, PartyId self)
{
    /// <summary>The proof (C2SP tlog-proof, with the entry's opening), or nothing while no line test has shown a head that covers the record.</summary>
    /// <exception cref="InvalidDataException">The ledger is damaged.</exception>
    public TlogProof? Make(ArchivedRecord found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var channel = archive.Channels().First(c => c.Id == found.Record.Content.Channel);
        var index = new LeafIndex(found.LedgerIndex);
        var tested = archive.Checkpoints(channel.Id).FirstOrDefault(c => c.Tested.Test.Author == self && c.Tested.Test.Incarnation == found.Ledger);
        if (tested is null || !tested.Tested.Signed.Checkpoint.Size.Contains(index))
            return null;
        var origin = LedgerOrigin.Of(self, found.Ledger, channel.Id);
        var proof = archive.WithTiles(channel.Id, found.Ledger, tiles => InclusionProof.TryBuild(tiles, index, tested.Tested.Signed.Checkpoint.Size, out var built, out var missing)
            ? built
            : throw new InvalidDataException($"The ledger of {channel.Id.Name} is damaged: tile {missing} is missing."));
        var opening = LedgerEntry.Create(found.Record.Id, found.Direction == "sent" ? EntryDirection.Sent : EntryDirection.Received, found.At, found.Bearer,
            new SaltSeed(channel.LedgerSeed).Derive(origin, index));
        return new TlogProof(index, proof.Hashes, tested.Signed, opening.ToBytes());
    }
}
