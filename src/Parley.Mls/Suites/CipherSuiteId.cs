using System.Globalization;

namespace Parley.Mls.Suites;

/// <summary>The code point of a cipher suite (RFC 9420 §17.1).</summary>
/// <param name="Value">The registered or private number.</param>
public readonly record struct CipherSuiteId(ushort Value)
{
    /// <summary>As the registry writes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x4}");
}
