using System.Collections;
using System.Globalization;
using Parley.Cli;
using Parley.Cli.Demo;
using Parley.Crypto;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Node.Bench;

/// <summary>Submissions of 1 KB without end, each signed by two officers of X-NN when it is asked for; no two are the same.</summary>
internal sealed class Drafts(Exercise exercise, NodeDirectory directory) : IEnumerable<SubmissionMessage>
{
    private readonly DateTimeOffset _composed = TimeProvider.System.GetUtcNow();
    private readonly string _text = new('x', 1000);
    private int _made;

    public IEnumerator<SubmissionMessage> GetEnumerator()
    {
        while (true)
        {
            yield return new Draft
            {
                Channel = exercise.Channels["bench"],
                Desk = PostId.Parse("X-NN/mod-duty"),
                To = [PostId.Parse("X-SS/mod-duty")],
                Seen = [],
                Composed = _composed,
                Form = FormId.Parse("message/1"),
                Fields = [new Field("text", string.Create(CultureInfo.InvariantCulture, $"{++_made} {_text}"))],
            }.Sign(directory, "duty-1", "duty-2", SodiumProvider.Instance);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
