using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class WelcomeVectors
{
    [Fact]
    public void Welcome_AllSuites_OpenAndConfirm()
    {
        var cases = VectorFile.Read("welcome.json");
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var keyPackage = ((KeyPackageMessage)MlsMessage.Decode(c.Hex("key_package")).Value).KeyPackage;
            var welcome = ((WelcomeMessage)MlsMessage.Decode(c.Hex("welcome")).Value).Welcome;
            var own = new KeyPackageBundle(keyPackage, Secret.Copy(Suite.Key(c.Hex("init_priv"), suite.Id.Value)), Secret.Zero(1), new SignatureKeyPair(Secret.Zero(1), []));
            var opening = WelcomeOpening.Open(suite, welcome, own, null, NoPreSharedKeys.Instance).Value;
            Assert.True(opening.Info.VerifySignature(suite, c.Hex("signer_pub")));
            var (secrets, _) = EpochSecrets.Derive(suite, EpochSecrets.Epoch(suite, opening.Member, opening.Info.GroupContext));
            Assert.Equal(opening.Info.ConfirmationTag.ToArray(), secrets.ConfirmationTag(suite, opening.Info.GroupContext.ConfirmedTranscriptHash));
        }

        VectorFile.Report("welcome.json", cases.Length);
    }
}
