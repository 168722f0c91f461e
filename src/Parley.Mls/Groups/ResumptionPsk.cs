namespace Parley.Mls.Groups;

/// <summary>The resumption PSK of an epoch of this group (RFC 9420 §8.6).</summary>
internal sealed class ResumptionPsk(ulong epoch, Secret psk) : Counted
{
    public ulong Epoch { get; } = epoch;

    public Secret Psk { get; } = psk;

    private protected override void Wipe() => Psk.Dispose();
}
