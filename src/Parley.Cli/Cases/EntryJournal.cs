using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Cases.Exports;
using Parley.Node.Api;
using Parley.Node.Keys;
using Parley.Records;

namespace Parley.Cli.Cases;

/// <summary>
/// What was signed to be entered on a channel, durable before any of it is submitted. What stands here is submitted again rather than signed
/// anew, and a node says the same content once: so an import that broke off goes on where it stopped. A line for each entry; one that a crash
/// tore was never submitted, and is passed over.
/// </summary>
internal sealed class EntryJournal
{
    private readonly string _path;
    private readonly Dictionary<string, SubmissionMessage> _signed = [];

    public EntryJournal(Node.NodeDirectory directory, string channel)
    {
        _path = directory.Entered(channel);
        if (!File.Exists(_path))
            return;
        foreach (var line in File.ReadLines(_path))
        {
            try
            {
                if (JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web) is { Key: { } key, Signed: { Content: not null, Officers: not null, Fields: not null } signed })
                    _signed[key] = signed;
            }
            catch (JsonException)
            {
                // Torn.
            }
        }
    }

    /// <summary>What names each entry: all that it says, on which line, at what desk and to whom. Of two that say the same each is its own.</summary>
    public static IReadOnlyList<string> Keys(ChannelId channel, PostId desk, IEnumerable<PostId> to, IReadOnlyList<ImportedEntry> entries)
    {
        var times = new Dictionary<string, int>();
        var line = new[] { channel.ToString(), desk.ToString(), string.Join(' ', to) };
        return [.. entries.Select(e =>
        {
            var text = JsonSerializer.Serialize(line.Concat([e.Form.Value, e.Subject, e.Language]).Concat(e.Fields.SelectMany(f => new[] { f.Name, f.Value })));
            var nth = System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(times, text, out _)++;
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{nth} {text}"))));
        })];
    }

    public SubmissionMessage? this[string key] => _signed.GetValueOrDefault(key);

    /// <summary>Keeps these; it returns after the fsync.</summary>
    public void Keep(IEnumerable<(string Key, SubmissionMessage Signed)> entries)
    {
        PrivateFile.CreateDirectory(Path.GetDirectoryName(_path)!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(_path, options);
        // What a crash tore must not run into the next line.
        stream.Seek(-Math.Min(1, stream.Length), SeekOrigin.End);
        if (stream.Length > 0 && stream.ReadByte() != '\n')
            stream.WriteByte((byte)'\n');
        foreach (var (key, signed) in entries)
        {
            JsonSerializer.Serialize(stream, new Line(key, signed), JsonSerializerOptions.Web);
            stream.WriteByte((byte)'\n');
            _signed[key] = signed;
        }

        stream.Flush(flushToDisk: true);
    }

    private sealed record Line(string Key, SubmissionMessage Signed);
}
