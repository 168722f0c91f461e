using System.Text;
using CsCheck;
using Parley.Channels.Attachments;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Parley.Simulator;

namespace Parley.Channels.Tests;

public sealed class AttachmentTests
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly AttachmentId Id = new(Digest.Of("record"u8), 1);

    [Theory]
    [InlineData("ATT-001", "only names")]
    [InlineData("ATT-001", "only keys")]
    [InlineData("ATT-001", "fewer keys")]
    [InlineData("ATT-001", "seventeen")]
    [InlineData("ATT-002", "root size image/png")]
    [InlineData("ATT-002", "ROOT 1 image/png a.png")]
    [InlineData("ATT-002", "root 0 image/png a.png")]
    [InlineData("ATT-002", "root 2147483649 image/png a.png")]
    [InlineData("ATT-002", "root 1 Image/png a.png")]
    [InlineData("ATT-002", "root 1 image a.png")]
    [InlineData("ATT-002", "root 1 image/png; a.png")]
    [InlineData("ATT-002", "root 1 image/png ../a.png")]
    [InlineData("ATT-002", "root 1 image/png .bashrc")]
    [InlineData("ATT-002", "root 1 image/png a.png ")]
    [InlineData("ATT-002", "root 1 image/png a\\b")]
    [InlineData("ATT-003", "key upper")]
    [InlineData("ATT-003", "key twice")]
    public void Fields_ThatBreakARule_AttachNothing(string rule, string what)
    {
        var (root, key) = (Digest.Of("x"u8).ToString(), new string('a', 64));
        var good = $"{root} 1 image/png a.png";
        Field[] fields = what switch
        {
            "only names" => [new("attachments", good)],
            "only keys" => [new("attachment-keys", key)],
            "fewer keys" => [new("attachments", $"{good}\n{good}"), new("attachment-keys", key)],
            "seventeen" => [new("attachments", string.Join('\n', Enumerable.Repeat(good, 17))), new("attachment-keys", string.Join('\n', Enumerable.Range(0, 17).Select(i => $"{i:x64}")))],
            "key upper" => [new("attachments", good), new("attachment-keys", new string('A', 64))],
            "key twice" => [new("attachments", $"{good}\n{good}"), new("attachment-keys", $"{key}\n{key}")],
            _ => [new("attachments", what.Replace("root", root, StringComparison.Ordinal).Replace("ROOT", root.ToUpperInvariant(), StringComparison.Ordinal)), new("attachment-keys", key)],
        };
        Assert.Equal(rule, AttachmentList.Read(new SaltedFields(fields, new byte[32])).Fault?.Rule);
    }

    [Fact]
    public void Fields_OfSeveralFiles_ReadBack()
    {
        var files = Enumerable.Range(1, 16).Select(i => new Attachment(Digest.Of([(byte)i]), i * 1000L, "text/plain", $"файл {i}.txt", Key(i))).ToArray();
        var read = AttachmentList.Read(new SaltedFields(AttachmentList.ToFields(files), new byte[32])).OrThrow();
        Assert.Equal(files.Select(f => f with { Key = default }), read.Select(f => f with { Key = default }));
        Assert.All(read, (f, i) => Assert.True(f.Key.Span.SequenceEqual(Key(i + 1))));
        Assert.Empty(AttachmentList.Read(new SaltedFields([new Field("text", "none")], new byte[32])).OrThrow());
    }

    [Fact]
    public void Root_IsTheTreeHashOfRfc9162OverLeavesOf1024Bytes()
    {
        // ATT-010: against the ledger's own frontier, which the published vectors of RFC 6962 check.
        foreach (var size in new[] { 1, 1023, 1024, 1025, 3 * 1024, 65_535, 65_536, 65_537, 200_000, 1_000_001 })
        {
            var bytes = Bytes(size);
            var range = new CompactRange();
            foreach (var leaf in bytes.Chunk(1024))
                range.Append(LeafHash.Of(leaf));
            Assert.Equal(range.Root(), Tree(bytes).Root);
        }
    }

    [Fact]
    public void EveryChunk_OfEveryLevel_ProvesItself_AndNoOther()
    {
        // ATT-011, ATT-014
        foreach (var size in new[] { 1, 1025, 5 * 1024, 64 * 1024, (64 * 1024) + 1, 200_001, (3 * 64 * 1024) + (5 * 1024) })
        {
            var (bytes, file) = File(size);
            var tree = Tree(bytes);
            for (var level = 0; level <= Chunk.MaxLevel; level++)
            {
                var chunks = Enumerable.Range(0, 1000).Select(i => new Chunk(level, i)).TakeWhile(c => c.IsIn(size)).ToArray();
                Assert.Equal(size, chunks.Sum(c => c.LengthIn(size)));
                Assert.Equal(Chunk.LeavesOf(size), chunks.Sum(c => (long)c.LeavesIn(size)));
                foreach (var chunk in chunks)
                {
                    var proof = Prove(tree, bytes, chunk);
                    Assert.Equal(chunk.ProofLengthIn(size), proof.Length);
                    var content = bytes.AsSpan((int)chunk.Offset, chunk.LengthIn(size)).ToArray();
                    Assert.True(chunk.Verify(content, proof, size, tree.Root));
                    content[^1] ^= 1;
                    Assert.False(chunk.Verify(content, proof, size, tree.Root));
                }
            }

            Assert.False(new Chunk(Chunk.MaxLevel + 1, 0).IsIn(size));
            Assert.False(new Chunk(0, Chunk.LeavesOf(size)).IsIn(size));
            Assert.False(new Chunk(0, long.MaxValue >> 1).IsIn(size));
            Assert.False(new Chunk(6, 1L << 58).IsIn(size));
            Assert.NotNull(file);
        }
    }

    [Fact]
    public void Chunk_SealedAndOpened_IsTheSame_AndWhatWasChangedIsRefusedByItsRule()
    {
        // ATT-012, ATT-013
        var (bytes, file) = File(200_001);
        using var seal = new ChunkSeal(file, Crypto);
        var chunk = new Chunk(6, 1);
        var item = Item(bytes, chunk, seal);
        Assert.Equal(bytes.AsSpan(65_536, 65_536).ToArray(), ChunkItem.Parse(item).OrThrow().Open(file, seal).OrThrow());
        Assert.InRange(item.Length, 1, ChunkItem.SizeOf(chunk, file.Size));
        Assert.Equal("ATT-012", Changed(item.Length - 1));
        var line = item.AsSpan().IndexOf((byte)'\n') + 1;
        // A wrong proof opens all the same, and leads to another root.
        Assert.Equal("ATT-014", Changed(line));
        Assert.Equal("ATT-013", ChunkItem.Parse(item.AsMemory(0, item.Length - 1)).OrThrow().Open(file, seal).Fault?.Rule);
        Assert.Equal("ATT-013", ChunkItem.Parse((byte[])[.. item, 0]).OrThrow().Open(file, seal).Fault?.Rule);
        // The right bytes of another place, sealed as if they were of this one.
        var moved = ChunkItem.ToBytes(Id, chunk, Prove(Tree(bytes), bytes, chunk), bytes.AsSpan(0, 65_536), seal);
        Assert.Equal("ATT-014", ChunkItem.Parse(moved).OrThrow().Open(file, seal).Fault?.Rule);
        Assert.Equal("ATT-011", ChunkItem.Parse(Line($"chunk {Id} 6 4\n")).OrThrow().Open(file, seal).Fault?.Rule);
        // Another file under the same key has another one.
        using var other = new ChunkSeal(file with { Root = Digest.Of("other"u8) }, Crypto);
        Assert.Equal("ATT-012", ChunkItem.Parse(item).OrThrow().Open(file, other).Fault?.Rule);

        string? Changed(int at)
        {
            var bad = item.ToArray();
            bad[at] ^= 1;
            return ChunkItem.Parse(bad).OrThrow().Open(file, seal).Fault?.Rule;
        }
    }

    [Theory]
    [InlineData("chunk 1 6 0\n")]
    [InlineData("chunk ID 0 0 0\n")]
    [InlineData("chunk ID 17 0 0\n")]
    [InlineData("chunk ID 1 7 0\n")]
    [InlineData("chunk ID 1 06 0\n")]
    [InlineData("chunk ID 1 6 -1\n")]
    [InlineData("chunk ID 1 6 0 \n")]
    [InlineData("chunk ID 1 6 0")]
    [InlineData("chunk ID 1 6 99999999999999999999\n")]
    [InlineData("")]
    public void ChunkItem_Malformed_IsRefused(string text) =>
        Assert.Equal("ATT-013", ChunkItem.Parse(Line(text.Replace("ID", Id.Record.ToString(), StringComparison.Ordinal))).Fault?.Rule);

    [Theory]
    [InlineData("fetch ID 1\n")]
    [InlineData("fetch ID 1\nhas 0")]
    [InlineData("fetch ID 1\nhas -1\n")]
    [InlineData("fetch ID 1\nhas 0\nlacks 0 0\n")]
    [InlineData("fetch ID 1\nhas 0\nlacks 5 1\nlacks 5 1\n")]
    [InlineData("fetch ID 1\nhas 0\nlacks 5 9007199254740991\n")]
    [InlineData("fetch ID 1\nhas 0\nlacks 5\n")]
    [InlineData("fetch ID 1\nhas 0\nrefused \n")]
    [InlineData("fetch ID 1\nhas 0\nrefused no\nlacks 0 1\n")]
    [InlineData("fetch ID 1\nhas 0\nrefused \u00e9\n")]
    [InlineData("fetch ID 17\nhas 0\n")]
    [InlineData("want ID 1\nhas 0\n")]
    [InlineData("")]
    public void Fetch_Malformed_IsRefused(string text) =>
        Assert.Equal("ATT-020", Fetch.Parse(Encoding.UTF8.GetBytes(text.Replace("ID", Id.Record.ToString(), StringComparison.Ordinal))).Fault?.Rule);

    [Fact]
    public void Fetch_OfManyRuns_ReadsBack_AndOneMoreIsRefused()
    {
        // ATT-020
        var runs = Enumerable.Range(0, Fetch.MaxRuns).Select(i => ((long)i * 10, 5L)).ToArray();
        var fetch = new Fetch(Id, 7, runs, null);
        var read = Fetch.Parse(fetch.ToBytes()).OrThrow();
        Assert.Equal((Id, 7L), (read.Attachment, read.Has));
        Assert.Equal(runs, read.Lacks);
        Assert.Equal("ATT-020", Fetch.Parse((fetch with { Lacks = [.. runs, (10_000, 1)] }).ToBytes()).Fault?.Rule);
        Assert.Equal("the disk is full", Fetch.Parse(new Fetch(Id, 0, [], "the disk is full").ToBytes()).OrThrow().Refusal);
        Assert.Equal("ATT-020", Fetch.Parse(new Fetch(Id, 0, [], new string('x', 301)).ToBytes()).Fault?.Rule);
    }

    [Fact]
    public void HostileBytes_NeverThrow() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        var (_, file) = File(3000);
        using var seal = new ChunkSeal(file, Crypto);
        _ = Fetch.Parse(bytes);
        _ = Fetch.Parse([.. Encoding.ASCII.GetBytes($"fetch {Id}\nhas 0\n"), .. bytes]);
        if (ChunkItem.Parse((byte[])[.. Encoding.ASCII.GetBytes($"chunk {Id} {bytes.Length % 7} {bytes.Length % 5}\n"), .. bytes]).Try(out var item, out _))
            Assert.Null(item.Open(file, seal).Value);
        _ = MediaTypes.LooksLike(bytes);
    }, iter: 2000);

    [Fact]
    public void LeafSet_WhateverIsPutIn_LacksTheRest() => Gen.Select(Gen.Int[1, 200], Gen.Select(Gen.Int[0, 199], Gen.Int[1, 60]).List[0, 12], Gen.Int[1, 10], Gen.Int[1, 300]).Sample((leaves, runs, mostRuns, mostLeaves) =>
    {
        var (set, model, asked) = (new LeafSet(leaves), new SortedSet<long>(), new LeafSet(leaves));
        foreach (var (first, count) in runs.Where(r => r.Item1 < leaves))
        {
            var most = Math.Min(count, leaves - first);
            set.Set(first, most);
            model.UnionWith(Enumerable.Range(first, most).Select(i => (long)i));
        }

        Assert.Equal(model.Count, set.Count);
        Assert.Equal(model, set.Runs(int.MaxValue).SelectMany(r => Enumerable.Range((int)r.First, (int)r.Count).Select(i => (long)i)));
        asked.Set(0, Math.Min(5, leaves));
        var lacking = set.Lacking(asked, mostRuns, mostLeaves);
        var expected = Enumerable.Range(0, leaves).Select(i => (long)i).Where(i => !model.Contains(i) && i >= 5).ToArray();
        var got = lacking.SelectMany(r => Enumerable.Range((int)r.First, (int)r.Count).Select(i => (long)i)).ToArray();
        Assert.True(lacking.Count <= mostRuns && got.Length <= mostLeaves);
        Assert.Equal(expected.Take(got.Length), got);
        Assert.True(got.Length == expected.Length || got.Length == mostLeaves || lacking.Count == mostRuns);
        Assert.Equal(set.Bits.ToArray(), new LeafSet(leaves, set.Bits.ToArray()).Bits.ToArray());
    });

    [Fact]
    public void Chunks_OfARun_CoverItOnce_WhateverTheLevel() => Gen.Select(Gen.Int[1, 500], Gen.Int[0, 499], Gen.Int[1, 500], Gen.Int[0, 6]).Sample((leaves, first, count, most) =>
    {
        var (size, end) = (leaves * 1024L - 5, Math.Min(first + count, leaves));
        for (long leaf = first; leaf < end;)
        {
            var chunk = Chunk.Largest(leaf, end, size, most);
            Assert.True(chunk.FirstLeaf == leaf && chunk.Level <= most && chunk.IsIn(size) && leaf + chunk.LeavesIn(size) <= end);
            leaf += chunk.LeavesIn(size);
        }
    });

    [Theory]
    [InlineData("application/pdf", "%PDF-1.7", false)]
    [InlineData("application/pdf", "MZ\u0090", true)]
    [InlineData("image/png", "#!/bin/sh\n", true)]
    [InlineData("text/csv", "time,lat,lon\n", false)]
    [InlineData("image/jpeg", "time,lat,lon\n", true)]
    [InlineData("application/vnd.oasis.opendocument.text", "PK\u0003\u0004", false)]
    [InlineData("application/octet-stream", "%PDF-1.7", false)]
    [InlineData("image/x-unheard-of", "\u0000\u0001\u0002", false)]
    public void MediaType_ThatTheFirstBytesContradict_IsFalse(string said, string head, bool isFalse) =>
        // ATT-034
        Assert.Equal(isFalse, MediaTypes.Contradict(said, MediaTypes.LooksLike(Encoding.Latin1.GetBytes(head))));

    [Fact]
    public void Record_WhoseAttachmentsDoNotRead_IsNotNumbered_AndFromOthersStoredAndRemarked()
    {
        // ATT-004
        var line = new Line("BY", "UA");
        var channel = line.Open(line.Policy());
        Field[] bad = [new("text", "see file"), new("attachments", "nothing")];
        Assert.Equal("ATT-001", line["BY"].Submit(Saying(line, channel, bad)).Answer.Fault?.Rule);
        // Its node was made to: officers signed it all the same, and the series goes on.
        var record = line.Party("BY").Number(Saying(line, channel, bad), 1, null);
        Assert.Equal(ItemFate.Stored, line["UA"].Take(line.Party("BY"), record).Fate);
        Assert.Contains("ATT-001", line["UA"].Rules);
    }

    [Fact]
    public void Complete_SaidOfARecord_IsItsRungAtEveryMember_AndItselfNeverReceipted()
    {
        // ATT-032
        var line = new Line("BY", "UA", "PL");
        var channel = line.Open(line.Policy());
        var record = line["BY"].Said(Saying(line, channel, [new("text", "see file"), .. AttachmentList.ToFields([new Attachment(Digest.Of("file"u8), 5, "text/plain", "a.txt", Key(1))])]));
        line.Run(5);
        var ua = line.Party("UA").Id;
        Assert.True(line["BY"].Has(record, ua, Rung.Delivered));
        Assert.False(line["BY"].Has(record, ua, Rung.Complete));
        Assert.Equal(ItemFate.Stored, line["UA"].Handle(new Input.Complete(7, record.Id))!.Single().Answer.Fate);
        line.Run(5);
        Assert.All(line.Stations, s => Assert.True(s.Has(record, ua, Rung.Complete)));
        Assert.DoesNotContain(line.Stations, s => s.Has(record, line.Party("PL").Id, Rung.Complete));
        var count = line.Stations.Sum(s => s.Records(channel).Count);
        line.Run(300);
        Assert.Equal(count, line.Stations.Sum(s => s.Records(channel).Count));
        // Of one's own record there is nothing to say, and nothing of one that is not here.
        Assert.Equal(ItemFate.Stored, line["BY"].Handle(new Input.Complete(8, record.Id))!.Single().Answer.Fate);
        Assert.Equal(count, line.Stations.Sum(s => s.Records(channel).Count));
        Assert.Equal("ATT-032", line["UA"].Handle(new Input.Complete(9, Digest.Of("none"u8)))!.Single().Answer.Fault?.Rule);
    }

    private static Saying Saying(Line line, ChannelId channel, Field[] fields) =>
        line.Party("BY").Say(channel, [line.Party("UA").Desk], "", line.Now, form: fields);

    private static byte[] Line(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Key(int i) => [.. Enumerable.Repeat((byte)i, 32)];

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 10));
        return bytes;
    }

    private static AttachmentTree Tree(byte[] bytes) => new([.. bytes.Chunk(Chunk.MaxLength).Select(b => AttachmentTree.Head(b))]);

    private static (byte[] Bytes, Attachment File) File(int size)
    {
        var bytes = Bytes(size);
        return (bytes, new Attachment(new Digest(Tree(bytes).Root.AsSpan()), size, "application/octet-stream", "file", Key(3)));
    }

    private static TreeHash[] Prove(AttachmentTree tree, byte[] bytes, Chunk chunk)
    {
        var around = new Chunk(Chunk.MaxLevel, chunk.FirstLeaf >> Chunk.MaxLevel);
        return tree.Prove(chunk, bytes.Length, bytes.AsSpan((int)around.Offset, around.LengthIn(bytes.Length)));
    }

    private static byte[] Item(byte[] bytes, Chunk chunk, ChunkSeal seal) =>
        ChunkItem.ToBytes(Id, chunk, Prove(Tree(bytes), bytes, chunk), bytes.AsSpan((int)chunk.Offset, chunk.LengthIn(bytes.Length)), seal);
}
