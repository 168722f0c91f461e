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

        // The creator is ours and stays, so that the driver can see the tree.
        group.Create(group.New("parley"));

        for (var step = 0; step < steps; step++)
        {
            var committer = group.Members[random.Next(group.Members.Count)];
            var full = group.Members.Count >= size;
            switch (full ? random.Next(1, 4) : group.Members.Count < 3 ? 0 : random.Next(5))
            {
                case 1 when group.Members.Count > 3:
                    var victims = group.Members.Where(m => m != committer && m != group.Members[0]).ToList();
                    group.Commit(committer, [], [victims[random.Next(victims.Count)]]);
                    break;
                case 2:
                case 3:
                    group.Commit(committer, [], []);
                    break;
                case 4:
                    // core-crypto publishes a GroupInfo only with its own commit; ts-mls 1.6.4 reads and writes external_pub
                    // without the length that RFC 9420 §12.4.3.2 gives it, so it takes such joins in and makes none.
                    var publishers = group.Members.Where(static m => m.Library == "parley").ToList();
                    var joining = kinds.Where(static k => k != "ts-mls").ToList();
                    group.JoinExternally(group.New(joining[random.Next(joining.Count)]), publishers[random.Next(publishers.Count)]);
                    break;
                default:
                    var joiners = Enumerable.Range(0, Math.Min(size - group.Members.Count, 1 + random.Next(3)))
                        .Select(_ => group.New(kinds[random.Next(kinds.Length)])).ToList();
                    joiners = group.TsMlsFit(joiners);
                    group.Commit(joiners.Any(static j => j.Library == "ts-mls") ? group.Members[0] : committer, joiners, []);
                    break;
            }

            if (step % 3 == 2)
            {
                group.Talk();
            }
        }

        group.Talk();
        Console.WriteLine($"interop suite {suite}: {group.Members.Count} members ({string.Join(", ", group.Members.GroupBy(static m => m.Library).Select(static g => $"{g.Count()} {g.Key}"))}), {group.Commits} commits, {group.Messages} messages heard");
    }
}
