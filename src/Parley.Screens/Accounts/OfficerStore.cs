using Microsoft.AspNetCore.Identity;
using Parley.Node.Accounts;

namespace Parley.Screens.Accounts;

/// <summary>The desk book as ASP.NET Core Identity sees it. Accounts are made by invitations alone; what Identity changes is written with the acts that it stands for.</summary>
public sealed class OfficerStore(DeskBook book) :
    IUserStore<Officer>, IUserPasskeyStore<Officer>, IUserSecurityStampStore<Officer>, IUserLockoutStore<Officer>, IUserPasswordStore<Officer>, IUserTwoFactorStore<Officer>, IUserAuthenticatorKeyStore<Officer>
{
    private static readonly IdentityError Meanwhile = new() { Code = "ConcurrencyFailure", Description = "the account was changed meanwhile; try again" };

    /// <summary>An account as it stands now.</summary>
    public static Officer? Open(Kept<Officer>? kept)
    {
        if (kept is not null)
            kept.Value.Version = kept.Version;
        return kept?.Value;
    }

    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.Handle);

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    /// <inheritdoc/>
    public Task<string?> GetNormalizedUserNameAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    /// <inheritdoc/>
    public Task SetUserNameAsync(Officer user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException("An account keeps its name.");

    /// <inheritdoc/>
    public Task SetNormalizedUserNameAsync(Officer user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IdentityResult> CreateAsync(Officer user, CancellationToken cancellationToken) => UpdateAsync(user, cancellationToken);

    /// <inheritdoc/>
    public Task<IdentityResult> DeleteAsync(Officer user, CancellationToken cancellationToken) => throw new NotSupportedException("An account is closed and never deleted: the audit trail speaks of it.");

    /// <inheritdoc/>
    public Task<IdentityResult> UpdateAsync(Officer user, CancellationToken cancellationToken)
    {
        if (!book.TryCommit([DeskBook.Write(user.Name, user.Version, user)], [.. user.Acts]))
            return Task.FromResult(IdentityResult.Failed(Meanwhile));
        user.Version++;
        user.Acts.Clear();
        return Task.FromResult(IdentityResult.Success);
    }

    /// <inheritdoc/>
    public Task<Officer?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(Open(book.All<Officer>().FirstOrDefault(o => o.Value.Handle == userId)));

    /// <inheritdoc/>
    public Task<Officer?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(Open(book.Find<Officer>(normalizedUserName)));

    /// <inheritdoc/>
    public Task AddOrUpdatePasskeyAsync(Officer user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var before = user.Passkeys.FirstOrDefault(p => p.Id.AsSpan().SequenceEqual(passkey.CredentialId));
        var kept = new Passkey(passkey.CredentialId, passkey.PublicKey, passkey.Name ?? before?.Name ?? "passkey", passkey.CreatedAt, passkey.SignCount, passkey.Transports ?? [], passkey.IsBackupEligible, passkey.IsBackedUp);
        user.Passkeys = [.. user.Passkeys.Where(p => p != before), kept];
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>([.. user.Passkeys.Select(ToInfo)]);

    /// <inheritdoc/>
    public Task<Officer?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(Open(book.All<Officer>().FirstOrDefault(o => Find(o.Value, credentialId) is not null)));

    /// <inheritdoc/>
    public Task<UserPasskeyInfo?> FindPasskeyAsync(Officer user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(Find(user, credentialId) is { } passkey ? ToInfo(passkey) : null);

    /// <inheritdoc/>
    public Task RemovePasskeyAsync(Officer user, byte[] credentialId, CancellationToken cancellationToken)
    {
        user.Passkeys = [.. user.Passkeys.Where(p => !p.Id.AsSpan().SequenceEqual(credentialId))];
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SetSecurityStampAsync(Officer user, string stamp, CancellationToken cancellationToken)
    {
        user.Stamp = stamp;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> GetSecurityStampAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Stamp);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.LockedUntil);

    /// <inheritdoc/>
    public Task SetLockoutEndDateAsync(Officer user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        user.LockedUntil = lockoutEnd;
        if (lockoutEnd is not null)
            user.Acts.Add(new Act("node", "officer.lock", user.Name));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> IncrementAccessFailedCountAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(++user.WrongTries);

    /// <inheritdoc/>
    public Task ResetAccessFailedCountAsync(Officer user, CancellationToken cancellationToken)
    {
        user.WrongTries = 0;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> GetAccessFailedCountAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.WrongTries);

    /// <inheritdoc/>
    public Task<bool> GetLockoutEnabledAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task SetLockoutEnabledAsync(Officer user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task SetPasswordHashAsync(Officer user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> GetPasswordHashAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    /// <inheritdoc/>
    public Task<bool> HasPasswordAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    /// <inheritdoc/>
    public Task SetTwoFactorEnabledAsync(Officer user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<bool> GetTwoFactorEnabledAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.AuthenticatorKey is not null);

    /// <inheritdoc/>
    public Task SetAuthenticatorKeyAsync(Officer user, string key, CancellationToken cancellationToken)
    {
        user.AuthenticatorKey = key;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> GetAuthenticatorKeyAsync(Officer user, CancellationToken cancellationToken) => Task.FromResult(user.AuthenticatorKey);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The desk book is the node's.
    }

    private static Passkey? Find(Officer officer, byte[] id) => officer.Passkeys.FirstOrDefault(p => p.Id.AsSpan().SequenceEqual(id));

    private static UserPasskeyInfo ToInfo(Passkey p) =>
        new(p.Id, p.PublicKey, p.CreatedAt, p.SignCount, [.. p.Transports], true, p.BackupEligible, p.BackedUp, [], []) { Name = p.Name };
}
