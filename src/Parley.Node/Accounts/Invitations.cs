using System.Security.Cryptography;
using System.Text;
using Parley.Records;

namespace Parley.Node.Accounts;

/// <summary>Makes and checks one-time codes.</summary>
public sealed class Invitations(DeskBook book, PartyId self, TimeProvider clock)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    // Crockford's base 32: no letter is taken for a digit.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Letters = 20;

    /// <summary>A code for an account: a new one, or a further way to sign in to one that is there, whose desks and roles then stay.</summary>
    /// <exception cref="InvalidDataException">The names or roles cannot be an account's; the message says why.</exception>
    public string Make(string name, string? pseudonym, IReadOnlyList<string> desks, IReadOnlyList<Role> roles, bool fallback, Act by)
    {
        ArgumentNullException.ThrowIfNull(by);
        Check(name, "an account");
        if (book.Find<Officer>(name)?.Value is { } officer)
        {
            if (officer.Closed)
                throw new InvalidDataException($"The account '{name}' is closed; an administrator can open it again.");
            (pseudonym, desks, roles) = (officer.Pseudonym, officer.Desks, officer.Roles);
        }

        pseudonym ??= name;
        Check(pseudonym, "an officer");
        foreach (var desk in desks)
            Check(desk, "a desk");
        if (Officer.Conflict(roles) is { } conflict)
            throw new InvalidDataException($"'{name}' cannot have these roles: {conflict}.");
        // Read before what it stands for: what is written since is another version.
        var acting = book.Find<Pseudonym>(pseudonym)?.Version ?? 0;
        if (book.All<Officer>().Select(o => (o.Value.Name, o.Value.Pseudonym)).Concat(book.All<Invitation>().Where(i => i.Value.Until > clock.GetUtcNow()).Select(i => (i.Value.Name, i.Value.Pseudonym)))
            .FirstOrDefault(o => o.Pseudonym == pseudonym && o.Name != name) is { Name: { } taken })
        {
            throw new InvalidDataException($"The account '{taken}' acts as {self}/{pseudonym} already, or is about to: two people under one name could release what they drafted.");
        }

        var code = RandomNumberGenerator.GetString(Alphabet, Letters);
        var invitation = new Invitation(name, pseudonym, desks, roles, clock.GetUtcNow() + Life, fallback, fallback ? Base32(RandomNumberGenerator.GetBytes(20)) : null);
        List<Channels.Storage.DeskWrite> writes = [.. book.All<Invitation>().Where(i => i.Value.Until <= clock.GetUtcNow()).Select(DeskBook.Remove), DeskBook.Write(pseudonym, acting, new Pseudonym(name)), DeskBook.Write(KeyOf(code), 0, invitation)];
        return book.TryCommit(writes, by with { What = "officer.invite", About = name, Detail = $"{self}/{pseudonym}; {string.Join(' ', roles).ToLowerInvariant()}{(fallback ? "; password" : "")}" })
            ? string.Join('-', code.Chunk(5).Select(c => new string(c)))
            : Make(name, pseudonym, desks, roles, fallback, by);
    }

    /// <summary>The invitation of a code that is good now, or nothing. Spaces, hyphens and case do not count.</summary>
    public Kept<Invitation>? Find(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        // A hundred random bits: nobody tries them, and the hash needs no salt.
        var letters = string.Concat(code.Take(100).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return letters.Length == Letters && book.Find<Invitation>(KeyOf(letters)) is { } kept && kept.Value.Until > clock.GetUtcNow() ? kept : null;
    }

    private static string KeyOf(string letters) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"parley invitation v1\n{letters}")));

    private static string Base32(byte[] bytes)
    {
        const string Rfc4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = bytes.SelectMany(b => Enumerable.Range(0, 8).Select(i => (b >> (7 - i)) & 1)).ToArray();
        return string.Concat(bits.Chunk(5).Select(five => Rfc4648[five.Aggregate(0, (n, bit) => (n << 1) | bit)]));
    }

    private void Check(string name, string of)
    {
        if (!PostId.TryParse($"{self}/{name}", out _))
            throw new InvalidDataException($"'{name}' is not the name of {of}: lower-case letters, digits and inner hyphens, at most 32.");
    }
}
