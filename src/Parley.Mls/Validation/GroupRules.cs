namespace Parley.Mls.Validation;

/// <summary>What a group demands of its members' leaves.</summary>
internal sealed record GroupRules(
    Client Client, SuiteCrypto Suite, ReadOnlyMemory<byte> GroupId, ImmutableArray<Extension> Extensions, RequiredCapabilities? Required)
{
    /// <summary>Reads the demands out of a group's extensions, which fail where one of them is malformed.</summary>
    public static MlsResult<GroupRules> Create(Client client, SuiteCrypto suite, ReadOnlyMemory<byte> groupId, ImmutableArray<Extension> extensions)
    {
        RequiredCapabilities? required = null;
        if (extensions.Find(ExtensionType.RequiredCapabilities) is { } extension
            && !Tls.Decode(extension.Data, RequiredCapabilities.Read).TryGet(out required, out _))
        {
            return MlsRules.ExtensionMalformed.Broken("required_capabilities");
        }

        if (extensions.Find(ExtensionType.ExternalSenders) is { } senders && !ExternalSender.ReadList(senders.Data).IsOk)
        {
            return MlsRules.ExtensionMalformed.Broken("external_senders");
        }

        return new GroupRules(client, suite, groupId, extensions, required);
    }

    /// <summary>All external senders of the group.</summary>
    public ImmutableArray<ExternalSender> ExternalSenders() =>
        Extensions.Find(ExtensionType.ExternalSenders) is { } extension ? ExternalSender.ReadList(extension.Data).Value.Senders : [];

    /// <summary>Whether each new or changed external sender's credential is acceptable (§5.3.1).</summary>
    public MlsError? CheckExternalSenders(GroupRules? before, DateTimeOffset now)
    {
        var known = before?.ExternalSenders() ?? [];
        foreach (var sender in ExternalSenders())
        {
            if (!known.Any(k => k.SignatureKey.Span.SequenceEqual(sender.SignatureKey.Span) && k.Credential.Same(sender.Credential))
                && LeafNodeValidation.CheckCredential(Client, sender.Credential, sender.SignatureKey, CredentialUse.ExternalSender, now) is { } error)
            {
                return error;
            }
        }

        return null;
    }
}
