using System.Security.Cryptography;
using System.Text;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Node.Keys;
using Parley.Records;

namespace Parley.Node.Backups;

/// <summary>Opens a part of a backup, chunk by chunk: no byte is handed out that was not found authentic.</summary>
internal sealed class BackupReader : IDisposable
{
    private const int MaxLine = 8192;
    private readonly string _path;
    private readonly FileStream _file;
    private readonly HpkeReceiver _context;
    private readonly IncrementalHash _fileHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _plainHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _sealed = new byte[BackupWriter.ChunkSize + BackupWriter.Tag];
    private readonly byte[] _plain = GC.AllocateArray<byte>(BackupWriter.ChunkSize, pinned: true);
    private int _next;
    private int _length;
    private bool _last;

    /// <exception cref="InvalidDataException">It is no part of a backup, or sealed to another key.</exception>
    public BackupReader(string path, KeyFile key, ICryptoProvider crypto)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            if (!BackupHeader.TryRead(_file, out var header))
                throw new InvalidDataException($"{path} is no part of a backup, or its first lines were changed.");
            Header = header;
            var suite = BackupKey.Suite(crypto);
            if (BackupKey.Of(key, crypto).Id is var id && id != header.Key)
                throw new InvalidDataException($"{path} was sealed to the backup key {header.Key}, and this is the key {id}. Bring the other one.");
            var text = header.ToBytes();
            var encapsulation = new byte[suite.EncapsulationSize];
            if (_file.ReadAtLeast(encapsulation, encapsulation.Length, throwOnEndOfStream: false) < encapsulation.Length)
                throw CutOff();
            _fileHash.AppendData(text);
            _fileHash.AppendData(encapsulation);
            _context = key.Use(seed => suite.SetUpReceiver(encapsulation, seed, text)) ?? throw Changed();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public BackupHeader Header { get; }

    /// <summary>Bytes of the file that were read.</summary>
    public long Position => _file.Position;

    /// <summary>SHA-256 of all that was read so far, after opening.</summary>
    public byte[] PlainHash => _plainHash.GetCurrentHash();

    /// <summary>SHA-256 of the whole file; after <see cref="End"/>.</summary>
    public Digest FileHash => new(_fileHash.GetCurrentHash());

    public string ReadLine()
    {
        var line = new byte[MaxLine];
        for (var length = 0; length < MaxLine; length++)
        {
            ReadExactly(line.AsSpan(length, 1));
            if (line[length] == '\n')
                return Encoding.UTF8.GetString(line, 0, length);
        }

        throw Malformed();
    }

    public void ReadExactly(Span<byte> destination)
    {
        var all = destination;
        while (!destination.IsEmpty)
        {
            if (_next == _length && !Open())
                throw Malformed();
            var taken = Math.Min(destination.Length, _length - _next);
            _plain.AsSpan(_next, taken).CopyTo(destination);
            _next += taken;
            destination = destination[taken..];
        }

        _plainHash.AppendData(all);
    }

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        if (_next < _length || Open())
            throw Malformed();
    }

    /// <summary>The bytes are authentic and do not make sense: another program wrote them.</summary>
    public InvalidDataException Malformed() => new($"{_path} opens, and what is in it is not laid out as a backup of this version of Parley. Restore it with the version that made it.");

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_plain);
        _context.Dispose();
        _file.Dispose();
        _fileHash.Dispose();
        _plainHash.Dispose();
    }

    private bool Open()
    {
        if (_last)
            return false;
        var length = _file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
        if (length < BackupWriter.Tag)
            throw CutOff();
        _last = length < _sealed.Length || _file.Position == _file.Length;
        _length = length - BackupWriter.Tag;
        _next = 0;
        if (!_context.Open([_last ? (byte)1 : (byte)0], _sealed.AsSpan(0, length), _plain.AsSpan(0, _length)))
            throw _last ? CutOff() : Changed();
        _fileHash.AppendData(_sealed.AsSpan(0, length));
        return true;
    }

    private InvalidDataException CutOff() => new($"{_path} was cut off or changed before its end: {_file.Length} bytes are there. Take another copy of it, or restore the part before with --from.");

    private InvalidDataException Changed() => new($"{_path} was changed, near byte {_file.Position}. Take another copy of it, or restore the part before with --from.");
}
