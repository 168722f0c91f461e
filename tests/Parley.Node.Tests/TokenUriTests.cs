using System.Text;
using Parley.Node.Keys;

namespace Parley.Node.Tests;

/// <summary>Where a key is in a token, as RFC 7512 writes it.</summary>
public sealed class TokenUriTests
{
    private const string Module = "?module-path=/usr/lib/softhsm/libsofthsm2.so";

    [Fact]
    public void Uri_OfAKey_SaysWhichTokenAndObject()
    {
        var uri = TokenUri.Parse("pkcs11:token=%D0%91%D0%B5%D0%BB%3B1;object=root%20key;id=%01%ff;type=private" + Module);
        Assert.Equal("root key", uri.Object);
        Assert.Equal([0x01, 0xff], uri.Id!);
        Assert.Equal("/usr/lib/softhsm/libsofthsm2.so", uri.ModulePath);
        Assert.True(uri.IsOf("Бел;1", "any", "any", "any"));
        Assert.False(uri.IsOf("Бел", "any", "any", "any"));
        Assert.True(TokenUri.Parse("pkcs11:token=Бел" + Module).IsOf("Бел", "", "", ""));
        var serial = TokenUri.Parse("pkcs11:serial=42;model=v2;manufacturer=M" + Module);
        Assert.True(serial.IsOf("any", "42", "M", "v2"));
        Assert.False(serial.IsOf("any", "43", "M", "v2"));
        Assert.False(serial.IsOf("any", "42", "N", "v2"));
        Assert.Null(serial.Object);
        Assert.Null(serial.Id);
    }

    [Theory]
    [InlineData("/media/stick/root.key", "does not begin with pkcs11:")]
    [InlineData("pkcs11:token=by;object=root", "names no library")]
    [InlineData("pkcs11:token=by?module-path=libsofthsm2.so", "names no library")]
    [InlineData("pkcs11:object=root" + Module, "names no token")]
    [InlineData("pkcs11:token=by;slot-id=3" + Module, "'slot-id' does not stand in it here")]
    [InlineData("pkcs11:token=by;type=public" + Module, "'type' does not stand in it here")]
    [InlineData("pkcs11:token=by;token=ua" + Module, "'token' stands in it twice")]
    [InlineData("pkcs11:token" + Module, "'token' is not NAME=VALUE")]
    [InlineData("pkcs11:token=b%y" + Module, "a % is not followed by two hexadecimal digits")]
    [InlineData("pkcs11:token=by%2" + Module, "a % is not followed by two hexadecimal digits")]
    [InlineData("pkcs11:token=%ff" + Module, "'token' is not UTF-8")]
    [InlineData("pkcs11:token=by" + Module + "&module-name=x", "'module-name' does not stand in it here")]
    [InlineData("pkcs11:token=by" + Module + "&pin-source=file:/etc/pin", "the PIN is asked for")]
    public void Uri_ThatSaysWhatIsNotUnderstood_IsRefused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => TokenUri.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Uri_WithAPin_IsRefusedWithoutSayingItAgain()
    {
        var message = Assert.Throws<InvalidDataException>(() => TokenUri.Parse("pkcs11:token=by" + Module + "&pin-value=271828")).Message;
        Assert.Contains("the PIN is asked for", message, StringComparison.Ordinal);
        Assert.DoesNotContain("271828", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Uri_OfAnyBytes_ReadsOrIsRefused()
    {
        var random = new Random(7512);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            var text = "pkcs11:token=by;" + Encoding.Latin1.GetString(bytes).Replace('\u0000', ';') + Module;
            try
            {
                _ = TokenUri.Parse(text);
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }
    }
}
