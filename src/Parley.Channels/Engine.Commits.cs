using System.Collections.Immutable;
using Parley.Channels.Groups;
using Parley.Channels.Proofs;
using Parley.Channels.Wire;
using Parley.Mls;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Tree;
using Parley.Records;

namespace Parley.Channels;

/// <content>A channel's group changes by commits, which its depositary makes and every member follows.</content>
public sealed partial class Engine
{
    /// <summary>The most commits that a depositary keeps. A member that has confirmed none of them comes in anew.</summary>
    // GRP-017
    internal const int MaxCommits = 256;

    private static readonly MessageOptions Handshake = new() { Public = true };

    /// <summary>
    /// 1. the group, or a new one; 2. updates that were proposed; 3. who goes and who comes; 4. commit; 5. store; 6. queue for each
    /// member what it needs.
    /// </summary>
    private void Commit(ChannelState channel, IReadOnlyCollection<PartyId> removed)
    {
        var group = channel.Group;
        var before = group.Members;

        // 1.
        if (group.Mls is null && !Found(channel))
            return;

        // 2.
        var work = group.Mls!;
        var updates = new List<ReadOnlyMemory<byte>>();
        foreach (var (party, update) in group.Updates.Where(u => !removed.Contains(u.Key) && !group.Joining.ContainsKey(u.Key)))
        {
            if (MlsMessage.Decode(update.Span).TryGet(out var message, out _) && work.Receive(message, _now).TryGet(out var received, out _) && received is ProposalMessage proposal)
            {
                if (!ReferenceEquals(work, group.Mls))
                    work.Dispose();
                work = proposal.Group;
                updates.Add(update);
            }
        }

        // 3. and 4.
        var (key, credential) = NewLeaf(channel);
        using var own = key;
        var leaf = new LeafNodeChanges { Credential = credential, SignatureKey = key };
        if (TryCommit(channel, work, removed, leaf) is not { } pending)
        {
            if (!ReferenceEquals(work, group.Mls))
                work.Dispose();
            // An update is at fault; the next attempt is without.
            group.Updates.Clear();
            group.LeavesToCheck = true;
            group.RefreshAt = _elapsed + UpdateAgain;
            return;
        }

        var joined = group.Joining.Keys.Order().ToArray();
        group.Joining.Clear();
        var ended = work.Epoch;
        if (!ReferenceEquals(work, group.Mls))
            work.Dispose();
        pending.Group.Dispose();
        group.Follow(pending.Staged.Merge(), _self);
        group.RefreshedAt = _now;
        group.RefreshAt = _elapsed + RefreshInterval;

        // 5.
        var founding = channel.Id.Founding;
        var commit = new GroupItem(GroupItemKind.Commit, founding, ended, [.. updates, pending.Message.Encode()]).ToBytes();
        var welcome = pending.Welcome is { } let ? new GroupItem(GroupItemKind.Welcome, founding, ended + 1, [let.Encode()]).ToBytes() : null;
        var row = new GroupCommit(ended, commit, welcome, joined);
        group.Commits[ended] = row;
        Emit(new Effect.StoreCommit(channel.Id, row));
        StoreGroup(channel);

        // 6.
        foreach (var party in joined)
        {
            // GRP-013
            if (before.ContainsKey(party) && group.Confirmed.ContainsKey(party))
                RaiseRejoined(channel, party);
            group.Confirmed.Remove(party);
            Emit(new Effect.StoreConfirmed(channel.Id, party, null));
        }

        foreach (var party in removed)
        {
            RaiseRemoved(channel, party);
            group.Confirmed.Remove(party);
            Emit(new Effect.StoreConfirmed(channel.Id, party, null));
            // It learns of it where it still listens, and comes in anew.
            if (channel.Policy.HasMember(party) && !joined.Contains(party))
                _outbox.Add(party, new BundleItem(ItemKind.Group, commit), CommitSlot(channel, ended), Precedence.Immediate, Until.Answered);
        }

        foreach (var member in group.Members.Keys.Where(p => p != _self))
            QueueCommit(channel, member, row);
        PruneCommits(channel);
    }

    /// <summary>A group of this node alone, which the others come into with its first commit.</summary>
    // GRP-007
    private bool Found(ChannelState channel)
    {
        var group = channel.Group;
        var id = new byte[GroupPosition.GroupIdSize];
        channel.Id.Founding.CopyTo(id);
        _entropy.Fill(id.AsSpan(Digest.Size));
        var (key, credential) = NewLeaf(channel);
        using (key)
        {
            using var own = KeyPackageBundle.Create(group.Client, ChannelGroup.Suite, credential, key, NoEnd, _entropy);
            if (!Group.Create(group.Client, id, own, [], _now, _entropy).TryGet(out var founded, out var error))
            {
                Raise("GRP-007", channel.Id, _self, $"this node cannot found the group of {channel.Id.Name}: {error}");
                group.Joining.Clear();
                return false;
            }

            Emit(new Effect.ForgetGroup(channel.Id));
            group.Move(founded);
            return true;
        }
    }

