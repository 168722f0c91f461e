using System.Net;
using Parley.Node;

namespace Parley.Screens.Layout;

/// <summary>The cookie that <see cref="Choices"/> stand in. A browser shows cookies to every port of a machine, so each node's has a name of its own.</summary>
public static class ChoiceCookie
{
    /// <summary>Its name at this node.</summary>
    public static string NameOf(RunningNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return FormattableString.Invariant($"parley-choices-{IPEndPoint.Parse(node.Configuration.Console!).Port}");
    }
}
