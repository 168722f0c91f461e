namespace Parley.Mls.Groups;

/// <content>Publishing the group's state (RFC 9420 §12.4.3).</content>
public sealed partial class Group
{
    /// <summary>A GroupInfo of this epoch, signed by this member.</summary>
    public GroupInfo GroupInfo(GroupInfoOptions options, IRandomness randomness)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(randomness);
        ObjectDisposedException.ThrowIf(disposed, this);
        var extensions = options.Extensions;
        if (options.WithTree)
        {
            extensions = extensions.Add(new Extension(ExtensionType.RatchetTree, Tree.Encode()));
        }

        if (options.WithExternalKey)
        {
            var key = Suite.ExternalPublicKey(Secrets.External);
            extensions = extensions.Add(new Extension(ExtensionType.ExternalPub, Tls.Encode((ref w) => w.Opaque(key))));
        }

        if (Client.Grease)
        {
            extensions = extensions.Add(Grease.Extension(randomness));
        }

        return Joining.GroupInfo.Sign(Suite, Context, extensions, ConfirmationTag, OwnLeaf, Signer.PrivateKey.Span, randomness);
    }
}