    /// <summary>The commit; whoever's key package stands in its way is left out, and the watch told.</summary>
    private PendingCommit? TryCommit(ChannelState channel, Group work, IReadOnlyCollection<PartyId> removed, LeafNodeChanges leaf)
    {
        var group = channel.Group;
        if (Try([.. group.Joining.Keys.Order()]).TryGet(out var all, out _))
            return all;

        // One of them is not good, or not beside another: one after the other shows which.
        var good = new List<PartyId>();
        foreach (var party in group.Joining.Keys.Order().ToArray())
        {
            if (Try([.. good, party]).TryGet(out var trial, out var error))
            {
                good.Add(party);
                trial.Group.Dispose();
                trial.Staged.Dispose();
                continue;
            }

            Raise("GRP-005", channel.Id, party, $"{party}'s key package for the group of {channel.Id.Name} is not good ({error}): it stays outside, and is asked for another");
            Request(channel, party, LeafAuthentication.Read(group.Joining[party].LeafNode.Credential)!.Serial);
            group.Joining.Remove(party);
        }

        return Try(good).TryGet(out var rest, out _) ? rest : null;

        MlsResult<PendingCommit> Try(IReadOnlyCollection<PartyId> parties)
        {
            var proposals = ImmutableArray.CreateBuilder<Proposal>();
            foreach (var party in parties.Concat(removed).Distinct().Where(group.Members.ContainsKey))
                proposals.Add(new Remove(group.Members[party].Index));
            foreach (var party in parties)
                proposals.Add(new Add(group.Joining[party]));
            return work.Commit(NoPreSharedKeys.Instance, _entropy, _now, new CommitOptions { Proposals = proposals.ToImmutable(), Leaf = leaf, Message = Handshake });
        }
    }

    // GRP-013
    private void RaiseRejoined(ChannelState channel, PartyId party) => Raise("GRP-013", channel.Id, party,
        $"{party} has come into the group of {channel.Id.Name} anew: it lost its keys there, was restored, or somebody else has its node's key. Ask it why.");

    // GRP-014
    private void RaiseRemoved(ChannelState channel, PartyId party) => Raise("GRP-014", channel.Id, party,
        channel.Policy.HasMember(party)
            ? $"{party}'s keys were put out of the group of {channel.Id.Name}: its card no longer vouches for them"
            : $"{party} is out of the group of {channel.Id.Name}: it is no member any more");

    /// <summary>A commit of the depositary: 1. of this epoch; 2. the proposals that it covers; 3. its own; 4. what it does is allowed; 5. go on with it.</summary>
    private ItemAnswer TakeCommit(ChannelState channel, GroupItem item)
    {
        // 1. GRP-011
        var group = channel.Group;
        if (group.Mls is not { } mls)
            return Refuse("GRP-011", "this node is not in the channel's group yet");
        if (!item.Message<PublicMessage>(item.Messages.Count - 1).Try(out var message, out var fault))
            return Refuse(fault);
        if (!message.Content.GroupId.Span.SequenceEqual(mls.GroupId.Span))
            return Refuse("GRP-011", "the commit is for another group than this node is in");
        if (message.Content.Epoch > mls.Epoch)
        {
            group.LostSince ??= _elapsed;
            return Refuse("GRP-011", FormattableString.Invariant($"the commit ends epoch {message.Content.Epoch} and this node is in {mls.Epoch}"));
        }

        if (message.Content.Epoch < mls.Epoch)
            return TakePastCommit(channel, mls, message);

        // 2.
        var work = mls;
        for (var i = 0; i < item.Messages.Count - 1; i++)
        {
            if (!item.Message<PublicMessage>(i).Try(out var proposal, out var unreadable))
                return Give(unreadable);
            // One of this node's own, which waits here already.
            if (!work.Receive(proposal, _now).TryGet(out var received, out var broken))
                return Give(new Fault("GRP-011", 0, $"a proposal beside the commit is not good: {broken}"));
            if (received is ProposalMessage { Change.Proposal: Update } kept)
            {
                if (!ReferenceEquals(work, mls))
                    work.Dispose();
                work = kept.Group;
            }
            else if (received is not OwnMessage)
            {
                return Give(new Fault("GRP-011", 0, "beside the commit stands something else than an update"));
            }
        }

        // 3.
        if (!work.Receive(message, _now).TryGet(out var verified, out var invalid))
            return Give(new Fault("GRP-011", 0, $"the commit is not good: {invalid}"));
        if (verified is not CommitMessage commit)
            return Give(new Fault("GRP-011", 0, "this is no commit"));
        using var committed = commit;
        if (commit.Sender.Type != SenderType.Member || !group.Members.TryGetValue(channel.Policy.Depositary, out var depositary)
            || depositary.Index.Value != commit.Sender.Index)
        {
            return Give(new Fault("GRP-011", 0, $"{channel.Policy.Depositary} commits on {channel.Id.Name}, and nobody else"));
        }

        // 4.
        if (!commit.Stage(NoPreSharedKeys.Instance, _now).TryGet(out var staged, out var refused))
            return Give(new Fault("GRP-011", 0, $"the commit is not good: {refused}"));
        var next = staged.Merge();
        if (next.Status == GroupStatus.Active && CheckGroup(channel, next) is { } wrong)
        {
            next.Dispose();
            return Give(wrong);
        }

        // 5.
        var ending = new SignedCommit(depositary.Credential, mls.Context, message).ToBytes();
        if (!ReferenceEquals(work, mls))
            work.Dispose();
        Follow(channel, next);
        group.KeepEnding(message.Content.Epoch, ending);
        return new ItemAnswer(ItemFate.Stored);

        ItemAnswer Give(Fault why)
        {
            if (!ReferenceEquals(work, mls))
                work.Dispose();
            return Refuse(why);
        }
    }

