namespace Parley.Channels.Storage;

/// <summary>How and where somebody is reached: an e-mail address, a webhook's URL; of the sound, nothing.</summary>
public sealed record Reach(Means Means, string Address)
{
    /// <summary>The node's page.</summary>
    public static Reach Sound { get; } = new(Means.Sound, "");
}
