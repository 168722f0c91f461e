using System.Diagnostics.CodeAnalysis;
using Parley.Channels.Groups;
using Parley.Channels.Wire;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Records;

namespace Parley.Channels;

/// <content>Records sealed for a channel's group: once for all members, and opened at each.</content>
public sealed partial class Engine
{
    // GRP-020
    private const int BindingSize = 2 * Digest.Size;
    private const int PadTo = 256;

    // GRP-024
    private static readonly TimeSpan SealAgainAfter = TimeSpan.FromSeconds(60);

    /// <summary>A waiting item as it goes out: what this node has said is sealed for whoever can open it, and goes plain to others.</summary>
    // GRP-024
    private OutgoingItem Dress(PartyId to, OutboxEntry entry)
    {
        if (entry.Item.Record is not { } id || entry.Until == Until.Answered || entry.CannotBeOpened)
            return entry.Item;
        entry.Channel ??= Find(id)?.Channel;
        return entry.Channel is { } name && _channels.TryGetValue(name, out var channel) && CanOpen(channel, to, entry.Precedence) && Seal(channel, id) is { } bytes
            ? new OutgoingItem(id, new BundleItem(ItemKind.Sealed, bytes))
            : entry.Item;
    }

    private bool CanOpen(ChannelState channel, PartyId member, Precedence precedence)
    {
        var group = channel.Group;
        // GRP-026
        if (channel.Standing != Standing.Open || group.Mls is not { } mls || !group.Members.ContainsKey(member)
            || (group.CannotOpen.TryGetValue(member, out var until) && until > _elapsed))
        {
            return false;
        }

        // What the depositary queues behind a commit opens once that is there; a flash would overtake it.
        return channel.Policy.Depositary != _self || precedence >= Precedence.Immediate || group.Confirmed.GetValueOrDefault(member) == mls.Epoch;
    }

    /// <summary>The record sealed in the present epoch: one ciphertext, whoever it goes to and however often.</summary>
    // GRP-025
    private ReadOnlyMemory<byte>? Seal(ChannelState channel, Digest id)
    {
        var group = channel.Group;
        var recent = _recent.Find(id);
        if ((recent is null ? _history.FindSealed(id) : recent.Sealed) is { } known && known.Epoch == group.Mls!.Epoch)
            return known.Bytes;
        if ((recent?.Stored ?? _history.Find(id)) is not { } record)
            return null;
        var binding = new byte[BindingSize];
        channel.Id.Founding.CopyTo(binding);
        id.CopyTo(binding.AsSpan(Digest.Size));
        if (!group.Mls!.Protect(record.Bytes.Span, _entropy, new MessageOptions { AuthenticatedData = binding, PadTo = PadTo }).TryGet(out var made, out _))
            return null;
        group.Move(made.Group);
        group.IsDirty = true;
        var sealedRecord = new SealedRecord(id, made.Group.Epoch, made.Message.Encode());
        if (recent is not null)
            recent.Sealed = sealedRecord;
        Emit(new Effect.StoreSealed(channel.Id, sealedRecord));
        return sealedRecord.Bytes;
    }

    /// <summary>
    /// 1. read what stands outside; 2. channel and members; 3. known already?; 4. open; 5. sealed by whoever brings it, and what was
    /// named; 6. take the record as any other.
    /// </summary>
    private ItemAnswer TakeSealed(Input.Received received)
    {
        // 1.
        if (!TryReadSealed(received.Item, out var content, out var founding, out var id))
            return Refuse("GRP-020", "a sealed record is an MLS PrivateMessage whose authenticated data names the channel and the record");

        // 2.
        if (_channels.Values.FirstOrDefault(c => c.Id.Founding == founding) is not { } channel)
            return Refuse("CHN-001", "there is no open channel with that founding policy here");
        if (!channel.Policy.HasMember(received.From))
            return Refuse("CHN-002", $"{received.From} is not a member of {channel.Id.Name}");

        // 3. The id is only what the peer claims, and it is true that this record is here.
        if (Find(id) is { Record: var known })
        {
            ReceiptAgain(channel, known, received.From);
            return new ItemAnswer(ItemFate.Duplicate);
        }

        // 4. GRP-021
        var group = channel.Group;
        if (group.Mls is not { } mls)
            return Refuse("GRP-021", "this node cannot open it: it is not in the channel's group");
        var foreseen = TakeForeseen(received, mls);
        VerifiedMessage? verified = foreseen?.Opened;
        if (verified is null && !mls.Receive(content, _now).TryGet(out verified, out var error))
        {
            if (content.Epoch > mls.Epoch && received.From == channel.Policy.Depositary)
                group.LostSince ??= _elapsed;
            return Refuse("GRP-021", $"this node cannot open it: {error}");
        }

        // 5. GRP-022
        if (verified is not ApplicationMessage opened)
            return Refuse("GRP-022", "a sealed record comes from its author, and this is one of the receiving node's own");
        if (!group.IsLeafOf(received.From, opened.SenderLeaf))
            return Give(Refuse("GRP-022", $"{received.From} brings what another member sealed"));
        var record = foreseen?.Record;
        if (record is null && !Record.Parse(opened.Data.Span).Try(out record, out var fault))
            return Give(Refuse(fault));
        if (record.Id != id || record.Content.Author != received.From || record.Content.Channel != channel.Id)
            return Give(Refuse("GRP-023", "what is inside is another record than the one named outside, or another's"));

        // 6. A record that is refused may come again; its key is kept for that.
        var answer = TakeRecord(record, received.From, received.Bearer, isNew: true, foreseen);

        // GRP-026: by what it says this node may have seen that it was put back; then it is in the group no more.
        if (answer.Fate == ItemFate.Refused || group.Mls is null)
            return Give(answer);
        channel.TakenSealed++;
        group.Move(opened.Group);
        group.IsDirty = true;
        if (opened.Epoch == opened.Group.Epoch)
            group.CannotOpen.Remove(received.From);
        return answer;

        ItemAnswer Give(ItemAnswer why)
        {
            opened.Group.Dispose();
            return why;
        }
    }

    /// <summary>Reads what stands outside a sealed record: the message, and of which channel and record it says to be.</summary>
    // GRP-020
    private static bool TryReadSealed(BundleItem item, [NotNullWhen(true)] out PrivateMessage? content, out Digest founding, out Digest record)
    {
        content = MlsMessage.Decode(item.Bytes.Span).TryGet(out var message, out _) ? message as PrivateMessage : null;
        (founding, record) = (default, default);
        if (content is not { ContentType: ContentType.Application, AuthenticatedData.Length: BindingSize } || !content.GroupId.Span.StartsWith(content.AuthenticatedData.Span[..Digest.Size]))
            return false;
        (founding, record) = (new Digest(content.AuthenticatedData.Span[..Digest.Size]), new Digest(content.AuthenticatedData.Span[Digest.Size..]));
        return true;
    }
}
