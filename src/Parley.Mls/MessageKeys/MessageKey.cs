namespace Parley.Mls.MessageKeys;

/// <summary>One key and nonce, for one message (RFC 9420 §9.1).</summary>
internal sealed class MessageKey(uint generation, Secret key, Secret nonce) : Counted
{
    public uint Generation { get; } = generation;

    public Secret Key { get; } = key;

    public Secret Nonce { get; } = nonce;

    private protected override void Wipe()
    {
        Key.Dispose();
        Nonce.Dispose();
    }
}
