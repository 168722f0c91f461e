using Parley.Records;
using Parley.Records.Attachments;

namespace Parley.Channels;

/// <content>What records attach. The files themselves are the host's: they are large, and what they cost must not stand before a flash.</content>
public sealed partial class Engine
{
    // ATT-004: of a record that officers wrote. What does not read so was signed all the same: it is stored, attaches nothing, and is remarked.
    private void NoteAttachments(ChannelState channel, Record record)
    {
        if (record.Content.Form.IsService)
            return;
        if (!AttachmentList.Read(record.Fields).Try(out var attachments, out var fault))
            Raise(fault.Rule, channel.Id, record.Content.Author, $"{record.Content.Author}'s record {record.Numbering.Number} names attachments that do not read as such: {fault.Detail}");
        else if (attachments.Count > 0)
            Emit(new Effect.StoreAttachments(channel.Id, record, attachments));
    }

    // ATT-032
    private ItemAnswer SayComplete(Digest id)
    {
        if (Find(id) is not { Record: var record } || !_channels.TryGetValue(record.Content.Channel, out var channel))
            return Refuse("ATT-032", "this is no record on an open channel here");
        if (record.Content.Author != _self)
        {
            if (Silence(channel) is { } silent)
                return Refuse(silent);
            Say(channel, MakeOwn(channel, FormId.CompleteReceipt, Precedence.Routine, [record.Content.Desk], [Receipts.ToField([(id, null)])]));
        }

        Emit(new Effect.Settle(id));
        return new ItemAnswer(ItemFate.Stored);
    }
}
