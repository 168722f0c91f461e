namespace Parley.Mls.Extensions;

/// <summary>One extension (RFC 9420 §7.2).</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Data">Its content, opaque here.</param>
public sealed record Extension(ExtensionType Type, ReadOnlyMemory<byte> Data)
{
    internal static Extension Read(ref TlsReader reader) => new((ExtensionType)reader.U16(), reader.Opaque());

    /// <summary>A list of extensions, in which no type may stand twice (§13.4).</summary>
    internal static ImmutableArray<Extension> ReadList(ref TlsReader reader)
    {
        var list = reader.List(Read);
        if (HasDuplicates(list))
        {
            reader.Fail(MlsRules.DuplicateExtension);
        }

        return list;
    }

    internal static bool HasDuplicates(ImmutableArray<Extension> list)
    {
        if (list.Length <= 8)
        {
            for (var i = 1; i < list.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if (list[i].Type == list[j].Type)
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        // Quadratic comparison of a hostile list would cost more than its bytes deserve.
        var seen = new HashSet<ExtensionType>(list.Length);
        foreach (var extension in list)
        {
            if (!seen.Add(extension.Type))
            {
                return true;
            }
        }

        return false;
    }

    internal static void WriteList(ref TlsWriter writer, ImmutableArray<Extension> list) =>
        writer.List(list, static (ref w, item) => item.Write(ref w));

    internal void Write(ref TlsWriter writer)
    {
        writer.U16((ushort)Type);
        writer.Opaque(Data);
    }
}
