namespace Parley.Node.Api;

/// <summary>A record that stands unread, since when, whether the page is to sound, and what was done about it.</summary>
public sealed record UnreadMessage(string Record, string Author, long Number, string Channel, string Precedence, string Since, bool Sounding, IReadOnlyList<StepMessage> Steps);

/// <summary>A step of an alarm: by what, to whom, when last, how often it was tried; its fault, where it has not worked yet.</summary>
public sealed record StepMessage(string Means, string Address, string At, int Tries, string? Fault);
