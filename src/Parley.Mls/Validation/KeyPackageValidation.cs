namespace Parley.Mls.Validation;

/// <summary>The checks of RFC 9420 §10.1.</summary>
internal static class KeyPackageValidation
{
    public static MlsError? Check(GroupRules group, KeyPackage keyPackage, LeafOrigin origin, DateTimeOffset now)
    {
        if (keyPackage.Version != ProtocolVersion.Mls10)
        {
            return MlsRules.KeyPackageVersion.Broken();
        }

        if (keyPackage.CipherSuite != group.Suite.Id)
        {
            return MlsRules.KeyPackageCipherSuite.Broken(keyPackage.CipherSuite.ToString());
        }

        if (LeafNodeValidation.Check(group, keyPackage.LeafNode, LeafNodeSource.KeyPackage, default, origin, now) is { } error)
        {
            return error;
        }

        if (!keyPackage.VerifySignature(group.Suite))
        {
            return MlsRules.KeyPackageSignature.Broken();
        }

        return keyPackage.LeafNode.EncryptionKey.Span.SequenceEqual(keyPackage.InitKey.Span)
            ? MlsRules.KeyPackageInitKey.Broken()
            : null;
    }
}
