namespace Parley.Verification;

/// <summary>A key whose signature over a note or a checkpoint was checked and is good.</summary>
/// <param name="Name">The key's name: a log's origin, a party's id, a witness.</param>
/// <param name="Key">The key's hash as signature lines state it: eight hexadecimal digits.</param>
/// <param name="Algorithm">Ed25519 or ML-DSA-44.</param>
/// <param name="Time">Of a cosignature its time, Unix seconds by the cosigner's clock; 0 states none.</param>
/// <param name="Counted">Whether it counts: a cosignature that is dated in the future does not (LED-042).</param>
public sealed record SignerFinding(string Name, string Key, string Algorithm, long? Time, bool Counted);
