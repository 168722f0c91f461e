using System.Collections.Concurrent;
using Grpc.Core;

namespace Parley.Mls.Harness;

/// <summary>What the runner may name by a number; one row of numbers for everything, so that none means two things.</summary>
internal sealed class Held
{
    private readonly ConcurrentDictionary<uint, IDisposable> things = new();
    private int last;

    public uint Keep(IDisposable thing)
    {
        var id = (uint)Interlocked.Increment(ref last);
        things[id] = thing;
        return id;
    }

    public T Find<T>(uint id)
        where T : class =>
        things.GetValueOrDefault(id) as T
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"There is no {typeof(T).Name} {id}: it was never made, or is free already."));

    public void Free<T>(uint id)
        where T : class, IDisposable
    {
        Find<T>(id).Dispose();
        things.TryRemove(id, out _);
    }
}
