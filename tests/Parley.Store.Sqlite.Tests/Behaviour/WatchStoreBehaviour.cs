using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Store.Tests;

/// <summary>What a watch finds again, whichever database keeps it.</summary>
public abstract class WatchStoreBehaviour : IDisposable
{
    private static readonly DateTimeOffset Now = new(2022, 12, 29, 7, 0, 0, 123, TimeSpan.Zero);

    protected abstract IWatchStore Open();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public void Attempts_KeptReplacedAndForgotten_AreTheOnesOfThoseBefore()
    {
        var (one, other) = (Digest.Of("one"u8), Digest.Of("other"u8));
        var failed = new Attempt(one, "60 mail", new Reach(Means.Mail, "duty-1@by.example"), 2, Now, "the server is away");
        var sounded = new Attempt(other, "0 sound", Reach.Sound, 1, Now.AddSeconds(1), null);
        using (var store = Open())
        {
            Assert.Empty(store.Attempts());
            store.Keep([failed, sounded]);
            store.Keep([]);
        }

        using (var store = Open())
        {
            Assert.Equal([failed, sounded], store.Attempts().OrderBy(a => a.At));
            store.Keep([failed with { Tries = 3, Fault = null, At = Now.AddSeconds(9) }]);
            store.Forget(other);
        }

        using var last = Open();
        Assert.Equal(failed with { Tries = 3, Fault = null, At = Now.AddSeconds(9) }, Assert.Single(last.Attempts()));
    }
}
