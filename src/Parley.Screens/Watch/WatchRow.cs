using Parley.Channels;
using Parley.Channels.Clocks;
using Parley.Channels.Silences;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Screens.Watch;

/// <summary>A channel as the watch sees it at one moment.</summary>
/// <param name="Id">The channel.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Standing">Whether this node may speak on it.</param>
/// <param name="WeOwe">What this party owes there, what is due first first.</param>
/// <param name="Peers">The other members, in the order of their ids.</param>
public sealed record WatchRow(ChannelId Id, ChannelPolicy Policy, Standing Standing, IReadOnlyList<Clock> WeOwe, IReadOnlyList<WatchPeer> Peers);

/// <summary>The line to one member of a channel.</summary>
/// <param name="Party">The member.</param>
/// <param name="Silence">Why nothing comes from it, or that nothing is waited for.</param>
/// <param name="Theirs">When its last good line test came.</param>
/// <param name="Ours">When it last cosigned one of ours, by its own clock.</param>
/// <param name="Unread">How many of its records nobody here has read, by precedence.</param>
/// <param name="Held">How many of its records wait behind one that has not come.</param>
/// <param name="Owes">What it owes there, what is due first first.</param>
public sealed record WatchPeer(
    PartyId Party, Silence Silence, DateTimeOffset? Theirs, DateTimeOffset? Ours, IReadOnlyDictionary<Precedence, int> Unread, int Held, IReadOnlyList<Clock> Owes);
