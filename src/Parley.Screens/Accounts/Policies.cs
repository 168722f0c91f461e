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

    private static readonly Dictionary<string, Duty[]> Who = new()
    {
        [SignedIn] = Enum.GetValues<Duty>(),
        [Read] = [.. Enum.GetValues<Duty>().Except([Duty.Administrator])],
        [Watch] = [Duty.Watch],
        [Compose] = [Duty.Watch, Duty.Drafter, Duty.Releaser, Duty.Verification, Duty.Investigator],
        [Release] = [Duty.Releaser],
        [Press] = [Duty.Press],
        [Audit] = [Duty.Auditor, Duty.Administrator],
        [Administer] = [Duty.Administrator],
    };

    /// <summary>Whether an account with these duties is let in.</summary>
    public static bool Allows(string policy, IEnumerable<Duty> duties) => Who[policy].Intersect(duties).Any();

    /// <summary>The policy of a page.</summary>
    public static string Of(Type page) =>
        page.GetCustomAttributes(typeof(AuthorizeAttribute), true).Cast<AuthorizeAttribute>().FirstOrDefault()?.Policy ?? Read;

    /// <summary>A duty as a claim.</summary>
    public static string Word(Duty duty) => duty.ToString().ToLowerInvariant();

    internal static void Add(AuthorizationOptions options)
    {
        foreach (var (name, duties) in Who)
            options.AddPolicy(name, p => p.RequireAuthenticatedUser().RequireRole(duties.Select(Word)));
        options.DefaultPolicy = options.GetPolicy(Read)!;
        // What nobody thought of is shut.
        options.FallbackPolicy = options.DefaultPolicy;
    }
}
