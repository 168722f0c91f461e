namespace Parley.Node.Drafts;

/// <summary>A draft as its drafter has signed it.</summary>
/// <param name="Content">The content's text (docs/spec/record.md).</param>
/// <param name="Fields">The fields' text.</param>
/// <param name="Officers">The lines of the officers who have signed.</param>
/// <param name="DraftedBy">The drafter's account.</param>
public sealed record SignedDraft(string Content, string Fields, IReadOnlyList<string> Officers, string DraftedBy);
