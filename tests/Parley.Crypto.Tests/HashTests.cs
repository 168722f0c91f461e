using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

public sealed class HashTests
{
    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void Hash_OfAbc_IsTheStandardsExample(string providerName)
    {
        var provider = Providers.Named(providerName);
        string[] expected =
        [
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        ];
        foreach (var (hash, value) in Hashes(provider).Zip(expected))
        {
            var digest = new byte[hash.Size];
            hash.Hash("abc"u8, digest);
            Assert.Equal(value, Convert.ToHexStringLower(digest));
            Assert.Throws<ArgumentException>(() => hash.Hash("abc"u8, new byte[hash.Size + 1]));
        }

        Assert.Equal(expected[0], Convert.ToHexStringLower(Sha256.Hash("abc"u8)));
    }

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void Xof_LongerOutput_BeginsWithTheShorter(string providerName)
    {
        foreach (var xof in Xofs(Providers.Named(providerName)))
        {
            var all = new byte[500];
            xof.Hash([1, 2, 3], all);
            foreach (var length in new[] { 0, 1, 135, 136, 137, 168, 169, 400 })
            {
                var some = new byte[length];
                xof.Hash([1, 2, 3], some);
                Assert.Equal(all[..length], some);
            }
        }
    }

    [Fact]
    public void EdwardsPoint_BaseTimesOrder_IsNeutral()
    {
        var encoding = new byte[32];
        Bouncy.EdwardsPoint.Base.Multiply(Bouncy.EdwardsPoint.Order).Encode(encoding);
        Assert.Equal("0100000000000000000000000000000000000000000000000000000000000000", Convert.ToHexStringLower(encoding));
        Bouncy.EdwardsPoint.Base.Encode(encoding);
        Assert.Equal("5866666666666666666666666666666666666666666666666666666666666666", Convert.ToHexStringLower(encoding));
    }
}
