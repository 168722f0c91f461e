using System.Threading.Channels;
using Parley.Node.Loop;

namespace Parley.Node.Tests;

public sealed class FairQueueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sources_OneOfWhichFloods_AreServedInTurn()
    {
        var queue = new FairQueue<string>(100);
        for (var i = 0; i < 100; i++)
            await queue.WriteAsync("flood", $"flood {i}", Cancel);
        await queue.WriteAsync("other", "other", Cancel);
        Assert.Equal(["flood 0", "other", "flood 1"], Read(queue, 3));
    }

    [Fact]
    public async Task Source_ThatIsFull_WaitsAndNobodyElse()
    {
        var queue = new FairQueue<int>(1);
        await queue.WriteAsync("flood", 1, Cancel);
        var waits = queue.WriteAsync("flood", 2, Cancel).AsTask();
        await queue.WriteAsync("other", 3, Cancel);
        Assert.False(waits.IsCompleted);
        Assert.True(queue.TryRead(out _));
        await waits;
        Assert.Equal([3, 2], Read(queue, 2));
        Assert.False(queue.TryRead(out _));
    }

    [Fact]
    public async Task Closed_TakesNothingMore_AndWakesThoseWhoWait()
    {
        var queue = new FairQueue<int>(1);
        await queue.WriteAsync("one", 1, Cancel);
        var waits = queue.WriteAsync("one", 2, Cancel).AsTask();
        queue.Close();
        queue.Close();
        await Assert.ThrowsAsync<ChannelClosedException>(() => waits);
        await Assert.ThrowsAsync<ChannelClosedException>(() => queue.WriteAsync("two", 2, Cancel).AsTask());
        Assert.True(queue.TryRead(out var item));
        Assert.Equal(1, item);
        Assert.False(queue.TryRead(out _));
    }

    [Fact]
    public async Task Reader_WithNothingThere_IsWokenByTheNextItem()
    {
        var queue = new FairQueue<int>(10);
        var waits = queue.WaitToReadAsync(Cancel);
        Assert.False(waits.IsCompleted);
        await queue.WriteAsync("one", 1, Cancel);
        await waits.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.True(queue.TryRead(out _));
    }

    [Fact]
    public async Task Many_FromManySources_AllArriveInTheOrderOfEach()
    {
        var queue = new FairQueue<(string Source, int Number)>(8);
        string[] sources = ["a", "b", "c", "d"];
        var writers = sources.Select(s => Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await queue.WriteAsync(s, (s, i), Cancel);
        }, Cancel)).ToArray();
        var next = sources.ToDictionary(s => s, _ => 0);
        for (var read = 0; read < 4000;)
        {
            await queue.WaitToReadAsync(Cancel);
            while (queue.TryRead(out var item))
            {
                Assert.Equal(next[item.Source]++, item.Number);
                read++;
            }
        }

        await Task.WhenAll(writers);
    }

    private static T[] Read<T>(FairQueue<T> queue, int count) => [.. Enumerable.Range(0, count).Select(_ => queue.TryRead(out var item) ? item : throw new InvalidOperationException("Nothing is there."))];
}
