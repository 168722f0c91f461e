namespace Parley.Node.Drafts;

/// <summary>A field of a form in which an officer writes several things, each on a line with its name, and which become fields of the record: <c>cause: a stray missile</c> is <c>claim.cause</c>.</summary>
internal sealed record NamedLines(string Field, string Prefix)
{
    /// <summary>Claims of a statement, facts of an account.</summary>
    public static IReadOnlyList<NamedLines> All { get; } = [new("claims", "claim"), new("facts", "fact")];

    /// <summary>What stands in the way where it was not read.</summary>
    public DraftFault Fault => new(Field, "CAS-007", "each line is a name, a colon and what is said, such as 'cause: a stray missile'; a name has small letters, digits and hyphens, and stands once");

    /// <summary>The fields; nothing where a line has no name, a bad one, or one that stood before.</summary>
    public IReadOnlyDictionary<string, string>? Read(string text)
    {
        var read = new Dictionary<string, string>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } said] || !Parley.Records.Fields.Field.IsName($"{Prefix}.{name}") || !read.TryAdd($"{Prefix}.{name}", said))
                return null;
        }

        return read;
    }
}
