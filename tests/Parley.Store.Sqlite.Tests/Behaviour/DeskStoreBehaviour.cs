using Parley.Channels.Storage;

namespace Parley.Store.Tests;

/// <summary>One suite for every desk store.</summary>
public abstract class DeskStoreBehaviour(Func<IDeskStore> open) : IDisposable
{
    private readonly IDeskStore _store = open();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _store.Dispose();

    [Fact]
    public void Write_ThenOpenedAgain_IsThere()
    {
        Assert.True(_store.TryCommit([new DeskWrite("draft", "a", 0, [1])], 0, [[7], [8]], [9]));
        using var again = open();
        Assert.Equal((1L, (byte)1), again.Find("draft", "a") is { } item ? (item.Version, item.Body[0]) : default);
        Assert.Equal([7, 8], again.Acts(0, 10).Select(a => a[0]));
        Assert.Equal([9], again.Checkpoint());
    }

    [Fact]
    public void Write_OfAVersionThatIsGone_WritesNothingAtAll()
    {
        Assert.True(_store.TryCommit([new DeskWrite("draft", "a", 0, [1]), new DeskWrite("draft", "b", 0, [1])], 0, [], null));
        Assert.True(_store.TryCommit([new DeskWrite("draft", "a", 1, [2])], 0, [], null));
        Assert.False(_store.TryCommit([new DeskWrite("draft", "b", 1, [3]), new DeskWrite("draft", "a", 1, [3])], 0, [[7]], [9]));
        Assert.Equal([2, 1], _store.List("draft").Select(i => i.Body[0]));
        Assert.Empty(_store.Acts(0, 10));
        Assert.Null(_store.Checkpoint());
    }

    [Fact]
    public void New_WhereThereIsOne_IsRefused()
    {
        Assert.True(_store.TryCommit([new DeskWrite("officer", "a", 0, [1])], 0, [], null));
        Assert.False(_store.TryCommit([new DeskWrite("officer", "a", 0, [2])], 0, [], null));
        Assert.True(_store.TryCommit([new DeskWrite("session", "a", 0, [3])], 0, [], null));
    }

    [Fact]
    public void Removal_OfTheVersionSeen_LeavesNothing()
    {
        Assert.True(_store.TryCommit([new DeskWrite("officer", "a", 0, [1])], 0, [], null));
        Assert.False(_store.TryCommit([new DeskWrite("officer", "a", 2, null)], 0, [], null));
        Assert.True(_store.TryCommit([new DeskWrite("officer", "a", 1, null)], 0, [], null));
        Assert.Null(_store.Find("officer", "a"));
        Assert.False(_store.TryCommit([new DeskWrite("officer", "a", 1, null)], 0, [], null));
    }

    [Fact]
    public void Acts_FromAnotherPlaceThanTheEnd_AreRefused()
    {
        Assert.True(_store.TryCommit([], 0, [[1]], [1]));
        Assert.False(_store.TryCommit([], 0, [[2]], [2]));
        Assert.False(_store.TryCommit([], 2, [[2]], [2]));
        Assert.True(_store.TryCommit([], 1, [[2], [3]], [3]));
        Assert.Equal([2, 3], _store.Acts(1, 10).Select(a => a[0]));
        Assert.Equal([2], _store.Acts(1, 1).Select(a => a[0]));
    }

    [Fact]
    public void Writers_ManyAtOnceOnTwoConnections_EachVersionIsWrittenOnce()
    {
        using var other = open();
        Assert.True(_store.TryCommit([new DeskWrite("draft", "a", 0, [0])], 0, [], null));
        var won = new int[2];
        Parallel.For(0, 2, side =>
        {
            var store = side == 0 ? _store : other;
            for (var i = 0; i < 40; i++)
            {
                if (store.TryCommit([new DeskWrite("draft", "a", store.Find("draft", "a")!.Version, [1])], 0, [], null))
                    won[side]++;
            }
        });
        Assert.Equal(1 + won[0] + won[1], _store.Find("draft", "a")!.Version);
    }
}
