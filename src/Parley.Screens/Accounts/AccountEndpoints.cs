using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Screens.Languages;

namespace Parley.Screens.Accounts;

/// <summary>Signing in and out, over HTTP: a circuit can set no cookie. Each answer that refuses says why in the officer's language.</summary>
internal static class AccountEndpoints
{
    public const string SignInPath = "/sign-in";

    // OWASP's figure for PBKDF2 with HMAC-SHA-512 is 210,000.
    // Identity takes the codes of two steps of 30 s before and after this one.
    private const int CodesAtOneMoment = 5;
    private const int PasswordRounds = 250_000;
    private const int PasswordLength = 15;
    private const int LongestPassword = 256;
    private const int TriesBeforeLock = 5;

    // One password at a time: tries at one moment would count as one, and each costs a core a tenth of a second.
    private static readonly SemaphoreSlim OnePassword = new(1, 1);

    /// <summary>Accounts of Identity on the desk book; a cookie that names a session; policies.</summary>
    public static void Add(IServiceCollection services, RunningNode node, int port)
    {
        // A cookie goes to every port of a machine: the name keeps two nodes apart.
        services.AddAuthentication(SessionClaims.Scheme)
            .AddCookie(SessionClaims.Scheme, o =>
            {
                Protect(o.Cookie, $"parley-console-{port}");
                o.ExpireTimeSpan = Parley.Node.Accounts.Session.Longest;
                o.SlidingExpiration = false;
                o.LoginPath = SignInPath;
                o.ReturnUrlParameter = "to";
                o.Events.OnValidatePrincipal = ValidateAsync;
                o.Events.OnRedirectToAccessDenied = DeniedAsync;
            })
            // Where Identity keeps a ceremony's challenge between its two requests.
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, o =>
            {
                Protect(o.Cookie, $"parley-ceremony-{port}");
                o.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            });
        services.AddHttpContextAccessor();
        services.AddSingleton(node.Clock);
        services.AddIdentityCore<Officer>(o =>
            {
                o.Password = new PasswordOptions { RequiredLength = PasswordLength, RequiredUniqueChars = 6, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
                o.Lockout = new LockoutOptions { MaxFailedAccessAttempts = TriesBeforeLock, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15) };
                o.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-";
            })
            .AddUserStore<OfficerStore>()
            .AddSignInManager()
            .AddTokenProvider<AuthenticatorTokenProvider<Officer>>(TokenOptions.DefaultAuthenticatorProvider);
        // Names are what PostId takes, in lower case already.
        services.AddSingleton<ILookupNormalizer, AsWritten>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = PasswordRounds);
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.ServerDomain = Passkey.RelyingParty;
            o.UserVerificationRequirement = "required";
            o.ResidentKeyRequirement = "required";
            o.AttestationConveyancePreference = "none";
            // ES256 alone: what a party card can carry (CRD-011).
            o.IsAllowedAlgorithm = algorithm => algorithm == -7;
        });
        services.AddAuthorization(Policies.Add);

        static void Protect(CookieBuilder cookie, string name)
        {
            cookie.Name = name;
            cookie.HttpOnly = true;
            cookie.SameSite = SameSiteMode.Strict;
            cookie.IsEssential = true;
        }
    }

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        // For an auditor to keep elsewhere: from then on nothing before it changes unseen.
        app.MapGet("/administration/checkpoint", (DeskBook book) => Results.Text(book.Checkpoint ?? "", "text/plain; charset=utf-8")).RequireAuthorization(Policies.Audit);
        var accounts = app.MapGroup("/accounts").AllowAnonymous();
        accounts.MapPost("/invitation", InvitationAsync);
        accounts.MapPost("/enrol", EnrolAsync);
        accounts.MapPost("/enrol-password", EnrolPasswordAsync);
        accounts.MapPost("/challenge", async (SignInManager<Officer> signIn) => Results.Text(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json"));
        accounts.MapPost("/sign-in", SignInAsync);
        accounts.MapPost("/sign-in-password", SignInPasswordAsync);
        accounts.MapPost("/sign-out", SignOutAsync);
    }

    /// <summary>What a code is for; with what the browser needs to make a passkey, or an authenticator app to make codes.</summary>
    private static async Task<IResult> InvitationAsync(Code asked, Invitations invitations, SignInManager<Officer> signIn, DeskBook book, Speech speech, HttpContext context)
    {
        if (invitations.Find(asked.Value) is not { Value: var invitation })
            return Refuse(speech, context, "accounts.code-bad");
        if (invitation.Fallback)
            return Results.Json(new { password = true, name = invitation.Name, secret = invitation.AuthenticatorKey });
        var handle = book.Find<Officer>(invitation.Name)?.Value.Handle ?? NewHandle(asked.Value);
        var options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = handle, Name = invitation.Name, DisplayName = invitation.Pseudonym });
        return Results.Json(new { password = false, name = invitation.Name, options });
    }

    private static async Task<IResult> EnrolAsync(Enrolment enrolment, Invitations invitations, SignInManager<Officer> signIn, UserManager<Officer> users, DeskBook book, Sessions sessions, Speech speech, HttpContext context)
    {
        if (invitations.Find(enrolment.Code) is not { } kept)
            return Refuse(speech, context, "accounts.code-bad");
        if (await ObserveAsync(() => signIn.PerformPasskeyAttestationAsync(enrolment.Credential)) is not { } attested)
            return Refuse(speech, context, "accounts.late");
        if (!attested.Succeeded)
            return Refuse(speech, context, "accounts.passkey-refused", attested.Failure.Message);
        var passkey = attested.Passkey;
        if (await users.FindByPasskeyIdAsync(passkey.CredentialId) is not null)
            return Refuse(speech, context, "accounts.passkey-known");
        var officer = Account(book, kept.Value, NewHandle(enrolment.Code));
        // Another invitation for the same name may have made the account between the two requests.
        if (attested.UserEntity.Id != officer.Handle)
            return Refuse(speech, context, "accounts.meanwhile");
        passkey.Name = $"passkey {officer.Passkeys.Count + 1}";
        await new OfficerStore(book).AddOrUpdatePasskeyAsync(officer, passkey, context.RequestAborted);
        return Enrol(book, kept, officer, new Act(officer.Name, "officer.enrol", officer.Name, passkey.Name) { As = officer.Pseudonym })
            ? await EnterAsync(officer, false, sessions, context, null)
            : Refuse(speech, context, "accounts.meanwhile");
    }

    private static async Task<IResult> EnrolPasswordAsync(PasswordEnrolment enrolment, Invitations invitations, UserManager<Officer> users, DeskBook book, Sessions sessions, Speech speech, HttpContext context)
    {
        if (invitations.Find(enrolment.Code) is not { Value.Fallback: true } kept)
            return Refuse(speech, context, "accounts.code-bad");
        var officer = Account(book, kept.Value, NewHandle(enrolment.Code));
        if (enrolment.Password.Length is < PasswordLength or > LongestPassword || !(await new PasswordValidator<Officer>().ValidateAsync(users, officer, enrolment.Password)).Succeeded)
            return Refuse(speech, context, "accounts.password-weak", PasswordLength);
        officer.AuthenticatorKey = kept.Value.AuthenticatorKey;
        if (!await users.VerifyTwoFactorTokenAsync(officer, TokenOptions.DefaultAuthenticatorProvider, enrolment.Factor))
            return Refuse(speech, context, "accounts.factor-bad");
        officer.PasswordHash = users.PasswordHasher.HashPassword(officer, enrolment.Password);
        officer.UsedCodes = [enrolment.Factor];
        return Enrol(book, kept, officer, new Act(officer.Name, "officer.enrol", officer.Name, "password with second factor, the fallback") { As = officer.Pseudonym })
            ? await EnterAsync(officer, true, sessions, context, null)
            : Refuse(speech, context, "accounts.meanwhile");
    }

    private static async Task<IResult> SignInAsync(Assertion assertion, SignInManager<Officer> signIn, UserManager<Officer> users, DeskBook book, Sessions sessions, Speech speech, HttpContext context)
    {
        if (await ObserveAsync(() => signIn.PerformPasskeyAssertionAsync(assertion.Credential)) is not { } asserted)
            return Refuse(speech, context, "accounts.late");
        if (!asserted.Succeeded)
        {
            sessions.Refuse("a passkey that does not hold");
            return Refuse(speech, context, "accounts.passkey-refused", asserted.Failure.Message);
        }

        var officer = asserted.User;
        if (officer.Closed)
        {
            book.TryCommit([], new Act(officer.Name, "session.refuse", officer.Name, "the account is closed"));
            return Refuse(speech, context, "accounts.closed");
        }

        await users.AddOrUpdatePasskeyAsync(officer, asserted.Passkey);
        return await EnterAsync(officer, false, sessions, context, assertion.To);
    }

    /// <summary>The second half of a ceremony of the passkey; nothing where its first half was never asked for, or too long ago: Identity throws for that, and for nothing in it at all.</summary>
    private static async Task<T?> ObserveAsync<T>(Func<Task<T>> second)
        where T : class
    {
        try
        {
            return await second();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static async Task<IResult> SignInPasswordAsync(PasswordEntry entry, UserManager<Officer> users, Sessions sessions, Speech speech, HttpContext context)
    {
        await OnePassword.WaitAsync(context.RequestAborted);
        try
        {
            return await TryPasswordAsync(entry, users, sessions, speech, context);
        }
        finally
        {
            OnePassword.Release();
        }
    }

    private static async Task<IResult> TryPasswordAsync(PasswordEntry entry, UserManager<Officer> users, Sessions sessions, Speech speech, HttpContext context)
    {
        var officer = entry.Name.Length <= 32 ? await users.FindByNameAsync(entry.Name) : null;
        if (officer is { Closed: false, PasswordHash: not null } && await users.IsLockedOutAsync(officer))
            return Refuse(speech, context, "accounts.locked", officer.LockedUntil!.Value.UtcDateTime.ToString("HH:mm'Z'", CultureInfo.InvariantCulture), TriesBeforeLock);

        // One answer for a name that is not there and for a password that is wrong, in about the same time.
        var known = officer ?? new Officer { PasswordHash = Nobody.Value };
        var password = entry.Password.Length <= LongestPassword && known.PasswordHash is not null && users.PasswordHasher.VerifyHashedPassword(known, known.PasswordHash, entry.Password) != PasswordVerificationResult.Failed;
        var factor = officer?.AuthenticatorKey is not null && !officer.UsedCodes.Contains(entry.Factor) && await users.VerifyTwoFactorTokenAsync(officer, TokenOptions.DefaultAuthenticatorProvider, entry.Factor);
        if (officer is not { Closed: false } || !password || !factor)
        {
            if (officer is { Closed: false, PasswordHash: not null })
            {
                officer.Acts.Add(new Act("node", "session.refuse", officer.Name, "a wrong password or code"));
                await users.AccessFailedAsync(officer);
            }
            else
            {
                sessions.Refuse("a name without a password");
            }

            return Refuse(speech, context, "accounts.password-wrong");
        }

        officer.UsedCodes = [entry.Factor, .. officer.UsedCodes.Take(CodesAtOneMoment - 1)];
        // Written even where there were no wrong tries: the code is not good again.
        officer.WrongTries = 0;
        return (await users.UpdateAsync(officer)).Succeeded ? await EnterAsync(officer, true, sessions, context, entry.To) : Refuse(speech, context, "accounts.meanwhile");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, Sessions sessions)
    {
        if (SessionClaims.SessionOf(context.User) is { } session)
            sessions.End(session, new Act(context.User.Identity!.Name!, "session.close"));
        await context.SignOutAsync(SessionClaims.Scheme);
        return Results.Redirect(SignInPath);
    }

    private static async Task<IResult> EnterAsync(Officer officer, bool fallback, Sessions sessions, HttpContext context, string? to)
    {
        await context.SignInAsync(SessionClaims.Scheme, SessionClaims.Of(sessions.Open(officer, fallback), officer));
        // To a page of this console: a path, and none that a browser takes for another host.
        var local = to is { Length: > 0 and < 512 } && to[0] == '/' && (to.Length == 1 || to[1] is not ('/' or '\\')) && !to.Any(char.IsControl);
        return Results.Json(new { to = local && to != "/" ? to : Home(officer.Roles) });
    }

    /// <summary>Where an officer begins.</summary>
    internal static string Home(IEnumerable<Role> roles) => Policies.Allows(Policies.Read, roles) ? "/" : "/administration";

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        if (SessionClaims.SessionOf(context.Principal) is { } session && sessions.Check(session, active: false) is { } officer)
        {
            context.ReplacePrincipal(SessionClaims.Of(session, officer));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(SessionClaims.Scheme);
    }

    private static Task DeniedAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var roles = Enum.GetValues<Role>().Where(d => context.HttpContext.User.IsInRole(Policies.Word(d)));
        if (context.Request.Path == "/" && Home(roles) != "/")
        {
            context.Response.Redirect(Home(roles));
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(context.HttpContext.RequestServices.GetRequiredService<Speech>()["accounts.not-yours"] + "\n");
    }

    private static Officer Account(DeskBook book, Invitation invitation, string handle) =>
        OfficerStore.Open(book.Find<Officer>(invitation.Name)) ?? new Officer { Name = invitation.Name, Pseudonym = invitation.Pseudonym, Desks = invitation.Desks, Roles = invitation.Roles, Handle = handle };

    /// <summary>The account with its new way to sign in, and the code used up: both or neither.</summary>
    private static bool Enrol(DeskBook book, Kept<Invitation> kept, Officer officer, Act act)
    {
        // Whoever gets in anew throws out who was in: a code may have been asked for because a key was lost.
        officer.Stamp = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        return !officer.Closed && book.TryCommit([DeskBook.Remove(kept), DeskBook.Write(officer.Name, officer.Version, officer)], act);
    }

    // Of the code: so the second request finds what the first one told the authenticator, and nothing has to be kept between.
    private static string NewHandle(string code) =>
        Convert.ToHexStringLower(Crypto.Sha256.Hash(System.Text.Encoding.UTF8.GetBytes($"parley handle v1\n{string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant()}")))[..32];

    private static IResult Refuse(Speech speech, HttpContext context, string key, params object?[] values)
    {
        speech.Choose(context.Request.Headers.AcceptLanguage.ToString().Split(',', '-', ';')[0]);
        return Results.Json(new { problem = speech[key, values] }, statusCode: StatusCodes.Status422UnprocessableEntity);
    }

    private static readonly Lazy<string> Nobody = new(() =>
        new PasswordHasher<Officer>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = PasswordRounds })).HashPassword(new Officer(), "nobody"));

    private sealed class AsWritten : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name;

        public string? NormalizeEmail(string? email) => email;
    }

    private sealed record Code(string Value);

    private sealed record Enrolment(string Code, string Credential);

    private sealed record PasswordEnrolment(string Code, string Password, string Factor);

    private sealed record Assertion(string Credential, string? To = null);

    private sealed record PasswordEntry(string Name, string Password, string Factor, string? To = null);
}
