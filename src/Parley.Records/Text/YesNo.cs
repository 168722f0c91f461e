namespace Parley.Records.Text;

/// <summary>The words <c>yes</c> and <c>no</c>.</summary>
internal static class YesNo
{
    public static bool TryParse(string text, out bool value)
    {
        value = text == "yes";
        return text is "yes" or "no";
    }
}
