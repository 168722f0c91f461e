using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Parley.Node;
using Parley.Screens.Accounts;

namespace Parley.Screens.Maps;

/// <summary>The files of the map: the base map made at build time, beside the program, and the boundaries that the operator of the node chose.</summary>
public static class MapFiles
{
    private const string Ending = ".geojson";
    private const long MostBytes = 64 * 1024 * 1024;

    private static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "map");

    /// <summary>Whether this program was built with the map.</summary>
    public static bool AreHere => File.Exists(Path.Combine(Directory, "maplibre-gl.mjs"));

    /// <summary>The sets of boundaries of a node: the names of the files in its directory <c>boundaries</c>, without <c>.geojson</c>. By default there is none.</summary>
    public static IReadOnlyList<string> Boundaries(RunningNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return !System.IO.Directory.Exists(BoundariesOf(node)) ? []
            : [.. new DirectoryInfo(BoundariesOf(node)).EnumerateFiles("*" + Ending).Where(f => f.Length <= MostBytes).Select(f => f.Name[..^Ending.Length]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Serves them.</summary>
    public static void Serve(WebApplication app, RunningNode node)
    {
        if (AreHere)
        {
            var types = new FileExtensionContentTypeProvider();
            (types.Mappings[".mjs"], types.Mappings[Ending]) = ("text/javascript", "application/geo+json");
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Directory), RequestPath = "/map", ContentTypeProvider = types });
        }

        // Only what is listed: a name from outside never becomes a path.
        app.MapGet("/boundaries/{name}", (string name) => Boundaries(node).Contains(name, StringComparer.Ordinal)
            ? Results.File(Path.Combine(BoundariesOf(node), name + Ending), "application/geo+json")
            : Results.NotFound()).RequireAuthorization(Policies.Read);
    }

    private static string BoundariesOf(RunningNode node) => Path.Combine(node.Directory.Path, "boundaries");
}
