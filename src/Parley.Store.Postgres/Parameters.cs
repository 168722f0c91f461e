using System.Text;
using Npgsql;

namespace Parley.Store.Postgres;

internal static class Parameters
{
    /// <summary>Binds values to $1, $2 …: numbers as bigint, the others as they are.</summary>
    public static void Bind(this NpgsqlParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(value switch
            {
                null => new NpgsqlParameter { Value = DBNull.Value },
                int number => new NpgsqlParameter<long> { TypedValue = number },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                string text => new NpgsqlParameter<string> { TypedValue = Storable(text) },
                _ => new NpgsqlParameter { Value = value },
            });
        }
    }

    /// <summary>PostgreSQL stores no U+0000 and no half of a surrogate pair. What a peer puts into a name or an alarm must not stop the node: it stands as U+FFFD.</summary>
    private static string Storable(string text)
    {
        var encoded = text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
        return encoded.Replace('\0', '\uFFFD');
    }
}
