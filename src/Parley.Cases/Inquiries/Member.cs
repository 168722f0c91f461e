using Parley.Records;

namespace Parley.Cases.Inquiries;

/// <summary>Somebody whom a party names to an inquiry, and what the others say.</summary>
/// <param name="Entry">The record that names him.</param>
/// <param name="Officer">His post: the name under which he signs.</param>
/// <param name="Role">What he is named as, such as member, expert or rater.</param>
/// <param name="Verdicts">Each other party's latest word, with its reason.</param>
/// <param name="IsAdmitted">Whether every other party has accepted him.</param>
public sealed record Member(Entry Entry, string Officer, string Role, IReadOnlyDictionary<PartyId, (string Verdict, string? Reason)> Verdicts, bool IsAdmitted);
