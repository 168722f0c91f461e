namespace Parley.Node.Accounts;

/// <summary>What the desk book keeps, each kind under its own word.</summary>
public interface IKept
{
    /// <summary>The word.</summary>
    static abstract string Kind { get; }
}
