using Parley.Channels;

namespace Parley.Node.Loop;

/// <summary>What somebody asks the loop: one input or several, and their answers, which whoever asks waits for once. The loop alone answers.</summary>
internal sealed class Question(long firstTicket, int inputs)
{
    private readonly TaskCompletionSource<Effect.Answered[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Effect.Answered[] _answers = new Effect.Answered[inputs];
    private int _open = inputs;

    /// <summary>The ticket of the first input; the others follow.</summary>
    public long FirstTicket => firstTicket;

    /// <summary>The answers in the order of the inputs.</summary>
    public Task<Effect.Answered[]> Answers => _answers.Length == 0 ? Task.FromResult(_answers) : _done.Task;

    public void Answer(Effect.Answered answered)
    {
        _answers[answered.Ticket - firstTicket] = answered;
        if (--_open == 0)
            _done.TrySetResult(_answers);
    }

    public void Fail(NotStoredException why) => _done.TrySetException(why);
}
