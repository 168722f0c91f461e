using Parley.Crypto;

namespace Parley.Simulator;

/// <summary>
/// What stands between an engine and its node: here nothing, and in the tests what makes of a good engine one that is broken in a
/// certain way, so that the simulator can be shown to notice. The engine itself knows of none of it.
/// </summary>
public class Variant
{
    /// <summary>The engine as it is.</summary>
    public static Variant None { get; } = new();

    /// <summary>Whether the node answers and sends before what it says is durable.</summary>
    public virtual bool AnswersBeforeCommit => false;

    /// <summary>What the engine checks and signs with.</summary>
    public virtual ICryptoProvider Use(ICryptoProvider crypto) => crypto;

    /// <summary>What the engine may look up.</summary>
    public virtual IHistory See(IHistory history) => history;

    /// <summary>What the engine starts from.</summary>
    public virtual EngineState Start(EngineState state) => state;

    /// <summary>What the engine is told.</summary>
    public virtual IEnumerable<Input> Hear(Input input) => [input];

    /// <summary>What becomes of its effects.</summary>
    public virtual IEnumerable<Effect> Do(Input input, IReadOnlyList<Effect> effects) => effects;
}
