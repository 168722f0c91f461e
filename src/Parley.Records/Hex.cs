namespace Parley.Records;

/// <summary>Lower-case hexadecimal, one form only: an upper-case digit is a different text and is refused.</summary>
internal static class Hex
{
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length == destination.Length * 2
        && !text.ContainsAnyInRange('A', 'F')
        && Convert.FromHexString(text, destination, out _, out _) == System.Buffers.OperationStatus.Done;
}
