using System.Reflection;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Entries;
using Parley.Records;

namespace Parley.Simulator.Tests;

/// <summary>An engine that is broken in one way, and by which rules that is noticed.</summary>
public abstract class Mutation(string name, params string[] rules) : Variant
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Rules { get; } = rules;
}

/// <summary>The list.</summary>
public static class Mutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new BeforeCommit(),
        new Effects("says 'stored' of what it refused", (_, e) => e is Effect.Answered { Answer.Fate: ItemFate.Refused } refused ? refused with { Answer = new ItemAnswer(ItemFate.Stored) } : e, "SIM-001"),
        new Effects("says 'held' and does not hold", (_, e) => e is Effect.HoldRecord ? null : e, "SIM-001"),
        new Effects("says 'stored' and does not store", (_, e) => e is Effect.StoreRecord { Entry.Direction: EntryDirection.Received } ? null : e, "SIM-001", "SIM-012"),
        new Effects("receipts what it only holds", (_, e) => e is Effect.StoreRecord { Entry.Direction: EntryDirection.Received } stored && !stored.Record.Content.Form.IsService
            ? new Effect.HoldRecord(stored.Channel, stored.Record, stored.Record.Content.Author, "mutant")
            : e, "SIM-001", "SIM-004", "SIM-012"),
        new Twice(),
        new Backwards(),
        new Effects("does not write down what waits to go out", (_, e) => e is Effect.Climb { Rung: Rung.Queued } ? null : e, "SIM-014"),
        new Effects("loses receipts of others", (_, e) => e is Effect.Climb { Rung: Rung.Delivered } ? null : e, "SIM-009"),
        new Effects("asks for the wrong records", (_, e) => e is Effect.Send send ? send with { Items = [.. send.Items.Select(AskWrongly)] } : e, "SIM-009"),
        new Effects("sends everything to one peer", (_, e) => e is Effect.Send send ? send with { To = PartyId.Parse("P001") } : e, "SIM-008", "SIM-009"),
        new Effects("never lets go of what it held", (_, e) => e is Effect.DropHeld ? null : e, "SIM-009", "SIM-012"),
        new Effects("does not look again at what it held", (_, e) => e is Effect.Again { Input: Input.Reconsider } ? null : e, "SIM-009"),
        new Inputs("waits for ever where nothing answers", i => i is not Input.SendFailed, "SIM-009"),
        new Restarts("forgets its queue over a restart", s => s with { Undelivered = [] }, "SIM-009"),
        new Restarts("forgets what it said last over a restart", Behind(self: true), "SIM-003", "SIM-012"),
        new Restarts("thinks over a restart that it has more of others than it has", Ahead, "SIM-003", "SIM-005", "SIM-009"),
        new Restarts("begins its ledger anew over a restart", NewLedger, "SIM-012"),
        new Restarts("forgets the last signature on a policy over a restart", s => s with { Channels = [] }, "SIM-009", "SIM-012"),
        new BelievesAnything(),
        new Forgetful(),
        new Effects("does not write down that something is owed no more", (_, e) => e is Effect.StopClock ? null : e, "SIM-016"),
        new Effects("passes changes of a policy on to some only", (_, e) => e is Effect.Send { To.Value: "P001" or "P002" } send ? send with { Items = [.. send.Items.Select(WithoutChange)] } : e, "SIM-009"),
        new Effects("goes on sending what is refused for good", (_, e) => e is Effect.Climb { Rung: Rung.Refused } ? null : e, "SIM-009"),
        new Hasty(),
    ];

    private static OutgoingItem WithoutChange(OutgoingItem item) =>
        item.Item is { Kind: ItemKind.Change } ? item with { Item = new BundleItem(ItemKind.Change, new byte[1]) } : item;

    private static OutgoingItem AskWrongly(OutgoingItem item)
    {
        if (item.Item is not { Kind: ItemKind.Want, Bytes: var bytes })
            return item;
        var want = Want.Parse(bytes.Span).OrThrow();
        return item with { Item = new BundleItem(ItemKind.Want, (want with { First = want.Last + 1, Last = want.Last + 1 }).ToBytes()) };
    }

    private static Func<EngineState, EngineState> Behind(bool self) => state =>
    {
        foreach (var channel in state.Channels.Values)
        {
            foreach (var head in channel.Heads.Values.Where(h => h.Author == channel.LedgerOrigin.Party == self && h.Number > 1).ToArray())
                channel.Heads[head.Author] = head with { Number = head.Number - 1 };
        }

        return state;
    };

    private static EngineState Ahead(EngineState state)
    {
        foreach (var channel in state.Channels.Values)
        {
            foreach (var head in channel.Heads.Values.Where(h => h.Author != channel.LedgerOrigin.Party).ToArray())
                channel.Heads[head.Author] = head with { Number = head.Number + 1 };
        }

        return state;
    }

    private static EngineState NewLedger(EngineState state)
    {
        foreach (var channel in state.Channels.Values)
            channel.Ledger = LedgerState.Empty;
        return state;
    }

    private sealed class BeforeCommit() : Mutation("answers and sends before it has committed", "SIM-007", "SIM-001")
    {
        public override bool AnswersBeforeCommit => true;
    }

    private sealed class Effects(string name, Func<Input, Effect, Effect?> change, params string[] rules) : Mutation(name, rules)
    {
        public override IEnumerable<Effect> Do(Input input, IReadOnlyList<Effect> effects) => effects.Select(e => change(input, e)).OfType<Effect>();
    }

    private sealed class Inputs(string name, Func<Input, bool> hears, params string[] rules) : Mutation(name, rules)
    {
        public override IEnumerable<Input> Hear(Input input) => hears(input) ? [input] : [];
    }

    private sealed class Restarts(string name, Func<EngineState, EngineState> change, params string[] rules) : Mutation(name, rules)
    {
        public override EngineState Start(EngineState state) => change(state);
    }

    private sealed class Twice() : Mutation("stores what it receives twice", "SIM-012")
    {
        public override IEnumerable<Effect> Do(Input input, IReadOnlyList<Effect> effects) => effects.SelectMany(e => e is Effect.StoreRecord ? new[] { e, e } : [e]);
    }

    private sealed class Backwards() : Mutation("does things in the wrong order", "SIM-001", "SIM-003", "SIM-004", "SIM-012")
    {
        public override IEnumerable<Effect> Do(Input input, IReadOnlyList<Effect> effects) => effects.Reverse();
    }

    private sealed class Hasty() : Mutation("takes a header of everybody for granted once it has started anew", "SIM-012", "SIM-017")
    {
        public override IEnumerable<Effect> Do(Input input, IReadOnlyList<Effect> effects) => effects.SelectMany(e => e is Effect.StorePart { Part: { Revealed: null } part } store
            ? part.Key.Parties.Where(p => p != part.Party).Select(Effect (p) => store with { Part = part with { Party = p, Header = Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{part.Header} {p}")) } }).Prepend(e)
            : [e]);
    }

    private sealed class BelievesAnything() : Mutation("checks no signature", "SIM-003", "SIM-005", "SIM-009", "SIM-010")
    {
        public override ICryptoProvider Use(ICryptoProvider crypto) => SimulationCrypto.With(crypto, new Credulous(crypto.Ed25519));
    }

    private sealed class Forgetful() : Mutation("does not recognise what it has", "SIM-001", "SIM-009", "SIM-012")
    {
        public override IHistory See(IHistory history) => Blind.Over(history);
    }

    /// <summary>Sees nothing where it looks whether it has something.</summary>
    internal class Blind : DispatchProxy
    {
        private IHistory? _history;

        public static IHistory Over(IHistory history)
        {
            var blind = Create<IHistory, Blind>();
            ((Blind)(object)blind)._history = history;
            return blind;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments) =>
            method!.Name is nameof(IHistory.Find) or nameof(IHistory.FindContent) ? null : method.Invoke(_history, arguments);
    }

    private sealed class Credulous(ISignatureScheme scheme) : ISignatureScheme
    {
        public string Name => scheme.Name;

        public int PrivateKeySize => scheme.PrivateKeySize;

        public int PublicKeySize => scheme.PublicKeySize;

        public int MaxSignatureSize => scheme.MaxSignatureSize;

        public int SigningRandomnessSize => scheme.SigningRandomnessSize;

        public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey) => scheme.GenerateKeyPair(randomness, privateKey, publicKey);

        public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => scheme.DerivePublicKey(privateKey, publicKey);

        public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature) => scheme.Sign(privateKey, message, randomness, signature);

        public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey) => scheme.OpenKey(privateKey);

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => true;
    }
}
