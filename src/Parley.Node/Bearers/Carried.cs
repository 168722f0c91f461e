using Parley.Channels;

namespace Parley.Node.Bearers;

/// <summary>What a bearer made of a bundle.</summary>
public abstract record Carried
{
    private Carried()
    {
    }

    /// <summary>The peer has it, and this is its answer, item by item.</summary>
    public sealed record Answered(IReadOnlyList<ItemAnswer> Answers) : Carried;

    /// <summary>Whoever stores and forwards it has it.</summary>
    public sealed record HandedOver : Carried;

    /// <summary>Nobody has it, as far as is known; the reason is for the operator.</summary>
    public sealed record Failed(string Reason) : Carried;
}
