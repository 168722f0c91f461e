using System.Security.Cryptography;
using System.Text;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Records;

namespace Parley.Node.Backups;

/// <summary>
/// Seals what is written, chunk by chunk, to a backup key. Each chunk but the last is full, and the last is marked: cut off anywhere, or with
/// something added, the file does not open. Nothing is in memory but one chunk.
/// </summary>
internal sealed class BackupWriter : IDisposable
{
    /// <summary>Bytes of plaintext in a chunk.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>Bytes that sealing adds to a chunk.</summary>
    public const int Tag = 16;

    private readonly Stream _file;
    private readonly HpkeSender _context;
    private readonly IncrementalHash _fileHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _plainHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _plain = GC.AllocateArray<byte>(ChunkSize, pinned: true);
    private readonly byte[] _sealed = new byte[ChunkSize + Tag];
    private int _length;

    public BackupWriter(Stream file, BackupHeader header, BackupKey key, ICryptoProvider crypto)
    {
        _file = file;
        var suite = BackupKey.Suite(crypto);
        var text = header.ToBytes();
        var encapsulation = new byte[suite.EncapsulationSize];
        // The header is HPKE's info: under another one the keys are others, and nothing opens.
        _context = suite.SetUpSender(key.Bytes, text, RandomNumberGenerator.GetBytes(suite.RandomnessSize), encapsulation)
            ?? throw new InvalidDataException("The backup key is no X-Wing key.");
        Put(text);
        Put(encapsulation);
    }

    /// <summary>SHA-256 of all that was written so far, before sealing.</summary>
    public byte[] PlainHash => _plainHash.GetCurrentHash();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _plainHash.AppendData(bytes);
        while (!bytes.IsEmpty)
        {
            // A full chunk waits until more comes: only then is it known not to be the last.
            if (_length == ChunkSize)
                Flush(last: false);
            var taken = Math.Min(bytes.Length, ChunkSize - _length);
            bytes[..taken].CopyTo(_plain.AsSpan(_length));
            _length += taken;
            bytes = bytes[taken..];
        }
    }

    public void WriteLine(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Seals the last chunk, and returns the SHA-256 of the whole file.</summary>
    public Digest Finish()
    {
        Flush(last: true);
        return new Digest(_fileHash.GetHashAndReset());
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_plain);
        _context.Dispose();
        _fileHash.Dispose();
        _plainHash.Dispose();
    }

    private void Flush(bool last)
    {
        var ciphertext = _sealed.AsSpan(0, _length + Tag);
        _context.Seal([last ? (byte)1 : (byte)0], _plain.AsSpan(0, _length), ciphertext);
        Put(ciphertext);
        _length = 0;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _fileHash.AppendData(bytes);
    }
}
