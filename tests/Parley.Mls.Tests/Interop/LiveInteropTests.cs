using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Interop;

/// <summary>Mixed groups with ts-mls and core-crypto, random operations from a seed.</summary>
[Trait("suite", "interop")]
public sealed class LiveInteropTests
{
    private static readonly CipherSuiteId TsMlsXWing = new(83);

    [Theory]
    [InlineData(1, "parley ts-mls core-crypto", 3, 12)]
    [InlineData(1, "parley ts-mls core-crypto", 20, 30)]
    [InlineData(2, "parley ts-mls core-crypto", 8, 16)]
    [InlineData(3, "parley ts-mls core-crypto", 8, 16)]
    [InlineData(5, "parley ts-mls core-crypto", 6, 12)]
    [InlineData(7, "parley ts-mls core-crypto", 8, 16)]
    [InlineData(4, "parley ts-mls", 5, 8)]
    [InlineData(6, "parley ts-mls", 5, 8)]
    [InlineData(83, "parley ts-mls", 6, 12)]
    public void RandomOperations_InAMixedGroup_Agree(ushort suite, string libraries, int size, int steps)
    {
        using var peers = Peers.Start();
        var random = new Random(suite * 1000 + size);
        // core-crypto's leaves live for about a year and a half.
        var client = new Client(SodiumProvider.Instance, new TrustingService())
        {
            Suites = CipherSuites.Rfc9420.With(new CipherSuite(
                TsMlsXWing, "MLS_256_XWING_AES256GCM_SHA512_Ed25519", KemAlgorithm.XWing, HashAlgorithm.Sha512, AeadAlgorithm.Aes256Gcm, SignatureAlgorithm.Ed25519) { PlainKeyDerivation = true }),
            Limits = new MlsLimits { Lifetime = null },
        };
        var kinds = libraries.Split(' ');
        var group = new MixedGroup(peers, suite, $"interop-{suite}-{size}", client);

        // The creator is ours and stays, so that the driver can see the tree; one of every kind stays, so that none is left out.
        group.Create(group.New("parley"));
        group.Commit(group.Members[0], [.. kinds.Skip(1).Select(group.New)], []);
        Grow(group, kinds, size, random);
        group.Talk();
        for (var step = 0; step < steps; step++)
        {
            var committer = group.Members[random.Next(group.Members.Count)];
            var spare = group.Members.Skip(1).Where(m => m != committer && group.Members.Count(o => o.Library == m.Library) > 1).ToList();
            switch (random.Next(5))
            {
                case 0 when spare.Count > 0:
                    group.Commit(committer, [], [spare[random.Next(spare.Count)]]);
                    break;
                case 1 when group.Members.Count < size:
                    // ts-mls 1.6.4 reads and writes external_pub without the length that RFC 9420 §12.4.3.2 gives it, so it takes
                    // such joins in and makes none. core-crypto publishes a GroupInfo only with a commit of its own.
                    var publishers = group.Members.Where(static m => m.Library == "parley").ToList();
                    if (group.LastCommitter is { Library: "core-crypto" } last)
                        publishers = [last];
                    var joining = kinds.Where(static k => k != "ts-mls").ToList();
                    group.JoinExternally(group.New(joining[random.Next(joining.Count)]), publishers[random.Next(publishers.Count)]);
                    break;
                case 2 when group.Members.Count < size:
                    Grow(group, kinds, group.Members.Count + 1, random);
                    break;
                default:
                    group.Commit(committer, [], []);
                    break;
            }

            if (step % 4 == 3)
            {
                group.Talk();
            }
        }

        // An external join by the GroupInfo of each kind that publishes one, and by each kind that makes such joins.
        foreach (var kind in kinds.Where(static k => k != "ts-mls"))
        {
            var publisher = group.Members.First(m => m.Library == kind);
            group.Commit(publisher, [], []);
            foreach (var joiner in kinds.Where(static k => k != "ts-mls"))
            {
                group.JoinExternally(group.New(joiner), publisher);
                group.Commit(publisher, [], []);
            }
        }

        group.Talk();
        Assert.True(group.Largest >= size, $"{group.Largest} members at most");
        Assert.All(kinds, kind => Assert.Contains(group.Members, m => m.Library == kind));
        Console.WriteLine($"interop suite {suite}: {group.Largest} members at most, at last ({string.Join(", ", group.Members.GroupBy(static m => m.Library).Select(static g => $"{g.Count()} {g.Key}"))}), {group.Commits} commits, {group.ExternalJoins} external joins, {group.Messages} messages heard");
    }

    private static void Grow(MixedGroup group, string[] kinds, int size, Random random)
    {
        while (group.Members.Count < size)
        {
            var joiners = Enumerable.Range(0, Math.Min(size - group.Members.Count, 1 + random.Next(3)))
                .Select(_ => group.New(kinds[random.Next(kinds.Length)])).ToList();
            joiners = group.TsMlsFit(joiners);
            var committer = joiners.Any(static j => j.Library == "ts-mls") ? 0 : random.Next(group.Members.Count);
            group.Commit(group.Members[committer], joiners, []);
        }
    }
}
