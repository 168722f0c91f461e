using System.Security.Cryptography;

namespace Parley.Node.Accounts;

/// <summary>What an administrator does with accounts.</summary>
public sealed class OfficerAccounts(DeskBook book)
{
    /// <summary>Closes an account and ends its sessions.</summary>
    /// <exception cref="InvalidDataException">There is no such account.</exception>
    public void Close(string name, Act by) => Change(name, by with { What = "officer.close" }, o => o.Closed = true);

    /// <summary>Opens a closed account again.</summary>
    /// <exception cref="InvalidDataException">There is no such account.</exception>
    public void Reopen(string name, Act by) => Change(name, by with { What = "officer.reopen" }, o => o.Closed = false);

    /// <summary>Lets a password be tried again after too many wrong tries.</summary>
    /// <exception cref="InvalidDataException">There is no such account.</exception>
    public void Unlock(string name, Act by) => Change(name, by with { What = "officer.unlock" }, o => (o.LockedUntil, o.WrongTries) = (null, 0));

    /// <summary>Gives an account other desks and roles; its sessions end, for they were opened for others.</summary>
    /// <exception cref="InvalidDataException">There is no such account, or no account has these roles together.</exception>
    public void Assign(string name, IReadOnlyList<string> desks, IReadOnlyList<Role> roles, Act by)
    {
        if (Officer.Conflict(roles) is { } conflict)
            throw new InvalidDataException($"'{name}' cannot have these roles: {conflict}.");
        Change(name, by with { What = "officer.assign", Detail = $"{string.Join(' ', desks)}; {string.Join(' ', roles).ToLowerInvariant()}" }, o => (o.Desks, o.Roles) = (desks, roles));
    }

    /// <summary>Takes the password from an account.</summary>
    /// <exception cref="InvalidDataException">There is no such account.</exception>
    public void RemovePassword(string name, Act by) => Change(name, by with { What = "officer.password-remove" }, o => (o.PasswordHash, o.AuthenticatorKey, o.UsedCodes) = (null, null, []));

    private void Change(string name, Act by, Action<Officer> change)
    {
        for (; ; )
        {
            var kept = book.Find<Officer>(name) ?? throw new InvalidDataException($"There is no account '{name}'.");
            change(kept.Value);
            // Another stamp: every session that was opened before ends with it, wherever it is.
            kept.Value.Stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            if (book.TryCommit([DeskBook.Write(name, kept.Version, kept.Value)], by with { About = name }))
                return;
        }
    }
}
