namespace Parley.Mls.Joining;

/// <summary>Making a Welcome (RFC 9420 §12.4.3.1).</summary>
internal static class WelcomeSealing
{
    /// <summary>One Welcome for all new members of a commit; none where there are none.</summary>
    public static MlsResult<Sealed> Seal(
        Group next,
        IReadOnlyList<KeyPackage> added,
        ImmutableArray<LeafIndex> leaves,
        OutgoingPath path,
        EpochTransition transition,
        ImmutableArray<PreSharedKeyId> psks,
        GroupInfoOptions options,
        IRandomness randomness)
    {
        if (added.Count == 0)
        {
            return new Sealed(null);
        }

        var suite = next.Suite;
        var info = next.GroupInfo(options, randomness);
        var encryptedInfo = new byte[info.Encoded.Length + suite.TagSize];
        using (var key = suite.ExpandWithLabel(transition.Welcome.Span, "key"u8, [], suite.KeySize))
        using (var nonce = suite.ExpandWithLabel(transition.Welcome.Span, "nonce"u8, [], suite.NonceSize))
        {
            suite.Seal(key.Span, nonce.Span, [], info.Encoded.Span, encryptedInfo);
        }

        var secrets = ImmutableArray.CreateBuilder<EncryptedGroupSecrets>(added.Count);
        for (var i = 0; i < added.Count; i++)
        {
            var writer = new TlsWriter(256);
            try
            {
                Write(ref writer, transition.Joiner, path.PathSecretFor(leaves[i]), psks);
                var encrypted = suite.EncryptWithLabel(added[i].InitKey.Span, "Welcome"u8, encryptedInfo, writer.Written, randomness);
                if (encrypted is null)
                {
                    return MlsRules.PublicKeyUnusable.Broken("init key");
                }

                secrets.Add(new EncryptedGroupSecrets(added[i].Reference(suite), encrypted));
            }
            finally
            {
                writer.Dispose();
            }
        }

        return new Sealed(new WelcomeMessage(new Welcome(suite.Id, secrets.MoveToImmutable(), encryptedInfo)));
    }

    private static void Write(ref TlsWriter writer, Secret joiner, Secret? pathSecret, ImmutableArray<PreSharedKeyId> psks)
    {
        writer.Opaque(joiner.Span);
        writer.Present(pathSecret is not null);
        if (pathSecret is not null)
        {
            writer.Opaque(pathSecret.Span);
        }

        writer.List(psks, static (ref w, item) => item.Write(ref w));
    }

    /// <summary>A Welcome, or none where nobody is added.</summary>
    public sealed record Sealed(WelcomeMessage? Message);
}
