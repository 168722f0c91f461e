using Parley.Channels.Wire;

namespace Parley.Node.Bearers;

/// <summary>A bundle whose sender is known, and what an answer to it is sealed with.</summary>
public sealed record IncomingBundle(Bundle Bundle, AnswerSeal Answer) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Answer.Dispose();
}
