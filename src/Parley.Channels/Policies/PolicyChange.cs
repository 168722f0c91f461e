using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Channels.Policies;

/// <summary>What a policy changes of the one before. Of two versions with one number, the kind that comes first here stands (POL-036).</summary>
public enum PolicyChangeKind
{
    /// <summary>Anything that all agree on: members who come or go, intervals, languages, forms.</summary>
    Agreed,

    /// <summary>Another depositary.</summary>
    Succession,

    /// <summary>One member leaves.</summary>
    Departure,
}

/// <summary>A change of a channel's policy and who has to sign it.</summary>
/// <param name="Kind">What it changes.</param>
/// <param name="Signers">Whose signatures count.</param>
/// <param name="Needed">How many of them it takes.</param>
/// <param name="Indispensable">Whose are among those.</param>
public sealed record PolicyChange(PolicyChangeKind Kind, IReadOnlyList<PartyId> Signers, int Needed, IReadOnlyList<PartyId> Indispensable)
{
    /// <summary>The change from one version to the next, or the rule that it breaks.</summary>
    public static Outcome<PolicyChange> Of(ChannelPolicy old, ChannelPolicy next)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(next);
        if (next.Version != old.Version + 1 || next.Previous != old.Hash)
            return new Fault("POL-030", 0, $"version {next.Version} does not follow version {old.Version}, which is in force: its 'previous' names another policy");
        // POL-031
        if (next.Name != old.Name || next.Exercise != old.Exercise || next.Track != old.Track || next.Clock != old.Clock)
            return new Fault("POL-031", 0, "a channel's name, its being an exercise, its track and its clock stay as they were founded: found another channel");

        var gone = old.Members.Select(m => m.Party).Except(next.Members.Select(m => m.Party)).ToArray();
        var isSame = (old with { Version = next.Version, Previous = next.Previous, Depositary = next.Depositary, Members = next.Members }).Hash == next.Hash;
        var parties = old.Members.Select(m => m.Party).ToArray();

        // POL-033
        if (isSame && gone.Length == 0 && next.Members.SequenceEqual(old.Members) && next.Depositary != old.Depositary)
            return new PolicyChange(PolicyChangeKind.Succession, parties, (parties.Length / 2) + 1, [next.Depositary]);

        // POL-034
        if (isSame && gone is [var leaver] && next.Members.All(old.Members.Contains) && (next.Depositary == old.Depositary || leaver == old.Depositary))
            return new PolicyChange(PolicyChangeKind.Departure, [leaver, next.Depositary], 2, [leaver, next.Depositary]);

        // POL-032
        var all = parties.Union(next.Members.Select(m => m.Party)).Order().ToArray();
        return new PolicyChange(PolicyChangeKind.Agreed, all, all.Length, []);
    }

    /// <summary>Whether these signatures put it in force.</summary>
    public bool IsInForce(IReadOnlyCollection<PartyId> signed) => Signers.Count(signed.Contains) >= Needed && Indispensable.All(signed.Contains);
}
