using System.Text;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class CryptoBasicsVectors
{
    [Fact]
    public void CryptoBasics_AllSuites_Agree()
    {
        var cases = VectorFile.Read("crypto-basics.json");
        var random = new SeededRandomness(1);
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var hash = c.GetProperty("ref_hash");
            Assert.Equal(hash.Hex("out"), suite.RefHash(Encoding.UTF8.GetBytes(hash.Text("label")), hash.Hex("value")));

            var expand = c.GetProperty("expand_with_label");
            Assert.Equal(expand.Hex("out"), suite.ExpandWithLabel(expand.Hex("secret"), Encoding.UTF8.GetBytes(expand.Text("label")), expand.Hex("context"), expand.Int("length")).Span.ToArray());

            var derive = c.GetProperty("derive_secret");
            Assert.Equal(derive.Hex("out"), suite.DeriveSecret(Secret.Copy(derive.Hex("secret")), Encoding.UTF8.GetBytes(derive.Text("label"))).Span.ToArray());

            var tree = c.GetProperty("derive_tree_secret");
            Assert.Equal(tree.Hex("out"), suite.DeriveTreeSecret(Secret.Copy(tree.Hex("secret")), Encoding.UTF8.GetBytes(tree.Text("label")), tree.GetProperty("generation").GetUInt32(), tree.Int("length")).Span.ToArray());

            var sign = c.GetProperty("sign_with_label");
            var label = Encoding.UTF8.GetBytes(sign.Text("label"));
            Assert.True(suite.VerifyWithLabel(sign.Hex("pub"), label, sign.Hex("content"), sign.Hex("signature")));
            var own = suite.SignWithLabel(Suite.Key(sign.Hex("priv"), suite.Id.Value), label, sign.Hex("content"), random);
            Assert.True(suite.VerifyWithLabel(sign.Hex("pub"), label, sign.Hex("content"), own));
            Assert.Equal(sign.Hex("pub"), suite.SignaturePublicKey(Suite.Key(sign.Hex("priv"), suite.Id.Value)));

            var encrypt = c.GetProperty("encrypt_with_label");
            label = Encoding.UTF8.GetBytes(encrypt.Text("label"));
            var priv = Secret.Copy(Suite.Key(encrypt.Hex("priv"), suite.Id.Value));
            Assert.Equal(encrypt.Hex("plaintext"), suite.DecryptWithLabel(priv, label, encrypt.Hex("context"), new HpkeCiphertext(encrypt.Hex("kem_output"), encrypt.Hex("ciphertext")))!.Span.ToArray());
            var candidate = suite.EncryptWithLabel(encrypt.Hex("pub"), label, encrypt.Hex("context"), encrypt.Hex("plaintext"), random);
            Assert.Equal(encrypt.Hex("plaintext"), suite.DecryptWithLabel(priv, label, encrypt.Hex("context"), candidate!)!.Span.ToArray());
        }

        VectorFile.Report("crypto-basics.json", cases.Length);
    }
}
