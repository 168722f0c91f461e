using System.Diagnostics;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Fuzz;

/// <summary>PARLEY_FUZZ_RUNS sets how many inputs each target gets, PARLEY_FUZZ_SEED where they start.</summary>
[Trait("suite", "fuzz")]
public sealed class FuzzTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ_RUNS"), out var runs) ? runs : 20_000;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ_SEED"), out var seed) ? seed : Random.Shared.Next();

    [Fact]
    public void Decoders_OnDamagedInput_StayWithinBounds()
    {
        using var party = Party.Of(5);
        party.Commit(2);
        var corpus = Corpus(party);
        Action<byte[]>[] targets =
        [
            static b => MlsMessage.Decode(b),
            static b => KeyPackage.Decode(b),
            static b => Welcome.Decode(b),
            static b => RatchetTree.Decode(b),
            static b => Tls.Decode(b, GroupSecrets.Read),
            static b => Tls.Decode(b, Commit.Read),
            static b => Tls.Decode(b, GroupContext.Read),
            static b => Tls.Decode(b, RequiredCapabilities.Read),
            static b => ExternalSender.ReadList(b),
            b => Group.Load(party[0].Client, new GroupSnapshot(b, party[0].Group.Save().Messages)),
        ];
        var (seed, most) = (Seed, 0.0);
        var mutator = new Mutator(seed);
        for (var run = 0; run < Runs; run++)
        {
            var input = mutator.Mutate(corpus[mutator.Pick(corpus.Count)], corpus[mutator.Pick(corpus.Count)]);
            foreach (var target in targets)
            {
                // The last target also writes a state, which is not the decoder's doing.
                var bound = target == targets[^1] ? 400_000 : 20_000 + (200L * input.Length);
                var (allocated, elapsed) = Measure(() => target(input));
                Assert.True(allocated <= bound, $"seed {seed} run {run}: {allocated} bytes for {input.Length}: {Convert.ToHexString(input)}");
                Assert.True(elapsed < Longest, $"seed {seed} run {run}: {elapsed}: {Convert.ToHexString(input)}");
                most = Math.Max(most, (double)allocated / Math.Max(1, input.Length));
            }
        }

        Console.WriteLine($"fuzz decoders: seed {seed}, {Runs} inputs to each of {targets.Length}, none beyond its bounds");
    }

    [Fact]
    public void LiveGroup_OnDamagedMessages_RefusesAndStaysAsItWas()
    {
        using var party = Party.Of(5);
        party.Commit(2);
        var basis = Corpus(party);
        party.Everyone(1, party[1].ProposeUpdate());
        using var outsider = new Member("x");
        var info = party[0].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[0].Random);
        var join = Group.JoinExternally(outsider.Client, info, outsider.Credential, outsider.Signature, outsider.Psks, Suite.Now, outsider.Random).Value;
        List<byte[]> corpus =
        [
            .. basis,
            join.Message.Encode(),
            party[3].Commit().Message.Encode(),
            party[3].Commit(new CommitOptions { Message = new MessageOptions { Public = true } }).Message.Encode(),
            party[4].Propose(new Remove(new LeafIndex(3))).Encode(),
        ];
        var seed = Seed;
        var mutator = new Mutator(seed);
        var before = party[0].Group.Save();
        var (decoded, accepted) = (0, 0);
        var refused = new HashSet<string>();
        for (var run = 0; run < Runs; run++)
        {
            var input = mutator.Mutate(corpus[mutator.Pick(corpus.Count)], corpus[mutator.Pick(corpus.Count)]);
            var (allocated, elapsed) = Measure(() =>
            {
                if (!MlsMessage.Decode(input).TryGet(out var message, out var error))
                {
                    return;
                }

                decoded++;
                if (message is WelcomeMessage welcome)
                {
                    error = Group.Join(party[0].Client, welcome.Welcome, party[1].Bundle!, party[1].Psks, Suite.Now).Error;
                }
                else if (party[0].Group.Receive(message, Suite.Now).TryGet(out var received, out error))
                {
                    error = received is CommitMessage commit ? commit.Stage(party[0].Psks, Suite.Now).Error : null;
                }

                if (error is null)
                {
                    accepted++;
                }
                else
                {
                    refused.Add(error.Rule.Id);
                }
            });
            Assert.True(elapsed < Longest, $"seed {seed} run {run}: {elapsed}: {Convert.ToHexString(input)}");

            // A message may move a ratchet by the limit and carry a tree's worth of checks, and no more.
            Assert.True(allocated < 4_000_000 + (1000L * input.Length), $"seed {seed} run {run}: {allocated} bytes for {input.Length}: {Convert.ToHexString(input)}");
        }

        Assert.Equal(before.Epoch.ToArray(), party[0].Group.Save().Epoch.ToArray());
        Assert.Equal(before.Messages.ToArray(), party[0].Group.Save().Messages.ToArray());
        Console.WriteLine($"fuzz live group: seed {seed}, {Runs} inputs, {decoded} decoded, {accepted} were left whole and accepted, rules that refused: {string.Join(" ", refused.Order())}");
    }

    [Fact]
    public void LiveGroup_OnDamageByAnInsider_RefusesAndStaysAsItWas()
    {
        using var party = Party.Of(5);
        party.Commit(2);
        using var newcomer = new Member("new");
        List<byte[]> corpus =
        [
            Tls.Encode(Forge.Honest(party[1]).Write),
            Tls.Encode(Forge.Honest(party[1], new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage), new Remove(new LeafIndex(3))] }).Write),
            Tls.Encode(Forge.Honest(party[1], new CommitOptions { Proposals = [new GroupContextExtensions([]), new Add(newcomer.NewKeyPackage().KeyPackage)] }).Write),
        ];
        var seed = Seed;
        var mutator = new Mutator(seed);
        var before = party[0].Group.Save();
        var (signed, runs) = (0, Runs / 4);
        var refused = new HashSet<string>();
        for (var run = 0; run < runs; run++)
        {
            var body = mutator.Mutate(corpus[mutator.Pick(corpus.Count)], corpus[mutator.Pick(corpus.Count)]);
            if (!Tls.Decode(body, Commit.Read).IsOk)
            {
                continue;
            }

            signed++;
            var message = Forge.Public(party[1], ContentType.Commit, body);
            var (_, elapsed) = Measure(() =>
            {
                using var commit = (CommitMessage)party[0].Group.Receive(message, Suite.Now).Value;
                refused.Add(commit.Stage(party[0].Psks, Suite.Now).Error!.Rule.Id);
            });
            Assert.True(elapsed < Longest, $"seed {seed} run {run}: {elapsed}: {Convert.ToHexString(body)}");
        }

        Assert.Equal(before.Epoch.ToArray(), party[0].Group.Save().Epoch.ToArray());
        Console.WriteLine($"fuzz insider: seed {seed}, {runs} inputs, {signed} well formed and signed, rules that refused: {string.Join(" ", refused.Order())}");
    }

    private static List<byte[]> Corpus(Party party)
    {
        using var newcomer = new Member("new");
        var commit = party[1].Commit(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage), new GroupContextExtensions([])] });
        var open = party[1].Commit(new CommitOptions { Proposals = [new Remove(new LeafIndex(3))], Message = new MessageOptions { Public = true } });
        var group = party[1].Group;
        return
        [
            commit.Message.Encode(),
            open.Message.Encode(),
            commit.Welcome!.Encode(),
            Tls.Encode(commit.Welcome.Welcome.Write),
            new GroupInfoMessage(group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[1].Random)).Encode(),
            new KeyPackageMessage(newcomer.Bundle!.KeyPackage).Encode(),
            newcomer.Bundle.KeyPackage.Encoded.ToArray(),
            group.Tree.Encode(),
            group.Context.Encoded.ToArray(),
            Tls.Encode(((PublicMessage)open.Message).Content.Commit!.Write),
            group.Save().Epoch.ToArray(),
            group.Protect("hello"u8, party[1].Random).Value.Message.Encode(),
        ];
    }

    private static (long Allocated, TimeSpan Elapsed) Measure(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return (GC.GetAllocatedBytesForCurrentThread() - before, elapsed);
    }
}
