using Parley.Records;

namespace Parley.Node.Api;

/// <summary>The node's page: its records as they come, each with its ladder. One file, nothing from any other host.</summary>
internal static class Page
{
    private static readonly string Template = Read();

    /// <summary>The page; only the script that carries the nonce of this answer may run.</summary>
    public static string Html(PartyId self, string nonce) => Template
        .Replace("{{party}}", self.Value, StringComparison.Ordinal)
        .Replace("{{nonce}}", nonce, StringComparison.Ordinal);

    private static string Read()
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream("page.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
