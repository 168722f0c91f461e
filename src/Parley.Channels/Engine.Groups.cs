using System.Text;
using Parley.Channels.Groups;
using Parley.Channels.Wire;
using Parley.Mls.Credentials;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Schedule;
using Parley.Mls.Tree;
using Parley.Records;

namespace Parley.Channels;

/// <content>A channel's group: founding it, coming into it, and staying in step with it.</content>
public sealed partial class Engine
{
    // GRP-007: who comes within this time of the first comes with it, in one commit.
    private static readonly TimeSpan JoinPause = TimeSpan.FromSeconds(2);

    // GRP-008
    private static readonly TimeSpan OfferAgain = TimeSpan.FromSeconds(60);

    // GRP-016
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan UpdatesGather = TimeSpan.FromHours(1);
    private static readonly TimeSpan UpdateAgain = TimeSpan.FromHours(2);

    // GRP-032
    private static readonly TimeSpan LostPatience = TimeSpan.FromSeconds(60);

    // A leaf's time is its card's and its refreshes'; see ChannelGroup.Limits.
    private static readonly Lifetime NoEnd = new(0, ulong.MaxValue);

    private ChannelGroup OpenGroup(ChannelState channel) => new(
        channel.Id.Founding, new LeafAuthentication(channel.Id.Founding, _cards, _crypto), _crypto, channel.StoredGroup, channel.LedgerOrigin.Incarnation);

    /// <summary>What an engine does for a channel's group when it starts, or the channel opens.</summary>
    private void StartGroup(ChannelState channel)
    {
        var group = channel.Group;
        if (group.IsStale || (group.Mls is not null && channel.Standing == Standing.Halted))
            ForgetGroup(channel);
        // GRP-009: on a channel that is new the others come by themselves.
        group.AskAt = channel.Policy.Depositary == _self && channel.Heads.Count == 0 ? DateTimeOffset.MaxValue : _elapsed;
        if (group.Mls is null)
            return;
        ScheduleRefresh(channel);

        // A key that took the place of the one that vouched for this leaf vouches for the next one at once.
        if (!group.Members.TryGetValue(_self, out var own) || own.Credential.Note.Signatures[0].KeyHash != _node.Key.KeyHash)
            group.RefreshAt = _elapsed;
        if (channel.Policy.Depositary == _self)
        {
            foreach (var member in group.Members.Keys.Where(p => p != _self))
                QueueCommits(channel, member);
        }
    }

    private void TendGroup(ChannelState channel)
    {
        if (channel.Policy.Depositary == _self)
            TendAsDepositary(channel);
        else
            TendAsMember(channel);
    }

    private void TendAsMember(ChannelState channel)
    {
        var group = channel.Group;
        // GRP-032
        var isLost = group.LostSince is { } since && _elapsed - since >= LostPatience;
        if ((group.Mls is null || isLost) && group.AskAt <= _elapsed)
            OfferKeyPackage(channel);
        else if (group.Mls is not null && group.RefreshAt <= _elapsed)
            ProposeUpdate(channel);
    }

    /// <summary>1. ask those who should be there, while there is no group; 2. find leaves that must go; 3. let in, put out, refresh.</summary>
    private void TendAsDepositary(ChannelState channel)
    {
        var group = channel.Group;
        var others = channel.Policy.Members.Select(m => m.Party).Where(p => p != _self).ToArray();

        // 1. GRP-009
        if (group.Mls is null && group.Joining.Count == 0 && group.AskAt <= _elapsed)
        {
            foreach (var member in others)
                Request(channel, member, 1);
            group.AskAt = DateTimeOffset.MaxValue;
        }

        // 2.
        PartyId[] removed = [];
        if (group.LeavesToCheck)
        {
            group.LeavesToCheck = false;
            removed = [.. group.Members.Where(m => m.Key != _self && !MayStay(channel, m.Key, m.Value.Credential)).Select(m => m.Key)];
        }

        // 3.
        var joins = group.Joining.Count > 0 && (group.JoinAt <= _elapsed || others.All(p => group.Joining.ContainsKey(p) || group.Members.ContainsKey(p)));
        var refreshes = group.Mls is not null && others.Length > 0 && (group.RefreshAt <= _elapsed || (group.Updates.Count > 0 && group.CommitAt <= _elapsed));
        if (joins || removed.Length > 0 || refreshes)
            Commit(channel, removed);
    }

    // GRP-014
    private static bool MayStay(ChannelState channel, PartyId party, LeafCredential leaf) => channel.Policy.HasMember(party) && channel.Group.Authentication.IsPresent(leaf);

    // GRP-008
    private void OfferKeyPackage(ChannelState channel)
    {
        var group = channel.Group;
        if (group.KeyPackage is null)
        {
            var (key, credential) = NewLeaf(channel);
            using (key)
                group.Offer(KeyPackageBundle.Create(group.Client, ChannelGroup.Suite, credential, key, NoEnd, _entropy));
            Emit(new Effect.StoreKeyPackage(channel.Id, group.KeyPackage!.Serialize()));
        }

        var message = new KeyPackageMessage(group.KeyPackage!.KeyPackage).Encode();
        Queue(channel, channel.Policy.Depositary, new GroupItem(GroupItemKind.KeyPackage, channel.Id.Founding, 1, [message]), "key package", Until.Stored);
        group.AskAt = _elapsed + OfferAgain;
    }

