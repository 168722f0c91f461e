using Microsoft.AspNetCore.Components.Authorization;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Records;

namespace Parley.Screens.Accounts;

/// <summary>The officer at this screen. Ask anew before each act: the account may have been changed or the session ended.</summary>
public sealed class ActingOfficer(AuthenticationStateProvider authentication, RunningNode node)
{
    /// <summary>The account as it stands now, or nothing where the session has ended.</summary>
    public Officer? Account => Authentication.Check(active: false);

    /// <summary>The officer as records name him: his duty pseudonym.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended.</exception>
    public PostId Post => Require().In(node.Self);

    /// <summary>The name of the desk that the officer speaks for: the first of his own, or of the party's.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended.</exception>
    public string Desk => Require().Desks.FirstOrDefault() ?? node.Loop.View.Cards[node.Self].Current.Desks[0].Name;

    /// <summary>Whether the officer may do what a policy of <see cref="Policies"/> covers.</summary>
    public bool May(string policy) => Account is { } account && Policies.Allows(policy, account.Roles);

    /// <summary>The account, which a policy of <see cref="Policies"/> lets act.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended, or the officer may not.</exception>
    public Officer Require(string policy = Policies.SignedIn) => Account is not { } account
        ? throw new UnauthorizedAccessException("The session has ended: sign in again.")
        : Policies.Allows(policy, account.Roles)
            ? account
            : throw new UnauthorizedAccessException($"{account.Name} may not do this: it is for the role {policy}.");

    /// <summary>An act of this officer, for the audit trail.</summary>
    /// <exception cref="UnauthorizedAccessException">The session has ended.</exception>
    public Act Act(string what, string? about = null, string? detail = null)
    {
        var account = Require();
        return new Act(account.Name, what, about, detail) { As = account.Pseudonym, Session = Sessions.Short(Authentication.Session!) };
    }

    /// <summary>A person has touched this screen just now: the session goes on.</summary>
    public void Touch() => Authentication.Check(active: true);

    /// <summary>This screen's session.</summary>
    public string? Session => Authentication.Session;

    private SessionAuthentication Authentication
    {
        get
        {
            var provider = (SessionAuthentication)authentication;
            // It hands the session over at its first question, and answers at once.
            _ = provider.GetAuthenticationStateAsync();
            return provider;
        }
    }
}
