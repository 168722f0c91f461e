namespace Parley.Crypto.Tests;

public sealed class SecretBytesTests
{
    [Fact]
    public void Dispose_Erases_AndFurtherUseThrows()
    {
        var secret = new SecretBytes([1, 2, 3]);
        var span = secret.Span;
        secret.Dispose();
        Assert.True(span.SequenceEqual(new byte[3]));
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Length);
        secret.Dispose();
    }

    [Fact]
    public void ToString_NeverShowsTheSecret()
    {
        using var secret = new SecretBytes([0xDE, 0xAD]);
        Assert.Equal("SecretBytes(2)", secret.ToString());
        Assert.Equal("SecretBytes(2)", $"{secret}");
    }

    [Fact]
    public void FixedTimeEquals_ComparesContents()
    {
        using var secret = new SecretBytes([1, 2]);
        using var clone = secret.Clone();
        Assert.True(secret.FixedTimeEquals(clone.Span));
        Assert.False(secret.FixedTimeEquals([1, 3]));
        Assert.False(secret.FixedTimeEquals([1]));
        clone.Span[0] = 9;
        Assert.True(secret.FixedTimeEquals([1, 2]));
    }
}
