namespace Parley.Node.Loop;

/// <summary>An input came to nothing because the store could not take it; repeating it later is safe.</summary>
public sealed class NotStoredException(string message) : Exception(message)
{
    /// <summary>Whether it may be stored all the same: the database did not say. The same submission may be made again, and no other in its place.</summary>
    public bool IsInDoubt { get; init; }
}
