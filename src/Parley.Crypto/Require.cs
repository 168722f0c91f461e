using System.Runtime.CompilerServices;

namespace Parley.Crypto;

/// <summary>Checks of buffer sizes that the caller chooses: a wrong one is a programmer's error.</summary>
internal static class Require
{
    /// <summary>Throws unless <paramref name="buffer"/> has exactly <paramref name="size"/> bytes.</summary>
    internal static void Size(ReadOnlySpan<byte> buffer, int size, [CallerArgumentExpression(nameof(buffer))] string name = "")
    {
        if (buffer.Length != size)
        {
            Throw(name, $"must be {size} bytes long, not {buffer.Length}.");
        }
    }

    /// <summary>Throws unless <paramref name="buffer"/> has <paramref name="size"/> bytes or more.</summary>
    internal static void AtLeast(ReadOnlySpan<byte> buffer, int size, [CallerArgumentExpression(nameof(buffer))] string name = "")
    {
        if (buffer.Length < size)
        {
            Throw(name, $"must be at least {size} bytes long, not {buffer.Length}.");
        }
    }

    private static void Throw(string name, string message) => throw new ArgumentException($"{name} {message}", name);
}
