namespace Parley.Node.Loop;

/// <summary>An input came to nothing because the store could not take it; repeating it later is safe.</summary>
public sealed class NotStoredException(string message) : Exception(message);
