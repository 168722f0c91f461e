namespace Parley.Mls.Schedule;

/// <summary>The pre-shared keys of a commit or Welcome, looked up in order (RFC 9420 §8.4).</summary>
internal sealed class PskInput
{
    private readonly List<(PreSharedKeyId Id, Secret Psk)> psks = [];

    private PskInput()
    {
    }

    public IEnumerable<PreSharedKeyId> Ids => psks.Select(static p => p.Id);

    /// <summary>Those that a list of proposals names.</summary>
    public static MlsResult<PskInput> Collect(Group? group, IEnumerable<ProposedChange> changes, IPreSharedKeys application) =>
        Collect(group, changes.Select(static c => c.Proposal).OfType<PreSharedKey>().Select(static p => p.Psk), application);

    public static MlsResult<PskInput> Collect(Group? group, IEnumerable<PreSharedKeyId> ids, IPreSharedKeys application)
    {
        var input = new PskInput();
        foreach (var id in ids)
        {
            var psk = Find(group, id, application);
            if (psk is null)
            {
                input.Dispose();
                return MlsRules.PskKnown.Broken(id is ResumptionPskId r ? FormattableString.Invariant($"resumption, epoch {r.Epoch}") : "external");
            }

            input.psks.Add((id, psk));
        }

        return input;
    }

    public Secret Compute(SuiteCrypto suite)
    {
        var result = PskSecret.Compute(suite, psks);
        Dispose();
        return result;
    }

    private static Secret? Find(Group? group, PreSharedKeyId id, IPreSharedKeys application)
    {
        if (id is ExternalPskId external)
        {
            return application.FindExternal(external.Id.Span) is { } found ? Secret.Copy(found) : null;
        }

        var resumption = (ResumptionPskId)id;
        if (group is not null && resumption.GroupId.Span.SequenceEqual(group.GroupId.Span)
            && group.FindResumption(resumption.Epoch) is { } own)
        {
            return own.Share();
        }

        return application.FindResumption(resumption.GroupId.Span, resumption.Epoch) is { } other ? Secret.Copy(other) : null;
    }

    private void Dispose() => psks.ForEach(static p => p.Psk.Dispose());
}
