using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Node.Accounts;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Dossiers;
using Parley.Node.Instruments;
using Parley.Node.Lines;
using Parley.Node.Loop;
using Parley.Node.Phrases;
using Parley.Node.Watch;
using Parley.Records;

namespace Parley.Node;

/// <summary>The parts of a running node that its screens show and act through.</summary>
public sealed record RunningNode(
    NodeDirectory Directory,
    NodeConfiguration Configuration,
    PartyId Self,
    NodeLoop Loop,
    IArchive Archive,
    Carrier Carrier,
    IReadOnlyList<Collection> Collections,
    LineReports Lines,
    PackLibrary Packs,
    PhraseLibrary Phrases,
    AlarmWatch Watch,
    AttachmentDesk Attachments,
    AttachmentFiles AttachmentFiles,
    DeskBook Book,
    ICryptoProvider Crypto,
    TimeProvider Clock)
{
    /// <summary>Records with all that was said about them.</summary>
    public DossierReader Dossiers { get; } = new(Loop, Archive, Phrases);
}
