namespace Parley.Node.Accounts;

/// <summary>Something kept, with the version that whoever changes it has seen.</summary>
public sealed record Kept<T>(string Key, long Version, T Value);
