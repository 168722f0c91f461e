using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;
using Parley.Node.Accounts;

namespace Parley.Screens.Accounts;

/// <summary>Who is at a screen, for as long as the session stands: its end takes the screen away at once.</summary>
internal sealed class SessionAuthentication : RevalidatingServerAuthenticationStateProvider
{
    private readonly Sessions _sessions;

    public SessionAuthentication(ILoggerFactory logging, Sessions sessions)
        : base(logging)
    {
        _sessions = sessions;
        _sessions.Ended += EndedHere;
    }

    /// <summary>The session, or nothing where nobody has signed in or it has ended.</summary>
    public string? Session { get; private set; }

    /// <summary>The officer as the account stands now; nothing where the session is not good any more, and then the screen goes.</summary>
    public Officer? Check(bool active)
    {
        var officer = Session is { } session ? _sessions.Check(session, active) : null;
        if (officer is null && Session is not null)
            End();
        return officer;
    }

    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        var state = await base.GetAuthenticationStateAsync();
        Session ??= SessionClaims.SessionOf(state.User);
        return state;
    }

    // What another program has ended shows here within seconds.
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(SessionClaims.SessionOf(authenticationState.User) is { } session && _sessions.Check(session, active: false) is not null);

    protected override void Dispose(bool disposing)
    {
        _sessions.Ended -= EndedHere;
        base.Dispose(disposing);
    }

    private void EndedHere(string session)
    {
        if (session == Session)
            End();
    }

    private void End()
    {
        Session = null;
        SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
    }
}
