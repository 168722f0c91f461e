using Parley.Records;

namespace Parley.Instruments.Obligations;

/// <summary>An obligation that one party's watch is to look at.</summary>
/// <param name="Id">Names it: the same for the same obligation, and another once its answer is called inadequate.</param>
/// <param name="Owed">The obligation as it stands.</param>
/// <param name="IsOwn">Whether that party owes it; else it is owed to that party and overdue.</param>
/// <param name="At">Its time, UTC: by when it is due; of one to be met promptly, when its clock began; of an inadequate answer, when the asker said so.</param>
public sealed record Duty(Digest Id, Owed Owed, bool IsOwn, DateTimeOffset At);
