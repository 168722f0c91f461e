using Parley.Channels.Wire;
using Parley.Mls.Groups;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Channels;

/// <content>Sealed records opened and verified before their turn. Nothing is decided by it: what was found out counts only of the very group and cards that are asked for when the turn comes.</content>
public sealed partial class Engine
{
    private readonly Dictionary<Input, Foreseen> _foreseen = new(ReferenceEqualityComparer.Instance);

    // The group as it will be behind what was foreseen last, by channel.
    private readonly Dictionary<ChannelId, Group> _ahead = [];

    /// <summary>
    /// Does beforehand what <see cref="Handle"/> will do with an input whatever is stored, so that a host can use the time in which it waits for its disk. It says
    /// and changes nothing, and asks nothing of the history. Inputs are foreseen in the order in which they will be handled, up to the next <see cref="Input.Settle"/>.
    /// </summary>
    /// <returns>What can be done on any other thread meanwhile, beside whatever the engine does: the signatures. Where it was not, the input's turn does it.</returns>
    public Action? Foresee(Input input)
    {
        if (input is not Input.Received { Item.Kind: ItemKind.Sealed } received
            || !TryReadSealed(received.Item, out var content, out var founding, out var id)
            || _channels.Values.FirstOrDefault(c => c.Id.Founding == founding) is not { Group.Mls: { } present } channel
            || _recent.Find(id) is not null || _foreseen.ContainsKey(input))
        {
            return null;
        }

        var group = _ahead.GetValueOrDefault(channel.Id, present);
        if (content.Epoch != group.Epoch || !group.Receive(content, _now).TryGet(out var verified, out _) || verified is not ApplicationMessage opened)
            return null;
        if (Record.Parse(opened.Data.Span).Try(out var record, out _) && _cards.TryGetValue(record.Content.Author, out var author))
        {
            var foreseen = new Foreseen(group, opened, record, author, new Lazy<Outcome<AuthenticRecord>>(() => _verifier.Authenticate(record, author)));
            _foreseen.Add(input, foreseen);
            _ahead[channel.Id] = opened.Group;
            return () => _ = foreseen.Authentic.Value;
        }

        // What is no record of anybody known is for its turn, which says why.
        opened.Group.Dispose();
        return null;
    }

    /// <summary>What was found out about an input, if the group is the one that it was found out of.</summary>
    private Foreseen? TakeForeseen(Input input, Group group)
    {
        if (!_foreseen.Remove(input, out var foreseen))
            return null;
        if (ReferenceEquals(foreseen.Of, group))
            return foreseen;
        foreseen.Opened.Group.Dispose();
        return null;
    }

    private void ForgetForeseen()
    {
        foreach (var foreseen in _foreseen.Values)
            foreseen.Opened.Group.Dispose();
        _foreseen.Clear();
        _ahead.Clear();
    }

    /// <param name="Of">The group that opened it, to be compared and not used.</param>
    /// <param name="Opened">What it is, and the group behind it.</param>
    /// <param name="Record">The record in it.</param>
    /// <param name="Author">By these cards.</param>
    /// <param name="Authentic">Whether its signatures are good, once somebody has looked.</param>
    private sealed record Foreseen(Group Of, ApplicationMessage Opened, Record Record, CardHistory Author, Lazy<Outcome<AuthenticRecord>> Authentic);
}
