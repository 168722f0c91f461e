namespace Parley.Mls.Validation;

/// <summary>Where a leaf that is being checked comes from, which decides about its lifetime (RFC 9420 §7.3).</summary>
internal enum LeafOrigin
{
    /// <summary>A message that this client is about to send: the lifetime must be running.</summary>
    Sent,

    /// <summary>A message from another: the lifetime should be running.</summary>
    Received,

    /// <summary>A tree: its leaves were checked when they came in, and may have expired since.</summary>
    Tree,
}
