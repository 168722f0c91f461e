using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

public sealed class DiffieHellmanTests
{
    public static TheoryData<string, int> Cases => Each(Groups);

    [Theory, MemberData(nameof(Cases))]
    public void Agree_BothSides_GetTheSameSecret(string provider, int index)
    {
        var group = Groups(Providers.Named(provider))[index];
        byte[] a = Key(group, "a"), b = Key(group, "b"), first = new byte[group.SharedSecretSize], second = new byte[group.SharedSecretSize];
        Assert.True(group.Agree(a, Public(group, b), first));
        Assert.True(group.Agree(b, Public(group, a), second));
        Assert.Equal(first, second);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Agree_MalformedKey_IsFalseAndZeroes(string provider, int index)
    {
        var group = Groups(Providers.Named(provider))[index];
        byte[] key = Key(group, "a"), point = Public(group, Key(group, "b"));
        foreach (var size in new[] { 0, 1, group.PublicKeySize - 1, group.PublicKeySize + 1 })
        {
            Refused(group, key, Bytes("point", size));
        }

        foreach (var size in new[] { 0, 1, group.PrivateKeySize - 1, group.PrivateKeySize + 1 })
        {
            Refused(group, Bytes("scalar", size), point);
            Assert.False(group.DerivePublicKey(Bytes("scalar", size), new byte[group.PublicKeySize]));
        }

        // Zero: for the Montgomery curves a point of small order, for the others not a point at all.
        Refused(group, key, new byte[group.PublicKeySize]);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Agree_PointOffTheCurve_IsFalse(string provider, int index)
    {
        var group = Groups(Providers.Named(provider))[index];
        if (group.Name.StartsWith('X'))
        {
            return; // Every string is a point of the curve or of its twist, and both are safe (RFC 7748, section 7).
        }

        var point = Public(group, Key(group, "b"));
        for (var i = 0; i < point.Length; i += 5)
        {
            point[i] ^= 0x10;
            Refused(group, Key(group, "a"), point);
            point[i] ^= 0x10;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void PrivateKey_OfAPrimeCurve_IsFromOneToOrderMinusOne(string provider, int index)
    {
        var group = Groups(Providers.Named(provider))[index];
        if (group.Name.StartsWith('X'))
        {
            return;
        }

        var order = group.Name switch
        {
            "P-256" => "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
            "P-384" => "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
            _ => "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
        };
        byte[] n = Convert.FromHexString(order), below = [.. n], one = new byte[n.Length], point = new byte[group.PublicKeySize];
        below[^1]--;
        one[^1] = 1;
        Assert.False(group.DerivePublicKey(new byte[n.Length], point));
        Assert.True(group.DerivePublicKey(one, point));
        Assert.True(group.DerivePublicKey(below, point));
        Assert.False(group.DerivePublicKey(n, point));
        below.AsSpan().Fill(0xFF);
        Assert.False(group.DerivePublicKey(below, point));
    }

    internal static byte[] Key(IDiffieHellman group, string label)
    {
        var key = Bytes(label + group.Name, group.PrivateKeySize);
        if (group.Name == "P-521")
        {
            key[0] &= 1;
        }

        return key;
    }

    internal static byte[] Public(IDiffieHellman group, byte[] key)
    {
        var point = new byte[group.PublicKeySize];
        Assert.True(group.DerivePublicKey(key, point));
        return point;
    }

    private static void Refused(IDiffieHellman group, byte[] key, byte[] point)
    {
        var secret = Bytes("stale", group.SharedSecretSize);
        Assert.False(group.Agree(key, point, secret));
        Assert.All(secret, b => Assert.Equal(0, b));
    }
}