    private void Follow(ChannelState channel, Group next)
    {
        var group = channel.Group;
        var (before, ownBefore) = (group.Members, group.Members[_self].Credential.Serial);
        if (next.Status == GroupStatus.Removed)
        {
            next.Dispose();
            RaiseRemoved(channel, _self);
            ForgetGroup(channel);
            group.AskAt = _elapsed;
            return;
        }

        group.Follow(next, channel.Policy.Depositary);
        group.LostSince = null;
        if (group.Members[_self].Credential.Serial != ownBefore)
        {
            group.RefreshedAt = _now;
            ScheduleRefresh(channel);
        }

        StoreGroup(channel);
        foreach (var (party, member) in before)
        {
            if (!group.Members.TryGetValue(party, out var after))
                RaiseRemoved(channel, party);
            else if (party != channel.Policy.Depositary && group.Mls!.Tree[after.Index]!.Source == LeafNodeSource.KeyPackage && after.Credential.Serial != member.Credential.Serial)
                RaiseRejoined(channel, party);
        }
    }

    /// <summary>A commit for an epoch that has ended: a copy, another depositary's, or the depositary's own proof that it has committed twice.</summary>
    // GRP-012
    private ItemAnswer TakePastCommit(ChannelState channel, Group mls, PublicMessage message)
    {
        var (group, depositary) = (channel.Group, channel.Policy.Depositary);
        if (!mls.Receive(message, _now).TryGet(out var verified, out _) || verified is not PastCommit { IsFork: true })
            return new ItemAnswer(ItemFate.Duplicate);

        // GRP-018: this node followed another depositary, whose succession no longer stands.
        if (group.EndedBy(message.Content.Epoch) is { } other && other != depositary)
        {
            group.LostSince ??= _elapsed;
            return Refuse("GRP-018", $"a commit of {other} ended this epoch here; this node comes in anew");
        }

        if (group.EndingOf(message.Content.Epoch) is { } known)
        {
            // GRP-011: another member's, which the depositary brings.
            var first = SignedCommit.Parse(known).OrThrow();
            if (first.Commit.Content.Sender != message.Content.Sender)
                return Refuse("GRP-011", $"{depositary} commits on {channel.Id.Name}, and nobody else");
            var second = (first with { Commit = message }).ToBytes();
            Emit(new Effect.StoreEvidence(new Evidence(channel.Id, first.Leaf.Party, EvidenceKind.CommitTwice, known, second, Digest.Of(second))));
        }

        Raise("GRP-012", channel.Id, depositary,
            $"{depositary} signed two commits for one epoch of the group of {channel.Id.Name}: it has told members different things. Compare with the others by another way.");
        return Refuse("GRP-012", "another commit of the depositary ended this epoch here");
    }

