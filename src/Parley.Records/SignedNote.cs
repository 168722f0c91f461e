namespace Parley.Records;

/// <summary>A C2SP signed note.</summary>
public sealed class SignedNote;
