namespace Parley.Node.Accounts;

/// <summary>Who acts under a name, which is its key. Whoever is invited under the name writes it, so that of two at once the store takes one.</summary>
/// <param name="Account">The account.</param>
public sealed record Pseudonym(string Account) : IKept
{
    /// <inheritdoc/>
    public static string Kind => "pseudonym";
}
