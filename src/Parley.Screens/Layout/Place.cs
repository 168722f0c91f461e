using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Parley.Screens.Layout;

/// <summary>A screen that the navigation leads to.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">The key of its name.</param>
/// <param name="Key">The key that opens it after <c>g</c>.</param>
/// <param name="Icon">The path of its picture, 24 units wide and high.</param>
public sealed record Place(string Path, string Text, string Key, string Icon)
{
    private static readonly Place[] Planned =
    [
        new("/", "nav.watch", "w", "M12 4a8 8 0 1 0 8 8h-8z M14 2.2V10h7.8A8 8 0 0 0 14 2.2z"),
        new("/messages", "nav.messages", "m", "M3 5h18v14H3z M5 7l7 5.5L19 7z"),
        new("/compose", "nav.compose", "c", "M4 16.5V20h3.500L18 9.500 14.500 6z M15.700 4.800l3.500 3.500 1.600-1.600-3.500-3.500z"),
        new("/calendar", "nav.calendar", "d", "M4 5h3V3h2v2h6V3h2v2h3v16H4z M6 10v9h12v-9z"),
        new("/cases", "nav.cases", "i", "M3 6h7l2 2h9v12H3z"),
        new("/instruments", "nav.instruments", "n", "M6 2h9l5 5v15H6z M9 12h8v1.600H9z M9 16h8v1.600H9z"),
        new("/ledgers", "nav.ledgers", "l", "M4 4h16v4H4z M4 10h16v4H4z M4 16h16v4H4z"),
        new("/shift", "nav.shift", "s", "M7 7h10V4l5 5-5 5v-3H7z M17 17H7v3l-5-5 5-5v3h10z"),
        new("/administration", "nav.administration", "a", "M12 2l8 3v6c0 5-3.400 9-8 11-4.600-2-8-6-8-11V5z"),
    ];

    /// <summary>The places, in their order.</summary>
    public static IReadOnlyList<Place> All { get; } = Existing();

    private static Place[] Existing()
    {
        var routes = typeof(Place).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).ToHashSet();
        return [.. Planned.Where(p => routes.Contains(p.Path))];
    }
}
