namespace Parley.Mls.Validation;

/// <summary>Which lists of proposals may be committed (RFC 9420 §12.1, §12.2); keys and trees are checked elsewhere.</summary>
internal static class ProposalListValidation
{
    /// <summary>The rules for a commit by a member.</summary>
    public static MlsError? CheckRegular(
        GroupRules rules, RatchetTree tree, LeafIndex committer, IReadOnlyList<ProposedChange> changes, ResumptionPskUsage? founding)
    {
        var touched = new HashSet<LeafIndex>();
        var psks = new HashSet<ReadOnlyMemory<byte>>(ByContent.Instance);
        var contexts = 0;
        foreach (var change in changes)
        {
            var error = change.Proposal switch
            {
                Update => change.Sender == Sender.Member(committer) ? MlsRules.CommitterUpdate.Broken()
                    : touched.Add(new LeafIndex(change.Sender.Index)) ? null : MlsRules.SameLeafTwice.Broken($"leaf {change.Sender.Index}"),
                Remove remove => tree[remove.Removed] is null ? MlsRules.RemoveBlank.Broken($"leaf {remove.Removed}")
                    : remove.Removed == committer ? MlsRules.CommitterRemove.Broken()
                    : touched.Add(remove.Removed) ? null : MlsRules.SameLeafTwice.Broken($"leaf {remove.Removed}"),
                PreSharedKey psk => CheckPsk(rules.Suite, psk.Psk, founding)
                    ?? (psks.Add(psk.Psk.Encode()) ? null : MlsRules.SamePskTwice.Broken()),
                GroupContextExtensions => contexts++ == 0 ? null : MlsRules.TwoContextExtensions.Broken(),
                ReInit reInit => changes.Count > 1 ? MlsRules.ReInitAlone.Broken()
                    : reInit.Version < ProtocolVersion.Mls10 ? MlsRules.ReInitVersion.Broken() : null,
                ExternalInit => MlsRules.ExternalInitInRegular.Broken(),
                CustomProposal custom => tree.Leaves().All(l => l.Value.Capabilities.Supports(custom.Type)) ? null
                    : MlsRules.ProposalTypeSupported.Broken(FormattableString.Invariant($"type {(ushort)custom.Type}")),
                _ => null,
            };
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>The rules for an external commit.</summary>
    public static MlsError? CheckExternal(GroupRules rules, RatchetTree tree, Commit commit)
    {
        var inits = 0;
        var removes = 0;
        var psks = new HashSet<ReadOnlyMemory<byte>>(ByContent.Instance);
        foreach (var item in commit.Proposals)
        {
            var error = item.Proposal switch
            {
                null => MlsRules.ExternalByReference.Broken(),
                ExternalInit => Count(ref inits),
                Remove remove => removes++ > 0 ? MlsRules.ExternalRemoves.Broken()
                    : tree[remove.Removed] is null ? MlsRules.RemoveBlank.Broken($"leaf {remove.Removed}") : null,
                PreSharedKey psk => CheckPsk(rules.Suite, psk.Psk, null)
                    ?? (psks.Add(psk.Psk.Encode()) ? null : MlsRules.SamePskTwice.Broken()),
                var other => MlsRules.ExternalOthers.Broken(other.Type.ToString()),
            };
            if (error is not null)
            {
                return error;
            }
        }

        return inits == 1 ? null : MlsRules.OneExternalInit.Broken(FormattableString.Invariant($"{inits}"));
    }

    private static MlsError? Count(ref int count)
    {
        count++;
        return null;
    }

    /// <summary>Whether a commit with these proposals needs a path (§12.4).</summary>
    public static bool RequiresPath(IReadOnlyList<ProposedChange> changes) =>
        changes.Count == 0 || changes.Any(static c => c.Proposal.RequiresPath);

    /// <summary>§12.1.4; <paramref name="founding"/> is set in the first commit of a branched or re-initialised group.</summary>
    private static MlsError? CheckPsk(SuiteCrypto suite, PreSharedKeyId psk, ResumptionPskUsage? founding)
    {
        if (psk is ResumptionPskId { Usage: not ResumptionPskUsage.Application } resumption && resumption.Usage != founding)
        {
            return MlsRules.PskUsage.Broken(resumption.Usage.ToString());
        }

        return psk.Nonce.Length == suite.HashSize ? null : MlsRules.PskNonce.Broken();
    }
}
