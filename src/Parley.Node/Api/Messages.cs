namespace Parley.Node.Api;

/// <summary>The node and what it is connected to.</summary>
public sealed record NodeMessage(string Party, string Name, long Incarnation, bool Exercise, string? StoreFault, IReadOnlyList<PeerMessage> Parties, IReadOnlyList<ChannelMessage> Channels);

/// <summary>A party whose card is pinned here.</summary>
public sealed record PeerMessage(string Party, string Name, long CardVersion, IReadOnlyList<string> Desks, IReadOnlyList<string> Bearers, IReadOnlyList<RouteMessage> Routes, string CeremonyWords);

/// <summary>A channel. <paramref name="State"/> is open, recovering (after a restore), halted (put back to an older state), or waiting for the signatures named in <paramref name="Missing"/>.</summary>
public sealed record ChannelMessage(string Name, string Founding, string State, string Track, bool Exercise, IReadOnlyList<string> Members, IReadOnlyList<string> Missing, string Time, SealingMessage? Sealing, IReadOnlyList<ChangeMessage> Changes);

/// <summary>A later policy that waits for signatures: its hash and version, what it is (agreed, departure or succession), who has signed, and how many signatures it takes of whom.</summary>
public sealed record ChangeMessage(string Hash, long Version, string Kind, IReadOnlyList<string> Signed, int Needed, IReadOnlyList<string> Signers);

/// <summary>
/// How an open channel is sealed: the epoch of its group, or 0 while this node is in none; the epoch's authenticator in hexadecimal; whose leaves
/// are in the group, and of whom the last line test showed the same; how many records of others came sealed, and how many plain, since the node started.
/// </summary>
public sealed record SealingMessage(ulong Epoch, string Authenticator, IReadOnlyList<string> Members, IReadOnlyList<string> InStep, long TakenSealed, long TakenPlain);

/// <summary>A record with its place and its ladder. <paramref name="Text"/> is the rendering; the exact bytes are at <c>/v1/records/{id}</c>.</summary>
public sealed record RecordMessage(
    long Sequence, string Id, string Channel, string Author, string Desk, long Incarnation, long Number, string Form, string Precedence, string Composed, string? Subject,
    bool Exercise, string Direction, string At, string Bearer, string? Flag, IReadOnlyList<string> Crossed, IReadOnlyList<RungMessage> Ladder, string Text,
    IReadOnlyList<string> About, IReadOnlyList<QuestionMessage> Questions, IReadOnlyList<MemberMessage> Members, IReadOnlyList<TranslationMessage> Translations, PhraseMessage? Phrase);

/// <summary>A record that came before its turn: those of its author from <paramref name="FirstMissing"/> on are asked for.</summary>
public sealed record WaitingMessage(
    string Id, string Channel, string Author, long Number, long FirstMissing, string Form, string Precedence, string Composed, bool Exercise, string Bearer, string Text);

/// <summary>A rung and who claims it when.</summary>
public sealed record RungMessage(string Member, string Rung, string At, string? Claim);

/// <summary>
/// A signed content to be numbered: the content's text, the officers' lines (<c>released X-BY/duty-1 ed25519 …</c>) and
/// the fields' text, all as <c>docs/spec/record.md</c> has them.
/// </summary>
/// <remarks>
/// A record of a sealed form also states <paramref name="RevealBy"/>, a UTC time: its header goes out now, and the record itself
/// once every party's header is in.
/// </remarks>
public sealed record SubmissionMessage(string Content, IReadOnlyList<string> Officers, string Fields, string? RevealBy = null);

/// <summary>What became of a submission.</summary>
public sealed record SubmittedMessage(string Id, long Number, bool Duplicate);

/// <summary>What became of one of several submissions: numbered and stored, or refused.</summary>
public sealed record SubmissionOutcome(SubmittedMessage? Submitted, FaultMessage? Refused);

/// <summary>Why something was refused: the rule, the line where one is at fault, and what is wrong.</summary>
public sealed record FaultMessage(string Rule, int Line, string Detail);

/// <summary>Evidence that this node keeps: its number, whom it is about, of what kind it is, and the file's size in bytes.</summary>
public sealed record EvidenceMessage(int Number, string Party, string Kind, string Channel, int Size);

/// <summary>An alarm.</summary>
public sealed record AlarmMessage(string FirstAt, string LastAt, long Times, string Rule, string About, string Text);

/// <summary>The head of this node's ledger of a channel, and of each member the latest checkpoint that was tested.</summary>
public sealed record LedgerMessage(string Channel, long Size, string Root, IReadOnlyList<TestMessage> Tests);

/// <summary>A party's latest good line test: its record, when it was stored here, its checkpoint with all cosignatures, and whose they are.</summary>
public sealed record TestMessage(string Party, string Record, string At, long Size, string Checkpoint, IReadOnlyList<CosignatureMessage> Cosigned);

/// <summary>Who cosigned a checkpoint, when by its own clock, and how: Ed25519 or ML-DSA-44.</summary>
public sealed record CosignatureMessage(string Member, string At, string Algorithm);

/// <summary>The latest record of each other party that an officer here has read.</summary>
public sealed record SeenMessage(IReadOnlyList<string> Heads, string Time);
