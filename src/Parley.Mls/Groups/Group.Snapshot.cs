namespace Parley.Mls.Groups;

/// <content>Storing and loading. The format has a version; every version ever released stays readable.</content>
public sealed partial class Group
{
    private const ushort SnapshotVersion = 1;

    /// <summary>The state as bytes.</summary>
    public GroupSnapshot Save()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new GroupSnapshot(Tls.Encode(WriteEpoch, 4096), Tls.Encode(WriteMessages, 4096));
    }

    /// <summary>Only the part that every message changes; its other part is that of the last <see cref="Save"/> in the same epoch with the same proposals.</summary>
    public ReadOnlyMemory<byte> SaveMessages()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Tls.Encode(WriteMessages, 4096);
    }

    /// <summary>The state that <see cref="Save"/> wrote. Nothing in it is verified again: keep it where nobody else writes.</summary>
    public static MlsResult<Group> Load(Client client, GroupSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!Tls.Decode(snapshot.Messages.ToArray(), StoredMessages.Read).TryGet(out var messages, out var error)
            || !Tls.Decode(snapshot.Epoch.ToArray(), StoredEpoch.Read).TryGet(out var stored, out error))
        {
            return error;
        }

        if (client.Crypto(stored.Context.CipherSuite) is not { } suite)
        {
            return MlsRules.SuiteKnown.Broken(stored.Context.CipherSuite.ToString());
        }

        if (messages.Epoch != stored.Context.Epoch || messages.Past.Length != stored.Past.Length)
        {
            return MlsRules.StateMalformed.Broken("the two parts are of different epochs");
        }

        if (!GroupRules.Create(client, suite, stored.Context.GroupId, stored.Context.Extensions).TryGet(out var rules, out error))
        {
            return error;
        }

        var state = new EpochState
        {
            Context = stored.Context,
            Rules = rules,
            Tree = stored.Tree,
            Secrets = stored.Secrets,
            Keys = stored.Keys,
            Signer = stored.Signer,
            InterimTranscriptHash = stored.Interim.ToArray(),
            ConfirmationTag = stored.Tag.ToArray(),
        };
        return new Group(client, suite, state, messages.Current)
        {
            Status = stored.Status,
            ReInit = stored.ReInit,
            PendingProposals = stored.Proposals,
            Past = [.. stored.Past.Select((p, i) => p.Completed(messages.Past[i]))],
            Resumption = stored.Resumption,
            Updates = stored.Updates,
        };
    }

    private void WriteEpoch(ref TlsWriter writer)
    {
        writer.U16(SnapshotVersion);
        writer.U8((byte)Status);
        writer.Fixed(Context.Encoded.Span);
        writer.Fixed(Tree.Encode());
        StoredEpoch.WriteSecrets(ref writer, Secrets);
        epoch.Keys.Write(ref writer);
        Signer.Write(ref writer);
        writer.Opaque(epoch.InterimTranscriptHash);
        writer.Opaque(epoch.ConfirmationTag);
        writer.Present(ReInit is not null);
        ReInit?.Write(ref writer);
        writer.List(PendingProposals, static (ref w, change) =>
        {
            change.Sender.Write(ref w);
            w.Opaque(change.Reference);
            change.Proposal.Write(ref w);
        });
        writer.List(Past, StoredEpoch.WritePast);
        writer.List(Resumption, static (ref w, item) =>
        {
            w.U64(item.Epoch);
            w.Opaque(item.Psk.Span);
        });
        writer.List(Updates, static (ref w, item) =>
        {
            w.Opaque(item.Leaf);
            w.Opaque(item.EncryptionKey.Span);
            item.Signer.Write(ref w);
        });
    }

    private void WriteMessages(ref TlsWriter writer)
    {
        writer.U16(SnapshotVersion);
        writer.U64(Epoch);
        messageKeys.Write(ref writer);
        writer.List(Past, static (ref w, item) => item.MessageKeys.Write(ref w));
    }
}
