namespace Parley.Node.Api;

/// <summary>
/// A duty under an instrument: of what level the instrument is and which provision says so, what is owed on which form, by whom and to whom, how it stands, its time (the
/// channel's) and the record or the year that started it; whether the page has sounded for it, and what was done about it.
/// </summary>
public sealed record DutyMessage(
    string Instrument, string Level, string Provision, string Obligation, string Label, string Form, string By, IReadOnlyList<string> To, string State, string Time, string? Start, int? Year, bool Sounded, IReadOnlyList<StepMessage> Steps);
