using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>The digest of a table's rows: of every value its kind, its length and its bytes, row after row in the order of the key.</summary>
public sealed class StoreDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many rows were added.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds the next row: numbers, texts, bytes and nothing.</summary>
    public void Add(IReadOnlyList<object?> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Rows++;
        Span<byte> number = stackalloc byte[8];
        foreach (var value in row)
        {
            switch (value)
            {
                case null:
                    Put('n', []);
                    break;
                case long integer:
                    BinaryPrimitives.WriteInt64BigEndian(number, integer);
                    Put('i', number);
                    break;
                case string text:
                    Put('t', Encoding.UTF8.GetBytes(text));
                    break;
                case byte[] bytes:
                    Put('b', bytes);
                    break;
                default:
                    throw new ArgumentException($"A store holds no {value.GetType().Name}.", nameof(row));
            }
        }
    }

    /// <summary>The digest of all rows so far.</summary>
    public Digest ToDigest() => new(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Put(char kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(head[1..], bytes.Length);
        _hash.AppendData(head);
        _hash.AppendData(bytes);
    }
}
