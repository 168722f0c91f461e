namespace Parley.Cases.Reading;

/// <summary>What was read from a document: nothing of it is in a case yet.</summary>
/// <param name="Text">The text that the anchors count in.</param>
/// <param name="Published">The day that the document dates itself with, where it does.</param>
/// <param name="Proposals">In the order of the text.</param>
/// <param name="IsCut">Whether there was more than may be proposed from one document.</param>
public sealed record ReadDocument(string Text, DateOnly? Published, IReadOnlyList<Proposal> Proposals, bool IsCut);