    /// <summary>A new leaf with fresh keys, which the depositary puts in with its next commit.</summary>
    // GRP-015
    private void ProposeUpdate(ChannelState channel)
    {
        var group = channel.Group;
        group.RefreshAt = _elapsed + UpdateAgain;
        var (key, credential) = NewLeaf(channel);
        using (key)
        {
            if (!group.Mls!.ProposeUpdate(_entropy, new LeafNodeChanges { Credential = credential, SignatureKey = key }, Handshake).TryGet(out var proposed, out _))
                return;
            var epoch = proposed.Group.Epoch;
            group.Move(proposed.Group);
            StoreGroup(channel);
            Queue(channel, channel.Policy.Depositary, new GroupItem(GroupItemKind.Update, channel.Id.Founding, Math.Max(1, epoch), [proposed.Message.Encode()]), "update", Until.Answered);
        }
    }

    // GRP-015
    private ItemAnswer TakeUpdate(ChannelState channel, PartyId from, GroupItem item)
    {
        var group = channel.Group;
        if (!item.Message<PublicMessage>(0).Try(out var message, out var fault))
            return Refuse(fault);
        if (group.Mls is not { } mls || !group.Members.TryGetValue(from, out var member)
            || message.Content.Sender != Sender.Member(member.Index) || message.Content.Proposal is not Update)
        {
            return Refuse("GRP-015", $"this is no update of {from}'s own leaf in the group of {channel.Id.Name}");
        }

        if (!mls.Receive(message, _now).TryGet(out var verified, out var error))
            return Refuse("GRP-015", $"the update is not good: {error}");
        if (verified is not ProposalMessage proposal)
            return Refuse("GRP-015", "this is no update");
        proposal.Group.Dispose();
        if (group.Updates.Count == 0)
            group.CommitAt = _elapsed + UpdatesGather;
        group.Updates[from] = item.Messages[0].ToArray();
        return new ItemAnswer(ItemFate.Stored);
    }

    /// <summary>What a member still needs to come to the present epoch, from a Welcome for it on, or from the epoch that it confirmed.</summary>
    // GRP-017
    private void QueueCommits(ChannelState channel, PartyId member)
    {
        var from = NeededFrom(channel.Group, member);
        foreach (var row in channel.Group.Commits.Values.Where(r => r.Epoch >= from))
            QueueCommit(channel, member, row);
    }

    private void QueueCommit(ChannelState channel, PartyId member, GroupCommit row)
    {
        var bytes = row.Joined.Contains(member) ? row.Welcome! : row.Commit;
        _outbox.Add(member, new BundleItem(ItemKind.Group, bytes), CommitSlot(channel, row.Epoch), Precedence.Immediate, Until.Stored);
    }

    private static Digest CommitSlot(ChannelState channel, ulong epoch) => GroupSlot(channel, FormattableString.Invariant($"commit {epoch}"));

    private static ulong NeededFrom(ChannelGroup group, PartyId member)
    {
        var confirmed = group.Confirmed.GetValueOrDefault(member);
        return group.Commits.Values.LastOrDefault(r => r.Joined.Contains(member)) is { } row && row.Epoch >= confirmed ? row.Epoch : confirmed;
    }

    /// <summary>A member has taken a Welcome or commit.</summary>
    private void NoteConfirmed(PartyId member, ReadOnlySpan<byte> item)
    {
        if (!GroupItem.TryReadLine(item, out var kind, out var founding, out var number, out _) || kind is not (GroupItemKind.Welcome or GroupItemKind.Commit)
            || _channels.Values.FirstOrDefault(c => c.Id.Founding == founding) is not { } channel || !channel.Group.Members.ContainsKey(member))
        {
            return;
        }

        var group = channel.Group;
        var epoch = kind == GroupItemKind.Commit ? number + 1 : number;
        // One from before it was let in anew says nothing.
        if (epoch <= NeededFrom(group, member))
            return;
        group.Confirmed[member] = epoch;
        Emit(new Effect.StoreConfirmed(channel.Id, member, epoch));
        PruneCommits(channel);
    }

    private void PruneCommits(ChannelState channel)
    {
        var group = channel.Group;
        var before = group.Members.Keys.Where(p => p != _self).Select(p => NeededFrom(group, p)).DefaultIfEmpty(group.Mls!.Epoch).Min();
        if (group.Commits.Count > MaxCommits)
            before = Math.Max(before, group.Commits.Keys.ElementAt(group.Commits.Count - MaxCommits));
        var done = group.Commits.Keys.TakeWhile(e => e < before).ToArray();
        if (done.Length == 0)
            return;
        foreach (var epoch in done)
        {
            group.Commits.Remove(epoch);
            foreach (var member in group.Members.Keys.Where(p => p != _self))
                _outbox.Receipted(member, CommitSlot(channel, epoch));
        }

        Emit(new Effect.DropCommits(channel.Id, before));
    }
}
