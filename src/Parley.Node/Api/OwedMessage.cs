namespace Parley.Node.Api;

/// <summary>
/// What a member owes. <paramref name="What"/> is reading, answer (then <paramref name="Open"/> names the open questions), word (the next
/// word that the holding message <paramref name="Record"/> promised about <paramref name="Subject"/>), or header or fields (its part in the sealed
/// exchange <paramref name="Subject"/>). Times are the channel's.
/// </summary>
public sealed record OwedMessage(
    string Channel, string Founding, string Owes, string What, string Record, string Author, long Number, string Precedence, string Due, bool Overdue,
    IReadOnlyList<string> Open, string? Subject, int AskedAgain, string? AskedNext);
