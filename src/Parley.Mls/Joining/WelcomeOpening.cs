namespace Parley.Mls.Joining;

/// <summary>The first half of joining by a Welcome (RFC 9420 §12.4.3.1): from the invitation to a GroupInfo, nothing of it verified yet.</summary>
internal sealed class WelcomeOpening : IDisposable
{
    private WelcomeOpening(GroupInfo info, Secret joiner, Secret? pathSecret, ImmutableArray<PreSharedKeyId> psks, Secret member)
    {
        Info = info;
        Joiner = joiner;
        PathSecret = pathSecret;
        Psks = psks;
        Member = member;
    }

    public GroupInfo Info { get; }

    public Secret Joiner { get; }

    public Secret? PathSecret { get; }

    public ImmutableArray<PreSharedKeyId> Psks { get; }

    public Secret Member { get; }

    /// <summary>1. finds the entry for the key package; 2. decrypts it; 3. finds the PSKs; 4. decrypts the GroupInfo.</summary>
    public static MlsResult<WelcomeOpening> Open(
        SuiteCrypto suite, Welcome welcome, KeyPackageBundle own, Group? origin, IPreSharedKeys psks)
    {
        if (welcome.CipherSuite != own.KeyPackage.CipherSuite)
        {
            return MlsRules.WelcomeCipherSuite.Broken(welcome.CipherSuite.ToString());
        }

        var reference = own.KeyPackage.Reference(suite);
        var entry = welcome.Secrets.FirstOrDefault(s => s.NewMember.Span.SequenceEqual(reference));
        if (entry is null)
        {
            return MlsRules.WelcomeForUs.Broken();
        }

        using var plaintext = suite.DecryptWithLabel(
            own.InitKey, "Welcome"u8, welcome.EncryptedGroupInfo.Span, entry.Secrets);
        if (plaintext is null)
        {
            return MlsRules.WelcomeSecretsDecryption.Broken();
        }

        var copy = plaintext.Span.ToArray();
        try
        {
            return Tls.Decode(copy, GroupSecrets.Read).TryGet(out var secrets, out var error)
                ? Open(suite, welcome, secrets, origin, psks)
                : error;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    public void Dispose()
    {
        Joiner.Dispose();
        PathSecret?.Dispose();
        Member.Dispose();
    }

    private static MlsResult<WelcomeOpening> Open(SuiteCrypto suite, Welcome welcome, GroupSecrets secrets, Group? origin, IPreSharedKeys psks)
    {
        if (secrets.Psks.Count(static p => p is ResumptionPskId { Usage: not ResumptionPskUsage.Application }) > 1)
        {
            return MlsRules.WelcomeOneFounding.Broken();
        }

        if (secrets.Psks.Any(p => p.Nonce.Length != suite.HashSize))
        {
            return MlsRules.PskNonce.Broken();
        }

        if (!PskInput.Collect(origin, secrets.Psks, psks).TryGet(out var input, out var error))
        {
            return error;
        }

        using var pskSecret = input.Compute(suite);
        var member = EpochSecrets.Member(suite, secrets.JoinerSecret.Span, pskSecret);
        byte[]? info;
        using (var welcomeSecret = EpochSecrets.Welcome(suite, member))
        using (var key = suite.ExpandWithLabel(welcomeSecret.Span, "key"u8, [], suite.KeySize))
        using (var nonce = suite.ExpandWithLabel(welcomeSecret.Span, "nonce"u8, [], suite.NonceSize))
        {
            info = suite.Open(key.Span, nonce.Span, [], welcome.EncryptedGroupInfo.Span);
        }

        if (info is null)
        {
            member.Dispose();
            return MlsRules.WelcomeInfoDecryption.Broken();
        }

        if (!Tls.Decode(info, GroupInfo.Read).TryGet(out var groupInfo, out error))
        {
            member.Dispose();
            return error;
        }

        // The ids outlive the plaintext that they are slices of.
        var ids = secrets.Psks.Select(static p => Tls.Decode(p.Encode(), PreSharedKeyId.Read).Value).ToImmutableArray();
        return new WelcomeOpening(
            groupInfo,
            Secret.Copy(secrets.JoinerSecret.Span),
            secrets.PathSecret is { } path ? Secret.Copy(path.Span) : null,
            ids,
            member);
    }
}
