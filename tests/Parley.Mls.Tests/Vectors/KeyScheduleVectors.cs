using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class KeyScheduleVectors
{
    [Fact]
    public void KeySchedule_AllEpochs_Agree()
    {
        var cases = VectorFile.Read("key-schedule.json");
        var epochs = 0;
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var init = Secret.Copy(c.Hex("initial_init_secret"));
            var number = 0ul;
            foreach (var e in c.GetProperty("epochs").EnumerateArray())
            {
                var context = GroupContext.Create(suite.Id, c.Hex("group_id"), number++, e.Hex("tree_hash"), e.Hex("confirmed_transcript_hash"), []);
                Assert.Equal(e.Hex("group_context"), context.Encoded.ToArray());
                var joiner = EpochSecrets.Joiner(suite, init, Secret.Copy(e.Hex("commit_secret")), context);
                Assert.Equal(e.Hex("joiner_secret"), joiner.Span.ToArray());
                var member = EpochSecrets.Member(suite, joiner.Span, Secret.Copy(e.Hex("psk_secret")));
                Assert.Equal(e.Hex("welcome_secret"), EpochSecrets.Welcome(suite, member).Span.ToArray());
                var (secrets, encryption) = EpochSecrets.Derive(suite, EpochSecrets.Epoch(suite, member, context));
                Assert.Equal(e.Hex("init_secret"), secrets.Init.Span.ToArray());
                Assert.Equal(e.Hex("sender_data_secret"), secrets.SenderData.Span.ToArray());
                Assert.Equal(e.Hex("encryption_secret"), encryption.Span.ToArray());
                Assert.Equal(e.Hex("exporter_secret"), secrets.Exporter.Span.ToArray());
                Assert.Equal(e.Hex("epoch_authenticator"), secrets.EpochAuthenticator.Span.ToArray());
                Assert.Equal(e.Hex("external_secret"), secrets.External.Span.ToArray());
                Assert.Equal(e.Hex("confirmation_key"), secrets.ConfirmationKey.Span.ToArray());
                Assert.Equal(e.Hex("membership_key"), secrets.MembershipKey.Span.ToArray());
                Assert.Equal(e.Hex("resumption_psk"), secrets.ResumptionPsk.Span.ToArray());
                Assert.Equal(e.Hex("external_pub"), suite.ExternalPublicKey(secrets.External));
                var exporter = e.GetProperty("exporter");
                Assert.Equal(exporter.Hex("secret"), secrets.Export(suite, exporter.Text("label"), exporter.Hex("context"), exporter.Int("length")));
                init = secrets.Init;
                epochs++;
            }
        }

        VectorFile.Report("key-schedule.json", cases.Length, $"{epochs} epochs");
    }

    [Fact]
    public void PskSecret_AllCases_Agree()
    {
        var cases = VectorFile.Read("psk_secret.json");
        foreach (var c in cases)
        {
            var psks = c.GetProperty("psks").EnumerateArray()
                .Select(static p => ((PreSharedKeyId)new ExternalPskId(p.Hex("psk_id"), p.Hex("psk_nonce")), Secret.Copy(p.Hex("psk")))).ToList();
            Assert.Equal(c.Hex("psk_secret"), PskSecret.Compute(Suite.Crypto(c.Int("cipher_suite")), psks).Span.ToArray());
        }

        VectorFile.Report("psk_secret.json", cases.Length);
    }

    [Fact]
    public void TranscriptHashes_AllSuites_Agree()
    {
        var cases = VectorFile.Read("transcript-hashes.json");
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var content = Tls.Decode(c.Hex("authenticated_content"), AuthenticatedContent.Read).Value;
            Assert.NotNull(content.Content.Commit);
            var confirmed = TranscriptHash.Confirmed(suite, c.Hex("interim_transcript_hash_before"), content);
            Assert.Equal(c.Hex("confirmed_transcript_hash_after"), confirmed);
            Assert.Equal(c.Hex("interim_transcript_hash_after"), TranscriptHash.Interim(suite, confirmed, content.Auth.ConfirmationTag.Span));
            Assert.Equal(content.Auth.ConfirmationTag.ToArray(), suite.Mac(c.Hex("confirmation_key"), confirmed));
        }

        VectorFile.Report("transcript-hashes.json", cases.Length);
    }
}
