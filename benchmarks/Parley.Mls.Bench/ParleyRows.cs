using System.Diagnostics;
using System.Text;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Mls.Credentials;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Tree;

namespace Parley.Mls.Bench;

/// <summary>Parley.Mls's own rows. Commits are created and merged, and processed from bytes to the merged state, as the peers' are.</summary>
internal sealed class ParleyRows(Contest contest)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private static readonly CommitOptions Open = new() { Message = new MessageOptions { Public = true } };

    private readonly SystemRandomness random = new();

    private readonly Client client = new(SodiumProvider.Instance, new Believer()) { Suites = Contest.Suites };

    public IEnumerable<Measurement> Messages()
    {
        yield return Row("key package", Rate(() => NewMember("a").Dispose()));
        using var a = NewMember("a");
        using var b = NewMember("b");
        yield return Row("key package", new KeyPackageMessage(a.KeyPackage).Encode().Length, "bytes");
        yield return Row("create a group", Rate(() => Found(a).Dispose()));
        using var alone = Found(a);
        yield return Row("add 1 to 2", Rate(() => Merge(Add(alone, b)).Dispose()));
        var added = Add(alone, b);
        yield return Row("Welcome to 2", added.Welcome!.Encode().Length, "bytes");
        yield return Row("join by Welcome", Rate(() => Join(added, b).Dispose()));
        var receiver = Join(added, b);
        var sender = Merge(added);
        var data = new byte[1024];
        var (sending, hearing) = (new Stopwatch(), new Stopwatch());
        const int rounds = 20, each = 1000;
        for (var round = -2; round < rounds; round++)
        {
            // The first rounds are the compiler's.
            if (round == 0)
            {
                sending.Reset();
                hearing.Reset();
            }

            var queue = new List<byte[]>(each);
            sending.Start();
            for (var i = 0; i < each; i++)
            {
                var sent = sender.Protect(data, random).Value;
                sender = Next(sender, sent.Group);
                queue.Add(sent.Message.Encode());
            }

            sending.Stop();
            hearing.Start();
            foreach (var message in queue)
            {
                var heard = (ApplicationMessage)receiver.Receive(MlsMessage.Decode(message).Value, Now).Value;
                receiver = Next(receiver, heard.Group);
                if (heard.Data.Length != data.Length)
                    throw new InvalidOperationException("not what was sent");
            }

            hearing.Stop();
            if (round == 0)
                yield return Row("message of 1 KB", queue[0].Length, "bytes");
        }

        yield return Row("encrypt 1 KB", rounds * each / sending.Elapsed.TotalSeconds);
        yield return Row("decrypt 1 KB", rounds * each / hearing.Elapsed.TotalSeconds);
        var (key, publicKey, signature) = (new byte[32], new byte[32], new byte[64]);
        client.Provider.Ed25519.GenerateKeyPair(data, key, publicKey);
        yield return Row("Ed25519 sign alone, 1 KB", Rate(() => client.Provider.Ed25519.Sign(key, data, [], signature)));
        yield return Row("Ed25519 verify alone, 1 KB", Rate(() => client.Provider.Ed25519.Verify(publicKey, data, signature)));
        sender.Dispose();
        receiver.Dispose();
    }

    public IEnumerable<Measurement> Commits(string kind, int size)
    {
        var (committer, other) = kind == "sparse" ? Sparse(size) : Populated(size);
        var label = $"{kind} N={size}";
        var pending = committer.Commit(NoPreSharedKeys.Instance, random, Now, Open).Value;
        var message = pending.Message.Encode();
        yield return Row($"{label} commit", message.Length, "bytes");
        yield return Row($"{label} commit create", Rate(Make, 2));
        yield return Row($"{label} commit process", Rate(() => Process(other, message).Dispose(), 2));
        yield return Row($"{label} memory", Memory(committer), "KB");
        yield return Row($"{label} commit create ÷ its primitives", OverPrimitives(Make, ((PublicMessage)pending.Message).Content.Commit!, message.Length), "×");
        Merge(pending).Dispose();
        committer.Dispose();
        other.Dispose();

        void Make() => Merge(committer.Commit(NoPreSharedKeys.Instance, random, Now, Open).Value).Dispose();
    }

    private static double Rate(Action operation, double seconds = 1)
    {
        for (var i = 0; i < 5; i++)
            operation();
        var count = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            operation();
            count++;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static Group Next(Group old, Group next)
    {
        old.Dispose();
        return next;
    }

    private static Group Merge(PendingCommit pending)
    {
        pending.Group.Dispose();
        return pending.Staged.Merge();
    }

    private Measurement Row(string name, double value, string unit = "ops/s") => new(contest.Name, name, unit, "Parley.Mls", value);

    private KeyPackageBundle NewMember(string name)
    {
        using var key = SignatureKeyPair.Generate(client, contest.Suite, random);
        return KeyPackageBundle.Create(
            client, contest.Suite, new BasicCredential(Encoding.UTF8.GetBytes(name)), key, Lifetime.Around(Now, TimeSpan.FromHours(1), TimeSpan.FromDays(30)), random);
    }

    private Group Found(KeyPackageBundle creator) => Group.Create(client, "group"u8.ToArray(), creator, [], Now, random).Value;

    private PendingCommit Add(Group group, params KeyPackageBundle[] members) => group.Commit(
        NoPreSharedKeys.Instance, random, Now, Open with { Proposals = [.. members.Select(static m => new Add(m.KeyPackage))] }).Value;

    private Group Join(PendingCommit added, KeyPackageBundle member) =>
        Group.Join(client, added.Welcome!.Welcome, member, NoPreSharedKeys.Instance, Now).Value;

    private Group Process(Group group, byte[] message)
    {
        using var commit = (CommitMessage)group.Receive(MlsMessage.Decode(message).Value, Now).Value;
        return commit.Stage(NoPreSharedKeys.Instance, Now).Value.Merge();
    }

    /// <summary>Everyone added by one commit: above the joiners the tree is blank.</summary>
    private (Group Committer, Group Other) Sparse(int size)
    {
        var others = Enumerable.Range(1, size - 1).Select(i => NewMember($"{i}")).ToArray();
        var added = Add(Found(NewMember("0")), others);
        return (Merge(added), Join(added, others[0]));
    }

    /// <summary>Each member commits a path and then adds the next, so that nearly every parent has a key; the last two are given.</summary>
    private (Group Committer, Group Other) Populated(int size)
    {
        var (last, before) = (Found(NewMember("0")), (Group?)null);
        for (var i = 1; i < size; i++)
        {
            using var member = NewMember($"{i}");
            last = Next(last, Merge(last.Commit(NoPreSharedKeys.Instance, random, Now, Open).Value));
            var added = Add(last, member);
            last.Dispose();
            before?.Dispose();
            (last, before) = (Join(added, member), Merge(added));
        }

        return (last, before!);
    }

    /// <summary>Kilobytes that a group's state holds, by loading it twenty times.</summary>
    private double Memory(Group group)
    {
        const int copies = 20;
        var stored = group.Save();
        var before = GC.GetTotalMemory(true);
        var loaded = Enumerable.Range(0, copies).Select(_ => Group.Load(client, stored).Value).ToList();
        var after = GC.GetTotalMemory(true);
        loaded.ForEach(static g => g.Dispose());
        return (after - before) / 1024.0 / copies;
    }

    /// <summary>The median of rounds that measure both, so that other work on the machine slows down both.</summary>
    private double OverPrimitives(Action commit, Commit made, int messageSize) =>
        Enumerable.Range(0, 11).Select(_ => 1e6 / Rate(commit, 0.15) / Primitives(made, messageSize)).Order().ElementAt(5);

    /// <summary>Microseconds of the public-key operations that a commit cannot do without.</summary>
    private double Primitives(Commit commit, int messageSize)
    {
        var crypto = client.Suites.Find(contest.Suite)!;
        var hpke = new HpkeSuite(client.Provider, (HpkeKemId)crypto.Kem, (HpkeKdfId)crypto.Hash, (HpkeAeadId)crypto.Aead);
        var (privateKey, publicKey) = (new byte[hpke.PrivateKeySize], new byte[hpke.PublicKeySize]);
        var (enc, ciphertext) = (new byte[hpke.EncapsulationSize], new byte[32 + hpke.TagSize]);
        var (seed, randomness) = (new byte[64], new byte[hpke.RandomnessSize]);
        random.Fill(seed);
        random.Fill(randomness);
        var path = commit.Path!;
        var (info, leaf, content) = (new byte[250], path.LeafNode.Encoded.ToArray(), new byte[messageSize]);
        var scheme = client.Provider.Ed25519;
        var (signKey, verifyKey, signature) = (new byte[32], new byte[32], new byte[64]);
        scheme.GenerateKeyPair(seed, signKey, verifyKey);
        var derive = 1e6 / Rate(() => hpke.DeriveKeyPair(seed, privateKey, publicKey), 0.04);
        var seal = 1e6 / Rate(() => hpke.Seal(publicKey, info, [], seed.AsSpan(0, 32), randomness, enc, ciphertext), 0.04);
        var signMessage = 1e6 / Rate(() => scheme.Sign(signKey, content, [], signature), 0.04);
        var signLeaf = 1e6 / Rate(() => scheme.Sign(signKey, leaf, [], signature), 0.04);
        var verifyLeaf = 1e6 / Rate(() => scheme.Verify(verifyKey, leaf, signature), 0.04);

        // A key pair for the leaf and each node; a seal for each of the copath's resolution; the leaf's and the message's
        // signature, over as many bytes as they have; and the committer checks its own leaf.
        return (derive * (path.Nodes.Length + 1)) + (seal * path.Nodes.Sum(static n => n.EncryptedPathSecret.Length)) + signMessage + signLeaf + verifyLeaf;
    }
}
