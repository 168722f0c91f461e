using System.Security.Claims;
using Parley.Node.Accounts;

namespace Parley.Screens.Accounts;

/// <summary>A session as ASP.NET Core carries it: made anew from the desk book at every request.</summary>
internal static class SessionClaims
{
    public const string Scheme = "parley";

    private const string Session = "session";

    public static ClaimsPrincipal Of(string session, Officer officer) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, officer.Name), new Claim(Session, session), .. officer.Roles.Select(d => new Claim(ClaimTypes.Role, Policies.Word(d)))], Scheme));

    public static string? SessionOf(ClaimsPrincipal? principal) => principal?.FindFirst(Session)?.Value;
}
