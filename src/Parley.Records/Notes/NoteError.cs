namespace Parley.Records.Notes;

/// <summary>What is wrong with a note, and at which byte.</summary>
/// <param name="Fault">The class of failure.</param>
/// <param name="Offset">Zero-based offset of the offending byte or line.</param>
public readonly record struct NoteError(NoteFault Fault, int Offset)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Fault} at byte {Offset}";
}
