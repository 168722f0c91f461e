using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Accounts;

/// <summary>Whether an audit trail is whole: every act under the signed checkpoint, and the earlier checkpoint that somebody kept under it too.</summary>
public static class AuditCheck
{
    private const int AtOnce = 1000;

    /// <summary>The checkpoint under which all acts stand, or what is wrong. <paramref name="earlier"/> is a checkpoint of the same trail that was kept elsewhere.</summary>
    public static Outcome<Checkpoint> Run(IDeskStore store, PartyId self, IReadOnlyList<CardKey> nodeKeys, ICryptoProvider crypto, byte[]? earlier)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(nodeKeys);
        // Before the acts: what is added meanwhile lies behind it.
        if (store.Checkpoint() is not { } note)
            return store.Acts(0, 1).Count == 0 ? new Checkpoint(DeskBook.OriginOf(self), TreeSize.Zero, TreeHash.Empty) : new Fault("AUD-001", 0, "there are acts and no checkpoint over them");
        if (!Read(note).Try(out var checkpoint, out var fault))
            return fault;
        Checkpoint? kept = null;
        if (earlier is not null && !Read(earlier).Try(out kept, out fault))
            return fault;
        if (kept is not null && kept.Size > checkpoint.Size)
            return new Fault("AUD-002", 0, $"the checkpoint that was kept has {kept.Size} acts and the trail only {checkpoint.Size}: acts were removed");

        var trail = new CompactRange();
        for (IReadOnlyList<byte[]> entries; trail.Size < checkpoint.Size && (entries = store.Acts(trail.Size.Value, AtOnce)).Count > 0;)
        {
            foreach (var entry in entries)
            {
                if (trail.Size == checkpoint.Size)
                    break;
                trail.Append(LeafHash.Of(entry));
                if (trail.Size == kept?.Size && trail.Root() != kept.Root)
                    return new Fault("AUD-002", 0, $"the first {kept.Size} acts are not those of the checkpoint that was kept: one of them was changed");
            }
        }

        // AUD-001
        return trail.Size == checkpoint.Size && trail.Root() == checkpoint.Root
            ? checkpoint
            : new Fault("AUD-001", 0, $"the checkpoint has {checkpoint.Size} acts with the root {checkpoint.Root}; those stored are {trail.Size} with the root {trail.Root()}: one was changed or removed");

        // AUD-003
        Outcome<Checkpoint> Read(byte[] bytes)
        {
            if (!SignedCheckpoint.Parse(bytes).Try(out var signed, out var broken))
                return broken;
            var origin = DeskBook.OriginOf(self);
            if (signed.Checkpoint.Origin != origin)
                return new Fault("AUD-003", 0, $"this is a checkpoint of {signed.Checkpoint.Origin} and not of {origin}");
            return signed.Verify(nodeKeys.Select(k => new Ed25519NoteVerifier(k.ToVerifierKey(origin.Value), crypto.Ed25519)), []).Try(out _, out broken)
                ? signed.Checkpoint
                : new Fault("AUD-003", 0, $"the node of {self} did not sign this checkpoint ({broken.Detail})");
        }
    }
}
