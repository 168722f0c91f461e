using Parley.Records;

namespace Parley.Channels;

/// <summary>How far a restored node has come in getting back the records of its former incarnations.</summary>
internal sealed class Recovery(long incarnation)
{
    /// <summary>The incarnation whose records are asked for at present.</summary>
    public long Incarnation { get; private set; } = incarnation;

    /// <summary>Which members have no more records of which author.</summary>
    public HashSet<(PartyId Member, PartyId Author)> Exhausted { get; } = [];

    /// <summary>Whether this node spoke after it had been put back: nothing more can be taken back then.</summary>
    public bool HasForked { get; set; }

    /// <summary>When each member is asked next for records of an author, in the engine's time.</summary>
    public Dictionary<(PartyId Member, PartyId Author), DateTimeOffset> AskAt { get; } = [];

    /// <summary>Goes on to the next incarnation.</summary>
    public void Next()
    {
        Incarnation++;
        HasForked = false;
        Exhausted.Clear();
        AskAt.Clear();
    }
}
