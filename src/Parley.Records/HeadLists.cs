namespace Parley.Records;

/// <summary>The rule for <c>seen</c> and <c>have</c>: other parties only, each once, in the order of their ids.</summary>
internal static class HeadLists
{
    /// <summary>What is wrong with the list, or nothing.</summary>
    public static string? Check(IReadOnlyList<Head> heads, PartyId author)
    {
        if (heads.Count > Limits.Parties)
            return $"names more than {Limits.Parties} parties";
        for (var i = 0; i < heads.Count; i++)
        {
            if (heads[i].Author == author)
                return "names the author";
            if (i > 0 && heads[i - 1].Author.CompareTo(heads[i].Author) >= 0)
                return "is not in the order of party ids, each once";
        }

        return null;
    }
}
