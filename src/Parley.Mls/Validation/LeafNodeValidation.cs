namespace Parley.Mls.Validation;

/// <summary>The checks of RFC 9420 §7.3 that concern one leaf.</summary>
internal static class LeafNodeValidation
{
    /// <summary>
    /// 1. how it came; 2. signature; 3. credential; 4. version, suite and required capabilities; 5. the group's extensions;
    /// 6. its own extensions and credential; 7. lifetime.
    /// </summary>
    public static MlsError? Check(
        GroupRules group, LeafNode leaf, LeafNodeSource source, LeafIndex index, LeafOrigin origin, DateTimeOffset now)
    {
        if (leaf.Source != source)
        {
            return MlsRules.LeafSource.Broken(FormattableString.Invariant($"{leaf.Source}, not {source}"));
        }

        if (!LeafNodeDraft.Verify(group.Suite, leaf, group.GroupId, index))
        {
            return MlsRules.LeafSignature.Broken();
        }

        return CheckCredential(group.Client, leaf.Credential, leaf.SignatureKey, CredentialUse.Member, now)
            ?? CheckCompatible(group, leaf)
            ?? CheckOwnLists(leaf)
            ?? CheckLifetime(group.Client.Limits, leaf, origin, now);
    }

    public static MlsError? CheckCredential(
        Client client, Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now)
    {
        if (!CertificateKey.Matches(credential, signatureKey))
        {
            return MlsRules.CertificateKey.Broken();
        }

        return client.Authentication.IsValid(credential, signatureKey, use, now) ? null : MlsRules.CredentialRefused.Broken();
    }

    /// <summary>What the group demands of each member (§7.3, §11.1, §13.4).</summary>
    public static MlsError? CheckCompatible(GroupRules group, LeafNode leaf)
    {
        var capabilities = leaf.Capabilities;
        if (!capabilities.Versions.Contains(ProtocolVersion.Mls10))
        {
            return MlsRules.LeafVersion.Broken();
        }

        if (!capabilities.CipherSuites.Contains(group.Suite.Id))
        {
            return MlsRules.LeafCipherSuite.Broken();
        }

        if (group.Required is { } required
            && !(required.Extensions.All(capabilities.Supports)
                && required.Proposals.All(capabilities.Supports)
                && required.Credentials.All(capabilities.Supports)))
        {
            return MlsRules.LeafRequiredCapabilities.Broken();
        }

        foreach (var extension in group.Extensions)
        {
            if (!capabilities.Supports(extension.Type))
            {
                return MlsRules.LeafGroupExtension.Broken(FormattableString.Invariant($"type {(ushort)extension.Type}"));
            }
        }

        return null;
    }

    private static MlsError? CheckOwnLists(LeafNode leaf)
    {
        foreach (var extension in leaf.Extensions)
        {
            if (!leaf.Capabilities.Supports(extension.Type))
            {
                return MlsRules.LeafOwnExtension.Broken(FormattableString.Invariant($"type {(ushort)extension.Type}"));
            }
        }

        return leaf.Capabilities.Supports(leaf.Credential.Type) ? null : MlsRules.LeafOwnCredential.Broken();
    }

    private static MlsError? CheckLifetime(MlsLimits limits, LeafNode leaf, LeafOrigin origin, DateTimeOffset now)
    {
        if (leaf.Lifetime is not { } lifetime || origin == LeafOrigin.Tree)
        {
            return null;
        }

        // One that ends before it begins is, unsigned, longer than any limit.
        if (limits.Lifetime is { } longest && lifetime.NotAfter - lifetime.NotBefore > (ulong)longest.TotalSeconds)
        {
            return MlsRules.LifetimeTooLong.Broken();
        }

        return (origin == LeafOrigin.Sent || limits.CheckReceivedLifetimes) && !lifetime.Contains(now)
            ? MlsRules.LifetimeNow.Broken()
            : null;
    }
}