    private (SignatureKeyPair Key, BasicCredential Credential) NewLeaf(ChannelState channel)
    {
        var key = SignatureKeyPair.Generate(channel.Group.Client, ChannelGroup.Suite, _entropy);
        var serial = channel.Group.TakeSerial(_now);
        var credential = LeafCredential.Sign(_self, channel.Id.Founding, channel.LedgerOrigin.Incarnation, serial, key.PublicKey.Span, _node);
        return (key, new BasicCredential(credential.Note.ToBytes()));
    }

    private void Request(ChannelState channel, PartyId member, long serial) =>
        Queue(channel, member, new GroupItem(GroupItemKind.Request, channel.Id.Founding, (ulong)serial, []), "request", Until.Stored);

    private void Queue(ChannelState channel, PartyId to, GroupItem item, string slot, Until until) =>
        _outbox.Add(to, new BundleItem(ItemKind.Group, item.ToBytes()), GroupSlot(channel, slot), Precedence.Immediate, until);

    private static Digest GroupSlot(ChannelState channel, string slot) => Digest.Of(Encoding.ASCII.GetBytes($"group {slot} {channel.Id.Founding}"));

    private ItemAnswer TakeGroup(Input.Received received)
    {
        if (!GroupItem.Parse(received.Item.Bytes).Try(out var item, out var fault))
            return Refuse(fault);
        if (_channels.Values.FirstOrDefault(c => c.Id.Founding == item.Founding) is not { } channel)
            return Refuse("CHN-001", "there is no open channel with that founding policy here");
        if (!channel.Policy.HasMember(received.From))
            return Refuse("CHN-002", $"{received.From} is not a member of {channel.Id.Name}");
        if (Silence(channel) is { } silent)
            return Refuse(silent);
        var toDepositary = item.Kind is GroupItemKind.KeyPackage or GroupItemKind.Update;
        if ((toDepositary ? _self : received.From) != channel.Policy.Depositary)
            return Refuse("GRP-005", $"{channel.Policy.Depositary} is the depositary of {channel.Id.Name}: key packages and updates go to it, and the rest comes from it");
        return item.Kind switch
        {
            GroupItemKind.KeyPackage => TakeKeyPackage(channel, received.From, item),
            GroupItemKind.Request => TakeRequest(channel, item),
            GroupItemKind.Welcome => TakeWelcome(channel, item),
            GroupItemKind.Update => TakeUpdate(channel, received.From, item),
            _ => TakeCommit(channel, item),
        };
    }

    /// <summary>A member wants in: 1. its own, and vouched for; 2. known already; 3. not one from before; 4. it comes in with the next commit.</summary>
    private ItemAnswer TakeKeyPackage(ChannelState channel, PartyId from, GroupItem item)
    {
        // 1.
        if (!item.Message<KeyPackageMessage>(0).Try(out var message, out var fault))
            return Refuse(fault);
        var offered = message.KeyPackage.LeafNode;
        if (LeafAuthentication.Read(offered.Credential) is not { } leaf)
            return Refuse("GRP-002", "the key package's credential is no leaf's identity");
        var group = channel.Group;
        if (leaf.Party != from || !group.Authentication.IsValid(offered.Credential, offered.SignatureKey, CredentialUse.Member, _now))
            return Refuse("GRP-003", $"the key package is not one of {from} on this channel, vouched for by its present card");

        if (group.Members.TryGetValue(from, out var present))
        {
            // 2.
            if (group.Mls!.Tree[present.Index]!.Encoded.Span.SequenceEqual(offered.Encoded.Span))
                return new ItemAnswer(ItemFate.Duplicate);

            // 3. GRP-006
            if (leaf.Serial <= present.Credential.Serial)
            {
                Request(channel, from, present.Credential.Serial);
                return Refuse("GRP-006", $"the key package is from before {from}'s leaf that stands in the group");
            }
        }

        // 4.
        if (group.Joining.Count == 0)
            group.JoinAt = _elapsed + JoinPause;
        group.Joining[from] = message.KeyPackage;
        return new ItemAnswer(ItemFate.Stored);
    }

    // GRP-009
    private ItemAnswer TakeRequest(ChannelState channel, GroupItem item)
    {
        var group = channel.Group;
        group.LeastSerial = Math.Max(group.LeastSerial, (long)item.Number + 1);
        if (group.KeyPackage is { } waiting && LeafAuthentication.Read(waiting.KeyPackage.LeafNode.Credential)!.Serial < (long)item.Number)
            group.DropKeyPackage();
        OfferKeyPackage(channel);
        return new ItemAnswer(ItemFate.Stored);
    }

