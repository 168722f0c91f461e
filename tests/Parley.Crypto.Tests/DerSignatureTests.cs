using CsCheck;

namespace Parley.Crypto.Tests;

public sealed class DerSignatureTests
{
    [Fact]
    public void TryDecode_WhatWasEncoded_GivesTheScalars() =>
        Gen.Select(Gen.Int[1, 66], Gen.Int[0, 66], Gen.Byte.Array[132]).Sample((size, zeros, bytes) =>
        {
            var pair = bytes[..(2 * size)];
            pair.AsSpan(0, Math.Min(zeros, size)).Clear();
            byte[] der = new byte[DerSignature.MaxSize(size)], back = new byte[2 * size];
            var written = DerSignature.Encode(pair, der);
            Assert.True(DerSignature.TryDecode(der.AsSpan(0, written), back));
            Assert.Equal(pair, back);
        });

    [Fact]
    public void TryDecode_AnyBytes_GivesNothingOrTheOneEncoding() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Int[0, 3]).Sample((bytes, shape) =>
        {
            // Shaped a little, else almost nothing gets past the first octet.
            if (shape > 0 && bytes.Length > 8)
            {
                bytes[0] = 0x30;
                bytes[1] = (byte)(bytes.Length - 2);
                bytes[2] = 0x02;
                bytes[3] = (byte)(shape == 1 ? 1 : (bytes.Length - 6) / 2);
            }

            byte[] pair = new byte[64], der = new byte[DerSignature.MaxSize(32)];
            if (DerSignature.TryDecode(bytes, pair))
            {
                Assert.Equal(bytes, der[..DerSignature.Encode(pair, der)]);
            }
        }, iter: 20_000);

    [Theory]
    [InlineData("3006020101020101", true)]
    [InlineData("308106020101020101", false)] // long length where the short one does
    [InlineData("300702020001020101", false)] // needless zero
    [InlineData("3006020181020101", false)] // negative
    [InlineData("300602010102010100", false)] // trailing octet
    [InlineData("3005020101020101", false)] // length too small
    [InlineData("3007020101020101", false)] // length too large
    [InlineData("30050200020101", false)] // empty integer
    [InlineData("3003020101", false)] // one integer
    [InlineData("3106020101020101", false)] // a set
    [InlineData("3080020101020101", false)] // indefinite length
    [InlineData("", false)]
    public void TryDecode_Form_IsStrict(string der, bool valid) =>
        Assert.Equal(valid, DerSignature.TryDecode(Convert.FromHexString(der), new byte[64]));
}
