namespace Parley.Node.Relay;

/// <summary>How much a relay keeps, for whom, and for how long.</summary>
/// <param name="BytesPerClient">Bytes that one client may have in one mailbox.</param>
/// <param name="BytesPerMailbox">Bytes in one mailbox.</param>
/// <param name="BytesInAll">Bytes in all mailboxes.</param>
/// <param name="Days">After how many days a bundle is dropped that nobody fetched.</param>
/// <param name="RequestsPerSecond">Requests a second of one client, on average; it may save up ten seconds of them.</param>
public sealed record RelayQuotas(long BytesPerClient, long BytesPerMailbox, long BytesInAll, int Days, int RequestsPerSecond);
