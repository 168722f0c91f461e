using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Channels;

/// <summary>What the engine is told. A ticket comes back in the <see cref="Effect.Answered"/> that ends the matter.</summary>
public abstract record Input
{
    private Input()
    {
    }

    /// <summary>Officers of this node submit a signed content. Submitting it again is harmless. One of a sealed form states by when everything is to be in.</summary>
    /// <remarks>Signatures that the host has had <paramref name="Checked"/> with the cards that still hold are not verified again.</remarks>
    public sealed record Submit(long Ticket, RecordContent Content, IReadOnlyList<OfficerSignature> Officers, SaltedFields Fields, DateTimeOffset? RevealBy = null, CheckedSubmission? Checked = null) : Input;

    /// <summary>A bearer brought an item from an authenticated peer.</summary>
    public sealed record Received(long Ticket, PartyId From, string Bearer, BundleItem Item) : Input;

    /// <summary>A held record's turn may have come.</summary>
    public sealed record Reconsider(ChannelId Channel, PartyId Author, long Incarnation, long Number) : Input;

    /// <summary>The peer answered a bundle, item by item.</summary>
    public sealed record SendAnswered(BundleId Bundle, PartyId To, IReadOnlyList<ItemAnswer> Answers) : Input;

    /// <summary>A bearer that brings nothing straight back has taken a bundle with the first <paramref name="Items"/> items.</summary>
    public sealed record SendHandedOver(BundleId Bundle, PartyId To, int Items) : Input;

    /// <summary>A bundle that such a bearer brought is answered by an item of a later one.</summary>
    public sealed record AnswerLater(PartyId To, BundleAnswer Answer) : Input;

    /// <summary>All that waits for a peer is to be packed for a courier.</summary>
    public sealed record Pack(long Ticket, PartyId To) : Input;

    /// <summary>A bearer that brings answers straight back reaches a peer again.</summary>
    public sealed record Reached(PartyId Peer) : Input;

    /// <summary>A bundle could not be handed over.</summary>
    public sealed record SendFailed(BundleId Bundle, PartyId To) : Input;

    /// <summary>The operator pins a party's card after the ceremony, or a new version of a pinned one arrived as a file.</summary>
    public sealed record AcceptCard(long Ticket, SignedNote Card) : Input;

    /// <summary>The operator proposes a channel, or signs one that was proposed.</summary>
    public sealed record SignPolicy(long Ticket, ChannelPolicy Policy) : Input;

    /// <summary>A line test is due, or, with a ticket, the operator tests the line.</summary>
    public sealed record TestLine(long? Ticket, ChannelId Channel) : Input;

    /// <summary>An outside witness cosigned the checkpoint of one of this node's line tests; the host has verified the line.</summary>
    public sealed record Witnessed(long Ticket, ChannelId Channel, Digest Test, NoteSignature Line) : Input;

    /// <summary>An outside witness has seen more of this node's ledger than the node has, or another past of it.</summary>
    public sealed record WitnessKnowsMore(long Ticket, ChannelId Channel, string Witness, long Size) : Input;

    /// <summary>Everything that a record attaches is stored here, every byte of it compared.</summary>
    public sealed record Complete(long Ticket, Digest Record) : Input;

    /// <summary>The operator of a restored node waits no longer for members that do not answer.</summary>
    public sealed record EndRecovery(long Ticket, ChannelId Channel) : Input;

    /// <summary>Inputs have run dry or time has passed: receipts are made, due bundles go out.</summary>
    public sealed record Settle : Input;
}
