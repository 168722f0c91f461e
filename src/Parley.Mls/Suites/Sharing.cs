namespace Parley.Mls.Suites;

/// <summary>Taking one more share in something counted.</summary>
internal static class Sharing
{
    /// <summary>The same thing, with one more holder, who disposes too.</summary>
    public static T Share<T>(this T item)
        where T : Counted
    {
        item.Retain();
        return item;
    }

    public static ImmutableArray<T> ShareAll<T>(this ImmutableArray<T> items)
        where T : Counted
    {
        foreach (var item in items)
        {
            item.Retain();
        }

        return items;
    }

    public static void DisposeAll<T>(this ImmutableArray<T> items)
        where T : Counted
    {
        foreach (var item in items)
        {
            item.Dispose();
        }
    }
}
