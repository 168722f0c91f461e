using Parley.Channels.Wire;

namespace Parley.Simulator;

/// <summary>What a bundle travels in: signed by its sender and sealed to its recipient's card, its answer sealed too; or, for speed, nothing.</summary>
internal sealed class Envelopes(Simulation simulation)
{
    private readonly Chance _chance = new(simulation.Scenario.Seed, "envelopes");

    /// <summary>Closes a bundle; <paramref name="opener"/> reads the answer, and finds nothing in one that does not read.</summary>
    public byte[] Close(Peer from, Peer to, Bundle bundle, out Func<byte[], IReadOnlyList<ItemAnswer>?> opener)
    {
        if (!simulation.Scenario.Seals)
        {
            opener = bytes => BundleAnswer.Parse(bytes)?.Items;
            return bundle.ToBytes();
        }

        var outgoing = SealedBundle.Seal(bundle, to.Party.Seal, from.Party.Node, from.Party.Crypto, Random(SealedBundle.RandomnessSize)).OrThrow();
        opener = bytes => outgoing.Answer.Open(bytes)?.Items;
        return outgoing.Sealed.ToArray();
    }

    /// <summary>Opens what a bearer brought to a node that is up; nothing where it is not for it, or by nobody whom it knows.</summary>
    public (Bundle Bundle, Func<IReadOnlyList<ItemAnswer>, byte[]> Answer)? Open(Peer to, byte[] bytes)
    {
        if (!simulation.Scenario.Seals)
        {
            return Bundle.Parse(bytes).Try(out var plain, out _) && plain.To == to.Id
                ? (plain, answers => new BundleAnswer(plain.Id, answers).ToBytes())
                : null;
        }

        if (!to.Station.IsUp || !SealedBundle.Parse(bytes).Try(out var closed, out _) || !closed.Mailbox.Equals(to.Party.Seal.Mailbox)
            || !closed.Open(to.Party.SealPrivateKey.Span, to.Party.Crypto).Try(out var signed, out _)
            || !signed.Verify(to.Id, to.Station.Engine.Cards, to.Party.Crypto).Try(out var bundle, out _))
        {
            return null;
        }

        return (bundle, answers => signed.Answer.Seal(new BundleAnswer(bundle.Id, answers), Random(AnswerSeal.SaltSize)));
    }

    private byte[] Random(int size)
    {
        var bytes = new byte[size];
        for (var at = 0; at < size; at += sizeof(ulong))
            BitConverter.GetBytes(_chance.NextUInt64()).AsSpan(0, Math.Min(sizeof(ulong), size - at)).CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
