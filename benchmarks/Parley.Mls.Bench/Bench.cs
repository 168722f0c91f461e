using System.Diagnostics;
using System.Globalization;
using System.Text;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Mls.Credentials;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Suites;
using Parley.Mls.Tree;

namespace Parley.Mls.Bench;

/// <summary>The rows of the peers' own benches, so that the tables can stand beside each other.</summary>
internal sealed class Bench(CipherSuiteId suite)
{
    public static readonly CipherSuiteId XWing = new(0xF001);

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly SystemRandomness random = new();

    private readonly Client client = new(SodiumProvider.Instance, new Believer())
    {
        Suites = CipherSuites.Rfc9420.WithPostQuantum(XWing, new CipherSuiteId(0xF002), new CipherSuiteId(0xF003)),
    };

    public void Run(int[] sizes)
    {
        Console.WriteLine($"## {client.Suites.Find(suite)!.Name}");
        Row("key package", Rate(() => NewMember("a").Dispose()));
        using var a = NewMember("a");
        Row("create group (key package given)", Rate(() => Found(a).Dispose()));
        var b = NewMember("b");
        using var alone = Found(a);
        Row("add 1 to 2 (commit and Welcome)", Rate(() => Discard(Add(alone, b))));
        var added = Add(alone, b);
        Row("join from Welcome (2 members)", Rate(() => Join(added, b).Dispose()));
        Messages(added.Staged.Merge(), Join(added, b));
        foreach (var size in sizes)
        {
            Commits(size, populated: false);
            Commits(size, populated: true);
        }
    }

