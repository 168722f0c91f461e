namespace Parley.Mls.Extensions;

/// <summary>The content of the <c>external_senders</c> extension.</summary>
internal sealed record ExternalSenderList(ImmutableArray<ExternalSender> Senders);
