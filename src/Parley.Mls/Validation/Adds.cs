namespace Parley.Mls.Validation;

/// <summary>Whether new members are clients that are not there yet (RFC 9420 §12.2).</summary>
internal static class Adds
{
    /// <summary>
    /// Identical signature keys are caught by the uniqueness of keys; this asks the application about the rest.
    /// <paramref name="tree"/> is the tree after updates and removes.
    /// </summary>
    public static MlsError? CheckClientsDiffer(IAuthenticationService authentication, RatchetTree tree, IReadOnlyList<LeafNode> added)
    {
        for (var i = 0; i < added.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (authentication.IsSameClient(added[i], added[j]))
                {
                    return MlsRules.SameClientTwice.Broken();
                }
            }

            foreach (var (index, leaf) in tree.Leaves())
            {
                if (authentication.IsSameClient(added[i], leaf))
                {
                    return MlsRules.ClientAlreadyMember.Broken(FormattableString.Invariant($"leaf {index}"));
                }
            }
        }

        return null;
    }
}