    // GRP-010
    private ItemAnswer TakeWelcome(ChannelState channel, GroupItem item)
    {
        if (!item.Message<WelcomeMessage>(0).Try(out var message, out var fault))
            return Refuse(fault);
        var group = channel.Group;
        if (group.KeyPackage is not { } own)
            return group.Mls is { } here && here.Epoch >= item.Number ? new ItemAnswer(ItemFate.Duplicate) : Refuse("GRP-010", "no key package of this node waits for a Welcome");
        if (!Group.Join(group.Client, message.Welcome, own, NoPreSharedKeys.Instance, _now).TryGet(out var joined, out var error))
            return Refuse("GRP-010", $"the Welcome does not let this node in: {error}");
        if (CheckGroup(channel, joined) is { } wrong)
        {
            joined.Dispose();
            return Refuse(wrong);
        }

        if (group.Mls is { } old && !old.GroupId.Span.SequenceEqual(joined.GroupId.Span))
        {
            Raise("GRP-013", channel.Id, channel.Policy.Depositary,
                $"{channel.Policy.Depositary} has founded the group of {channel.Id.Name} anew: it lost the old one, or was restored. Ask it why.");
        }

        EnterGroup(channel, joined);
        return new ItemAnswer(ItemFate.Stored);
    }

    /// <summary>Why a group cannot be this channel's, or nothing.</summary>
    // GRP-004
    private static Fault? CheckGroup(ChannelState channel, Group group)
    {
        if (group.CipherSuite.Id != ChannelGroup.Suite || group.GroupId.Length != GroupPosition.GroupIdSize
            || !group.GroupId.Span.StartsWith(channel.Id.Founding.ToArray()))
        {
            return new Fault("GRP-004", 0, $"this is no group of {channel.Id.Name}");
        }

        return channel.Group.IsMember(group, channel.Policy.HasMember, out var stranger)
            ? null
            : new Fault("GRP-004", 0, $"the group has a leaf that is no member's, or {stranger} twice");
    }

    private void EnterGroup(ChannelState channel, Group joined)
    {
        var group = channel.Group;
        Emit(new Effect.ForgetGroup(channel.Id));
        Emit(new Effect.StoreKeyPackage(channel.Id, null));
        group.Leave();
        group.DropKeyPackage();
        group.Move(joined);
        group.RefreshedAt = _now;
        StoreGroup(channel);
        ScheduleRefresh(channel);
    }

    /// <summary>This node is in no group any more: it was put out, or must not go on with what it has.</summary>
    private void ForgetGroup(ChannelState channel)
    {
        channel.Group.Leave();
        channel.Group.DropKeyPackage();
        Emit(new Effect.ForgetGroup(channel.Id));
        Emit(new Effect.StoreKeyPackage(channel.Id, null));
    }

    private void StoreGroup(ChannelState channel)
    {
        var group = channel.Group;
        Emit(new Effect.StoreGroup(channel.Id, new StoredGroup(channel.LedgerOrigin.Incarnation, group.Mls!.Save(), group.RefreshedAt)));
        group.IsDirty = false;
    }

    private void StoreGroupKeys(ChannelState channel)
    {
        Emit(new Effect.StoreGroupKeys(channel.Id, channel.Group.Mls!.SaveMessages()));
        channel.Group.IsDirty = false;
    }

    /// <summary>A member's line test shows where it stands in the group: another key for the same epoch is a fork; more at the depositary, something missed.</summary>
    private void ComparePosition(ChannelState channel, PartyId member, GroupPosition shown)
    {
        var group = channel.Group;
        if (group.Mls is not { } mls)
            return;
        var agrees = group.Compare(member, shown);
        if (agrees == false)
        {
            // GRP-031
            Raise("GRP-031", channel.Id, member,
                $"{member} has another key than this node for one epoch of the group of {channel.Id.Name}: they were told different things, or one of them lost its keys. Records still go between them; compare by another way.");
        }

        if (member != channel.Policy.Depositary)
            return;

        // GRP-032: once may be a test from before the group was founded anew, overtaken by the Welcome.
        var isOther = !shown.GroupId.Span.SequenceEqual(mls.GroupId.Span);
        group.OtherGroupShown = isOther ? group.OtherGroupShown + 1 : 0;
        if (agrees == false || group.OtherGroupShown > 1 || (!isOther && shown.Epoch > mls.Epoch))
            group.LostSince ??= _elapsed;
    }

    /// <summary>Within the interval since the last time; members spread over it, so that their updates do not all come at once.</summary>
    private void ScheduleRefresh(ChannelState channel)
    {
        var group = channel.Group;
        var place = 1 + channel.Policy.Members.TakeWhile(m => m.Party != _self).Count();
        var wait = RefreshInterval - (_now - group.RefreshedAt);
        var spread = RefreshInterval * place / (channel.Policy.Members.Count * 4);
        group.RefreshAt = _elapsed + (wait < TimeSpan.Zero ? TimeSpan.Zero : wait < RefreshInterval ? wait : RefreshInterval) - (wait >= RefreshInterval ? spread : TimeSpan.Zero);
    }
}
