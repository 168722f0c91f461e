using Microsoft.AspNetCore.Authorization;
using Parley.Node.Accounts;

namespace Parley.Screens.Accounts;

/// <summary>Who may open which screen: the names for <c>[Authorize(Policy = …)]</c>. A page that names none is for <see cref="Read"/>.</summary>
public static class Policies
{
    /// <summary>Whoever has signed in.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Reads what was said: everybody but an administrator.</summary>
    public const string Read = "read";

    /// <summary>Keeps the national log.</summary>
    public const string Watch = "watch";

    /// <summary>Drafts.</summary>
    public const string Compose = "compose";

    /// <summary>Releases what another has drafted.</summary>
    public const string Release = "release";

    /// <summary>Makes extracts.</summary>
    public const string Press = "press";

    /// <summary>Reads the audit trail.</summary>
    public const string Audit = "audit";

    /// <summary>Keeps accounts and the node.</summary>
    public const string Administer = "administer";

    private static readonly Dictionary<string, Role[]> Who = new()
    {
        [SignedIn] = Enum.GetValues<Role>(),
        [Read] = [.. Enum.GetValues<Role>().Except([Role.Administrator])],
        [Watch] = [Role.Watch],
        [Compose] = [Role.Watch, Role.Drafter, Role.Releaser, Role.Verification, Role.Investigator],
        [Release] = [Role.Releaser],
        [Press] = [Role.Press],
        [Audit] = [Role.Auditor, Role.Administrator],
        [Administer] = [Role.Administrator],
    };

    /// <summary>Whether an account with these roles is let in.</summary>
    public static bool Allows(string policy, IEnumerable<Role> roles) => Who[policy].Intersect(roles).Any();

    /// <summary>The policy of a page.</summary>
    public static string Of(Type page) =>
        page.GetCustomAttributes(typeof(AuthorizeAttribute), true).Cast<AuthorizeAttribute>().FirstOrDefault()?.Policy ?? Read;

    /// <summary>A role as a claim.</summary>
    public static string Word(Role role) => role.ToString().ToLowerInvariant();

    internal static void Add(AuthorizationOptions options)
    {
        foreach (var (name, roles) in Who)
            options.AddPolicy(name, p => p.RequireAuthenticatedUser().RequireRole(roles.Select(Word)));
        options.DefaultPolicy = options.GetPolicy(Read)!;
        // What nobody thought of is shut.
        options.FallbackPolicy = options.DefaultPolicy;
    }
}
