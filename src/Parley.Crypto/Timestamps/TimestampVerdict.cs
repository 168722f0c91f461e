namespace Parley.Crypto.Timestamps;

/// <summary>Why a timestamp does not hold.</summary>
public enum TimestampFault
{
    /// <summary>The certificate that was given is none.</summary>
    NoCertificate,

    /// <summary>The bytes are no token.</summary>
    NotAToken,

    /// <summary>The token is over other data.</summary>
    OtherData,

    /// <summary>The token answers another request.</summary>
    OtherRequest,

    /// <summary>The pinned certificate did not sign it, or may not have.</summary>
    NotByTheAuthority,
}

/// <summary>What a check of a timestamp came to.</summary>
/// <param name="Fault">Why it does not hold; nothing where it does.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="Time">The authority's time, UTC.</param>
/// <param name="Accuracy">How far that may be off, where the authority says so.</param>
/// <param name="Authority">The subject of the pinned certificate.</param>
public sealed record TimestampVerdict(TimestampFault? Fault, string Detail, DateTimeOffset Time, TimeSpan? Accuracy, string Authority)
{
    internal static TimestampVerdict Bad(TimestampFault fault, string detail) => new(fault, detail, default, null, "");
}
