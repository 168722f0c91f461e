namespace Parley.Mls.MessageKeys;

/// <summary>
/// A sender's ratchet (RFC 9420 §9.1), immutable: drawing a key yields the ratchet without it. Keys that were
/// passed over wait for late messages, the oldest going first when there are too many.
/// </summary>
internal sealed class HashRatchet : Counted
{
    private readonly Secret secret;
    public HashRatchet(Secret secret, uint generation, ImmutableArray<MessageKey> skipped)
    {
        this.secret = secret;
        Generation = generation;
        Skipped = skipped;
    }

    /// <summary>The generation that comes next.</summary>
    public uint Generation { get; }

    public ImmutableArray<MessageKey> Skipped { get; }

    /// <summary>Draws the next key, for sending.</summary>
    public (HashRatchet Next, MessageKey Key)? Advance(SuiteCrypto suite)
    {
        if (Generation == uint.MaxValue)
        {
            return null;
        }

        var key = Derive(suite, secret, Generation);
        return (new HashRatchet(Step(suite, secret, Generation), Generation + 1, ShareAll(Skipped, null)), key);
    }

    /// <summary>Draws the key of a generation, for receiving.</summary>
    public MlsResult<Drawn> Draw(SuiteCrypto suite, uint generation, MlsLimits limits)
    {
        if (generation < Generation)
        {
            foreach (var waiting in Skipped)
            {
                if (waiting.Generation == generation)
                {
                    return new Drawn(new HashRatchet(secret.Share(), Generation, ShareAll(Skipped, waiting)), waiting.Share());
                }
            }

            return MlsRules.GenerationUsed.Broken(FormattableString.Invariant($"generation {generation}"));
        }

        var distance = generation - Generation;
        if (distance > (uint)limits.ForwardDistance || generation == uint.MaxValue)
        {
            return MlsRules.GenerationTooFar.Broken(FormattableString.Invariant($"generation {generation}, next is {Generation}"));
        }

        var skipped = ImmutableArray.CreateBuilder<MessageKey>(Skipped.Length + (int)distance);
        var drop = Math.Max(0, Skipped.Length + (long)distance - limits.SkippedKeys);
        foreach (var waiting in Skipped)
        {
            if (drop-- <= 0)
            {
                skipped.Add(waiting.Share());
            }
        }

        var current = secret.Share();
        for (var g = Generation; g < generation; g++)
        {
            if (drop-- <= 0)
            {
                skipped.Add(Derive(suite, current, g));
            }

            using var spent = current;
            current = Step(suite, spent, g);
        }

        var key = Derive(suite, current, generation);
        using var last = current;
        return new Drawn(new HashRatchet(Step(suite, last, generation), generation + 1, skipped.DrainToImmutable()), key);
    }

    private protected override void Wipe()
    {
        secret.Dispose();
        foreach (var key in Skipped)
        {
            key.Dispose();
        }
    }

    public static HashRatchet Read(ref TlsReader reader) => new(
        reader.Secret(WireLimits.Hash),
        reader.U32(),
        reader.List(static (ref r) => new MessageKey(
            r.U32(), r.Secret(WireLimits.Hash), r.Secret(WireLimits.Hash))));

    public void Write(ref TlsWriter writer)
    {
        writer.Opaque(secret.Span);
        writer.U32(Generation);
        writer.List(Skipped, static (ref w, key) =>
        {
            w.U32(key.Generation);
            w.Opaque(key.Key.Span);
            w.Opaque(key.Nonce.Span);
        });
    }

    private static ImmutableArray<MessageKey> ShareAll(ImmutableArray<MessageKey> keys, MessageKey? except)
    {
        if (keys.IsEmpty)
        {
            return keys;
        }

        var shared = ImmutableArray.CreateBuilder<MessageKey>(keys.Length);
        foreach (var key in keys)
        {
            if (key != except)
            {
                shared.Add(key.Share());
            }
        }

        return shared.DrainToImmutable();
    }

    private static MessageKey Derive(SuiteCrypto suite, Secret secret, uint generation) => new(
        generation,
        suite.DeriveTreeSecret(secret, "key"u8, generation, suite.KeySize),
        suite.DeriveTreeSecret(secret, "nonce"u8, generation, suite.NonceSize));

    private static Secret Step(SuiteCrypto suite, Secret secret, uint generation) =>
        suite.DeriveTreeSecret(secret, "secret"u8, generation, suite.HashSize);

    /// <summary>A key and the ratchet without it.</summary>
    public sealed record Drawn(HashRatchet Next, MessageKey Key);
}
