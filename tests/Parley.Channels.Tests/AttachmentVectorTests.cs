using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Channels.Attachments;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Attachments;

namespace Parley.Channels.Tests;

/// <summary>
/// The published chunks in tests/vectors/attachment, which this file makes: each has the verdict of the specification, and the generator
/// still makes the same bytes. The files themselves are not there: byte i of each is i modulo 251. PARLEY_WRITE_VECTORS=1 writes the vectors anew.
/// </summary>
[Trait("suite", "vectors")]
public sealed class AttachmentVectorTests
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly AttachmentId Id = new(Digest.Of("the record"u8), 1);

    private static string Folder => Path.Combine(RuleNumberTests.Root(), "tests", "vectors", "attachment");

    private sealed record Vector(string File, string? Rule, Attachment Of, byte[] Bytes);

    private static IEnumerable<Vector> All()
    {
        // One leaf; a leaf and a byte; a whole largest chunk; one byte more; several with a cut last one.
        foreach (var size in new[] { 1, 1025, 65_536, 65_537, 200_001 })
        {
            foreach (var chunk in new[] { new Chunk(0, 0), new Chunk(6, 0), new Chunk(3, 1), new Chunk(0, Chunk.LeavesOf(size) - 1), new Chunk(6, (Chunk.LeavesOf(size) - 1) >> 6) }.Distinct().Where(c => c.IsIn(size)))
                yield return new Vector($"good/{size}-{chunk.Level}-{chunk.Index}.chunk", null, Of(size), Item(size, chunk));
        }

        var (good, of) = (Item(200_001, new Chunk(0, 7)), Of(200_001));
        var line = good.AsSpan().IndexOf((byte)'\n') + 1;
        yield return Bad("ATT-011-beyond-the-end", [.. Encoding.ASCII.GetBytes($"chunk {Id} 6 4\n"), .. good[line..]]);
        yield return Bad("ATT-013-level-7", [.. Encoding.ASCII.GetBytes($"chunk {Id} 7 0\n"), .. good[line..]]);
        yield return Bad("ATT-012-changed", Changed(good.Length - 1));
        yield return Bad("ATT-012-of-another-place", [.. Encoding.ASCII.GetBytes($"chunk {Id} 0 6\n"), .. good[line..]]);
        yield return Bad("ATT-013-short", good[..^1]);
        yield return Bad("ATT-013-long", [.. good, 0]);
        yield return Bad("ATT-013-no-line", good[line..]);
        yield return Bad("ATT-014-proof", Changed(line));

        Vector Bad(string name, byte[] bytes) => new($"bad/{name}.chunk", name[..7], of, bytes);

        byte[] Changed(int at)
        {
            var bytes = good.ToArray();
            bytes[at] ^= 1;
            return bytes;
        }
    }

    [Fact]
    public void Generator_MakesThePublishedBytes()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_WRITE_VECTORS") == "1")
            Write();
        foreach (var vector in All())
            Assert.True(vector.Bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Folder, vector.File))), $"{vector.File} is not what the generator makes");
        Assert.Equal(Index(), File.ReadAllText(Path.Combine(Folder, "index.json")));
        var published = Directory.EnumerateFiles(Folder, "*.chunk", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'));
        Assert.Equal(All().Select(v => v.File).Order(StringComparer.Ordinal), published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Vectors_AreJudgedAsPublished()
    {
        // From the index alone, as an outsider would.
        foreach (var vector in JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")))!["vectors"]!.AsArray())
        {
            var name = (string)vector!["file"]!;
            Assert.True(Digest.TryParse((string)vector["root"]!, out var root));
            var file = new Attachment(root, (long)vector["size"]!, "application/octet-stream", "file", Convert.FromHexString((string)vector["key"]!));
            using var seal = new ChunkSeal(file, Crypto);
            Fault? fault = null;
            byte[]? opened = null;
            if (!ChunkItem.Parse(File.ReadAllBytes(Path.Combine(Folder, name))).Try(out var item, out fault) || !item.Open(file, seal).Try(out opened, out fault))
                Assert.Equal(((string?)vector["rule"], name), (fault.Rule, name));
            else
                Assert.Equal(((string?)vector["contentSha256"], name), (Convert.ToHexStringLower(SHA256.HashData(opened)), name));
        }
    }

    private static string Index() => new JsonObject
    {
        ["record"] = Id.Record.ToString(),
        ["content"] = "byte i of each file is i modulo 251",
        ["vectors"] = new JsonArray([.. All().Select(v => (JsonNode)Facts(v))]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n";

    private static JsonObject Facts(Vector vector)
    {
        var facts = new JsonObject
        {
            ["file"] = vector.File, ["verdict"] = vector.Rule is null ? "good" : "bad", ["size"] = vector.Of.Size, ["root"] = vector.Of.Root.ToString(), ["key"] = Convert.ToHexStringLower(vector.Of.Key.Span),
        };
        if (vector.Rule is not null)
            facts["rule"] = vector.Rule;
        else
            facts["contentSha256"] = Convert.ToHexStringLower(SHA256.HashData(Open(vector)));
        return facts;
    }

    private static byte[] Open(Vector vector)
    {
        using var seal = new ChunkSeal(vector.Of, Crypto);
        return ChunkItem.Parse(vector.Bytes).OrThrow().Open(vector.Of, seal).OrThrow();
    }

    private static byte[] Content(long size) => [.. Enumerable.Range(0, (int)size).Select(i => (byte)(i % 251))];

    private static AttachmentTree Tree(byte[] bytes) => new([.. bytes.Chunk(Chunk.MaxLength).Select(b => AttachmentTree.Head(b))]);

    private static Attachment Of(long size) => new(new Digest(Tree(Content(size)).Root.AsSpan()), size, "application/octet-stream", "file", SHA256.HashData(Encoding.ASCII.GetBytes($"key of {size}")));

    private static byte[] Item(long size, Chunk chunk)
    {
        var bytes = Content(size);
        var around = new Chunk(Chunk.MaxLevel, chunk.FirstLeaf >> Chunk.MaxLevel);
        using var seal = new ChunkSeal(Of(size), Crypto);
        return ChunkItem.ToBytes(Id, chunk, Tree(bytes).Prove(chunk, size, bytes.AsSpan((int)around.Offset, around.LengthIn(size))), bytes.AsSpan((int)chunk.Offset, chunk.LengthIn(size)), seal);
    }

    private static void Write()
    {
        foreach (var folder in new[] { "good", "bad" })
        {
            var path = Path.Combine(Folder, folder);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            Directory.CreateDirectory(path);
        }

        foreach (var vector in All())
            File.WriteAllBytes(Path.Combine(Folder, vector.File), vector.Bytes);
        File.WriteAllText(Path.Combine(Folder, "index.json"), Index());
    }
}
