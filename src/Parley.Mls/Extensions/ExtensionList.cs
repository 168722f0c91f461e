namespace Parley.Mls.Extensions;

/// <summary>Looking things up in lists of extensions.</summary>
public static class ExtensionList
{
    /// <summary>The extension of the given type, or <c>null</c>.</summary>
    public static Extension? Find(this ImmutableArray<Extension> list, ExtensionType type)
    {
        foreach (var extension in list)
        {
            if (extension.Type == type)
            {
                return extension;
            }
        }

        return null;
    }

    /// <summary>Whether RFC 9420 §7.2 lists the type as one that every client supports.</summary>
    internal static bool IsDefault(ExtensionType type) => type is >= ExtensionType.ApplicationId and <= ExtensionType.ExternalSenders;

    /// <summary>Equal in types, contents and order.</summary>
    internal static bool Same(ImmutableArray<Extension> a, ImmutableArray<Extension> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (a[i].Type != b[i].Type || !a[i].Data.Span.SequenceEqual(b[i].Data.Span))
            {
                return false;
            }
        }

        return true;
    }
}
