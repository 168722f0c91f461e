using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

public sealed class AeadTests
{
    public static TheoryData<string, int> Cases => Each(Aeads);

    [Theory, MemberData(nameof(Cases))]
    public void Open_WhatWasSealed_GivesThePlaintext(string provider, int index)
    {
        var aead = Aeads(Providers.Named(provider))[index];
        foreach (var length in new[] { 0, 1, 15, 16, 17, 1000, 70_000 })
        {
            foreach (var dataLength in new[] { 0, 1, 300 })
            {
                byte[] plaintext = Bytes("plaintext", length), data = Bytes("data", dataLength), opened = new byte[length];
                var ciphertext = Seal(aead, data, plaintext);
                Assert.True(aead.Open(Key(aead), Nonce(aead), data, ciphertext, opened));
                Assert.Equal(plaintext, opened);
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void SealAndOpen_InPlace_GiveTheSame(string provider, int index)
    {
        var aead = Aeads(Providers.Named(provider))[index];
        foreach (var length in new[] { 1, 64, 1000 })
        {
            var plaintext = Bytes("plaintext", length);
            byte[] buffer = [.. plaintext, .. new byte[16]];
            aead.Seal(Key(aead), Nonce(aead), [], buffer.AsSpan(0, length), buffer);
            Assert.Equal(Seal(aead, [], plaintext), buffer);
            Assert.True(aead.Open(Key(aead), Nonce(aead), [], buffer, buffer.AsSpan(0, length)));
            Assert.Equal(plaintext, buffer[..length]);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Open_AnythingChanged_IsFalseAndZeroes(string provider, int index)
    {
        var aead = Aeads(Providers.Named(provider))[index];
        byte[] key = Key(aead), nonce = Nonce(aead), data = Bytes("data", 9), ciphertext = Seal(aead, data, Bytes("plaintext", 40));
        foreach (var part in new[] { key, nonce, data, ciphertext })
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] ^= 0x40;
                var opened = Bytes("stale", 40);
                Assert.False(aead.Open(key, nonce, data, ciphertext, opened));
                Assert.All(opened, b => Assert.Equal(0, b));
                part[i] ^= 0x40;
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Open_TooShortForATag_IsFalse(string provider, int index)
    {
        var aead = Aeads(Providers.Named(provider))[index];
        for (var length = 0; length < 16; length++)
        {
            Assert.False(aead.Open(Key(aead), Nonce(aead), [], new byte[length], []));
        }

        Assert.False(aead.Open(Key(aead), Nonce(aead), [], new byte[16], []));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Seal_BufferOfWrongSize_Throws(string provider, int index)
    {
        var aead = Aeads(Providers.Named(provider))[index];
        Assert.Throws<ArgumentException>(() => aead.Seal(Key(aead), Nonce(aead), [], new byte[4], new byte[19]));
        Assert.Throws<ArgumentException>(() => aead.Seal(Key(aead)[1..], Nonce(aead), [], new byte[4], new byte[20]));
        Assert.Throws<ArgumentException>(() => aead.Seal(Key(aead), new byte[11], [], new byte[4], new byte[20]));
        Assert.Throws<ArgumentException>(() => aead.Open(Key(aead), Nonce(aead), [], new byte[20], new byte[5]));
    }

    private static byte[] Key(IAead aead) => Bytes("key", aead.KeySize);

    private static byte[] Nonce(IAead aead) => Bytes("nonce", aead.NonceSize);

    private static byte[] Seal(IAead aead, byte[] data, byte[] plaintext)
    {
        var ciphertext = new byte[plaintext.Length + aead.TagSize];
        aead.Seal(Key(aead), Nonce(aead), data, plaintext, ciphertext);
        return ciphertext;
    }
}
