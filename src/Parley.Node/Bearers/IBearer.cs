using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Bearers;

/// <summary>A way to carry sealed bundles to an address on a peer's card.</summary>
public interface IBearer
{
    /// <summary>Its name in ledgers and reports.</summary>
    string Name { get; }

    /// <summary>Whether it reaches the peer itself and brings its answer straight back; else it stores and forwards.</summary>
    bool BringsAnswers { get; }

    /// <summary>The largest file, in bytes, whose chunks may go this way.</summary>
    long LargestAttachment => long.MaxValue;

    /// <summary>Carries a bundle. It never throws but when cancelled.</summary>
    Task<Carried> CarryAsync(PartyCard to, Uri address, OutgoingBundle bundle, Precedence precedence, CancellationToken cancel);
}
