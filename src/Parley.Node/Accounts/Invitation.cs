using System.Text.Json.Serialization;

namespace Parley.Node.Accounts;

/// <summary>A one-time code that opens an account, or adds a way to sign in to it. Only the code's hash is kept, as its key.</summary>
/// <param name="Name">The account.</param>
/// <param name="Pseudonym">Under which name it acts.</param>
/// <param name="Desks">At which desks.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Until">Until when the code is good, UTC.</param>
/// <param name="Fallback">Whether it is for a password with a second factor instead of a passkey.</param>
/// <param name="AuthenticatorKey">For the fallback, the secret of the second factor, base32.</param>
public sealed record Invitation(string Name, string Pseudonym, IReadOnlyList<string> Desks, [property: JsonPropertyName("duties")] IReadOnlyList<Role> Roles, DateTimeOffset Until, bool Fallback, string? AuthenticatorKey) : IKept
{
    /// <inheritdoc/>
    public static string Kind => "invitation";
}
