namespace Parley.Crypto.Hpke;

/// <summary>One ciphersuite of HPKE (RFC 9180).</summary>
public sealed class HpkeSuite
{
}