    private static void Row(string name, double rate, string more = "") =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-46} {rate,12:N1} ops/s {more}"));

    private static double Rate(Action operation, double seconds = 1)
    {
        for (var i = 0; i < 5; i++)
        {
            operation();
        }

        var count = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            operation();
            count++;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static void Discard(PendingCommit pending)
    {
        pending.Group.Dispose();
        pending.Staged.Dispose();
    }

    private KeyPackageBundle NewMember(string name)
    {
        using var key = SignatureKeyPair.Generate(client, suite, random);
        return KeyPackageBundle.Create(
            client, suite, new BasicCredential(Encoding.UTF8.GetBytes(name)), key, Lifetime.Around(Now, TimeSpan.FromHours(1), TimeSpan.FromDays(30)), random);
    }

    private Group Found(KeyPackageBundle creator) => Group.Create(client, "group"u8.ToArray(), creator, [], Now, random).Value;

    private PendingCommit Add(Group group, params KeyPackageBundle[] members) => group.Commit(
        NoPreSharedKeys.Instance, random, Now, new CommitOptions { Proposals = [.. members.Select(static m => new Add(m.KeyPackage))] }).Value;

    private Group Join(PendingCommit added, KeyPackageBundle member) =>
        Group.Join(client, added.Welcome!.Welcome, member, NoPreSharedKeys.Instance, Now).Value;

    private void Messages(Group sender, Group receiver)
    {
        var data = new byte[1024];
        Row("encrypt 1 KB", Rate(() => sender = Next(sender, sender.Protect(data, random).Value.Group), 2));
        var (key, publicKey, signature) = (new byte[32], new byte[32], new byte[64]);
        client.Provider.Ed25519.GenerateKeyPair(data, key, publicKey);
        var signed = new byte[1400];
        Row("  of which Ed25519 sign", Rate(() => client.Provider.Ed25519.Sign(key, signed, [], signature)));
        Row("  of which 5 HKDF expands", Rate(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                client.Provider.HkdfSha256.Expand(key, publicKey, signature.AsSpan(0, 32));
            }
        }));
        Row("  of which AES-128-GCM 1.1 KB", Rate(() => client.Provider.Aes128Gcm.Seal(key.AsSpan(0, 16), key.AsSpan(0, 12), [], data, new byte[1040])));
        var queue = new List<byte[]>();
        for (var i = 0; i < 20_000; i++)
        {
            var sent = sender.Protect(data, random).Value;
            sender = Next(sender, sent.Group);
            queue.Add(sent.Message.Encode());
        }

        // The receiver starts where the measured sending ended.
        var skipped = false;
        var watch = Stopwatch.StartNew();
        var heard = 0;
        using var fresh = NewMember("fresh");
        var commit = sender.Commit(NoPreSharedKeys.Instance, random, Now).Value;
        using (var staged = (CommitMessage)receiver.Receive(commit.Message, Now).Value)
        {
            receiver = Next(receiver, staged.Stage(NoPreSharedKeys.Instance, Now).Value.Merge());
        }

        commit.Group.Dispose();
        sender = Next(sender, commit.Staged.Merge());
        queue.Clear();
        for (var i = 0; i < 10_000; i++)
        {
            var sent = sender.Protect(data, random).Value;
            sender = Next(sender, sent.Group);
            queue.Add(sent.Message.Encode());
        }

        watch.Restart();
        foreach (var message in queue)
        {
            var received = (ApplicationMessage)receiver.Receive(MlsMessage.Decode(message).Value, Now).Value;
            receiver = Next(receiver, received.Group);
            heard += received.Data.Length == 1024 && !skipped ? 1 : 0;
        }

        Row("decrypt 1 KB", heard / watch.Elapsed.TotalSeconds, $"({queue[0].Length} bytes on the wire)");

        static Group Next(Group old, Group next)
        {
            old.Dispose();
            return next;
        }
    }

    private void Commits(int size, bool populated)
    {
        var kind = populated ? "populated" : "sparse";
        var first = NewMember("0");
        var others = Enumerable.Range(1, size - 1).Select(i => NewMember($"{i}")).ToArray();
        var before = GC.GetTotalMemory(true);
        var added = Add(Found(first), others);
        var groups = new List<Group> { added.Staged.Merge() };
        groups.AddRange((populated ? others : others.Take(1)).Select(m => Join(added, m)));
        if (populated)
        {
            for (var i = 0; i < groups.Count; i++)
            {
                var pending = groups[i].Commit(NoPreSharedKeys.Instance, random, Now).Value;
                for (var j = 0; j < groups.Count; j++)
                {
                    if (j != i)
                    {
                        using var message = (CommitMessage)groups[j].Receive(pending.Message, Now).Value;
                        var old = groups[j];
                        groups[j] = message.Stage(NoPreSharedKeys.Instance, Now).Value.Merge();
                        old.Dispose();
                    }
                }

                groups[i] = pending.Staged.Merge();
            }
        }

        var memory = (GC.GetTotalMemory(true) - before) / groups.Count / 1024;
        var open = new CommitOptions { Message = new MessageOptions { Public = true } };
        var commit = groups[0].Commit(NoPreSharedKeys.Instance, random, Now, open).Value;
        var create = Rate(() => Discard(groups[0].Commit(NoPreSharedKeys.Instance, random, Now).Value), 2);
        Row($"{kind} N={size} commit create", create, string.Create(CultureInfo.InvariantCulture, $"({commit.Message.Encode().Length} bytes, {1e6 / create / Primitives(((PublicMessage)commit.Message).Content.Commit!):N2}x its primitives, {memory} KB a group)"));
        Row($"{kind} N={size} commit process", Rate(
            () =>
            {
                using var message = (CommitMessage)groups[1].Receive(commit.Message, Now).Value;
                message.Stage(NoPreSharedKeys.Instance, Now).Value.Dispose();
            },
            2));
        if (populated)
        {
            using var joiner = NewMember("joiner");
            Row($"{kind} N={size} add member", Rate(() => Discard(Add(groups[0], joiner))));
        }
    }

    /// <summary>Microseconds of the public-key operations that a commit cannot do without.</summary>
    private double Primitives(Commit commit)
    {
        var crypto = client.Suites.Find(suite)!;
        var hpke = new HpkeSuite(client.Provider, (HpkeKemId)crypto.Kem, (HpkeKdfId)crypto.Hash, (HpkeAeadId)crypto.Aead);
        var (priv, pub) = (new byte[hpke.PrivateKeySize], new byte[hpke.PublicKeySize]);
        var (enc, ct) = (new byte[hpke.EncapsulationSize], new byte[32 + hpke.TagSize]);
        var seed = new byte[64];
        random.Fill(seed);
        var randomness = new byte[hpke.RandomnessSize];
        random.Fill(randomness);
        var info = new byte[250];
        var scheme = client.Provider.Ed25519;
        var (signKey, verifyKey, signature) = (new byte[32], new byte[32], new byte[64]);
        scheme.GenerateKeyPair(seed, signKey, verifyKey);
        var content = new byte[2000];
        var derive = 1e6 / Rate(() => hpke.DeriveKeyPair(seed, priv, pub), 0.3);
        var seal = 1e6 / Rate(() => hpke.Seal(pub, info, [], seed.AsSpan(0, 32), randomness, enc, ct), 0.3);
        var sign = 1e6 / Rate(() => scheme.Sign(signKey, content, [], signature), 0.3);
        var verify = 1e6 / Rate(() => scheme.Verify(verifyKey, content, signature), 0.3);
        var path = commit.Path!;

        // A key pair for the leaf and each node; a seal for each of the copath's resolution; the leaf's and the message's
        // signature; and the committer checks its own leaf.
        return (derive * (path.Nodes.Length + 1)) + (seal * path.Nodes.Sum(static n => n.EncryptedPathSecret.Length)) + (sign * 2) + verify;
    }
}
