using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Demo;

/// <summary>
/// Plays a scenario: at each step's time its officers sign and submit, and after each party's own delay an officer there
/// reads what has come, except what the step after is to cross. A node that is down is tried again; a submission that
/// was lost on the way is repeated and said once.
/// </summary>
internal sealed class Player(Exercise exercise, Action<string> progress)
{
    private readonly Dictionary<string, string> _records = [];

    /// <summary>The record of each step, by the step's id.</summary>
    public IReadOnlyDictionary<string, string> Records => _records;

    /// <summary>Every step and every reading, in the scenario's order.</summary>
    public async Task PlayAsync(CancellationToken cancel)
    {
        foreach (var happening in Plan())
        {
            await UntilAsync(happening.At, cancel);
            if (happening.Reader is { } reader)
                await ReadAsync(exercise[reader], happening.Step, cancel);
            else
                await SayAsync(happening.Step, cancel);
        }
    }

    /// <summary>A party reads a step after its delay; what a later step of its own has not seen, after that one.</summary>
    private List<Happening> Plan()
    {
        var steps = exercise.Scenario.Steps;
        var plan = new List<Happening>();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            plan.Add(new Happening(exercise.Scenario.OnClock(step), i, 0, step, null));
            // Nobody reads a receipt as a message: it says itself what was read or shown.
            if (FormId.Parse(step.Form).IsReceipt)
                continue;
            foreach (var reader in exercise.Scenario.Channels.First(c => c.Name == step.Channel).Members.Where(m => m != step.Author))
            {
                var blind = steps.FindLastIndex(s => s.Author == reader && s.Unread.Contains(step.Id));
                var at = exercise.Scenario.OnClock(step) + exercise[reader].Party.Delay;
                plan.Add(blind >= 0 && exercise.Scenario.OnClock(steps[blind]) >= at
                    ? new Happening(exercise.Scenario.OnClock(steps[blind]), blind, 1, step, reader)
                    : new Happening(at, i, 1, step, reader));
            }
        }

        return [.. plan.OrderBy(h => (h.At, h.Order, h.Part))];
    }

    private async Task UntilAsync(DateTimeOffset at, CancellationToken cancel)
    {
        while (exercise.Clock.At(TimeProvider.System.GetUtcNow()) < at)
        {
            var left = (at - exercise.Clock.At(TimeProvider.System.GetUtcNow())) / exercise.Clock.Rate;
            await Task.Delay(left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), cancel);
        }
    }

    private async Task SayAsync(ScenarioStep step, CancellationToken cancel)
    {
        progress($"{step.At[..16].Replace('T', ' ')}Z  {step.Author}/{step.Desk}: {step.Form}");
        var node = exercise[step.Author];
        var fields = step.FieldsWith(_records).ToList();
        if (step.Track == "exercise")
            fields.Add(new Field("modelled-on", string.Join(", ", step.Source)));
        var seen = await Patiently(() => node.Client.SeenAsync(step.Channel, cancel), cancel);
        var draft = new Draft
        {
            Channel = exercise.Channels[step.Channel],
            Desk = PostId.Parse($"{step.Author}/{step.Desk}"),
            To = [.. step.To.Select(PostId.Parse)],
            Info = [.. step.Info.Select(PostId.Parse)],
            Seen = [.. seen.Heads.Select(h => Head.TryParse(h, out var head) ? head : throw new InvalidDataException("not a head"))],
            Composed = step.Time,
            Precedence = Enum.Parse<Precedence>(step.Precedence, ignoreCase: true),
            Form = FormId.Parse(step.Form),
            Subject = step.Subject == "-" ? null : step.Subject,
            Language = step.Language,
            Fields = fields,
        };
        var signed = draft.Sign(node.Directory, step.Officers.GetValueOrDefault("drafted"), step.Officers["released"], Crypto.Provider);
        var submitted = await Patiently(() => node.Client.SubmitAsync(signed, cancel), cancel);
        _records[step.Id] = submitted.Id;
    }

    private async Task ReadAsync(ExerciseNode node, ScenarioStep step, CancellationToken cancel)
    {
        // It may still be on its way: nobody reads what has not come.
        RecordMessage? unread;
        while ((unread = (await Patiently(() => node.Client.InboxAsync(cancel), cancel)).FirstOrDefault(r => r.Id == _records[step.Id])) is null)
            await Task.Delay(10, cancel);
        var receipts = await Patiently(() => Commands.ReadCommand.ReceiptsAsync(node.Client, [unread], cancel), cancel);
        foreach (var receipt in receipts)
        {
            var signed = receipt.Sign(node.Directory, null, node.Party.Officers[0], Crypto.Provider);
            await Patiently(() => node.Client.SubmitAsync(signed, cancel), cancel);
        }
    }

    private static async Task<T> Patiently<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        for (var wait = 20; ; wait = Math.Min(500, wait * 2))
        {
            try
            {
                return await ask();
            }
            catch (IOException)
            {
                await Task.Delay(wait, cancel);
            }
        }
    }

    private sealed record Happening(DateTimeOffset At, int Order, int Part, ScenarioStep Step, string? Reader);
}
