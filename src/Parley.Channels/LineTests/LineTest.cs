using System.Text;
using Parley.Channels.Groups;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Witnesses;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Channels.LineTests;

/// <summary>
/// What a line test says: the author's new checkpoint with the proof that it continues that of its test before, as one asks
/// a C2SP witness; the latest checkpoints of the others; and its answers to their tests.
/// </summary>
/// <param name="Since">The author's line test before this one, in the same incarnation; nothing in the first.</param>
/// <param name="Request">The checkpoint to cosign and the proof from the size in <paramref name="Since"/>, or from 0.</param>
/// <param name="Known">The latest checkpoint of each other member that the author has accepted, as that member's ledger signed it.</param>
/// <param name="Answers">Answers to tests of others that were not answered yet.</param>
/// <param name="Group">Where the author stands in the channel's group, or nothing where it is in none.</param>
public sealed record LineTest(Head? Since, AddCheckpointRequest Request, IReadOnlyList<SignedCheckpoint> Known, IReadOnlyList<TestAnswer> Answers, GroupPosition? Group = null)
{
    private const string SinceField = "since";
    private const string RequestField = "add-checkpoint";
    private const string KnownField = "known";
    private const string GroupField = "group";
    private const int BlockLines = 5;

    /// <summary>The author's checkpoint.</summary>
    public SignedCheckpoint Checkpoint => Request.Checkpoint;

    /// <summary>Reads a record of the form <c>line-test/1</c>. Never throws; nothing is verified.</summary>
    public static Outcome<LineTest> Parse(Record record)
    {
        // CHN-051
        var fields = record.Fields;
        if (fields.All.Any(f => f.Name is not (SinceField or RequestField or KnownField or GroupField or TestAnswer.FieldName)))
            return new Fault("CHN-051", 0, "a line test has the fields 'since', 'add-checkpoint', 'known', 'group' and 'cosigned' and no others");
        Head? since = null;
        if (fields[SinceField] is not { } sinceText || (sinceText != "-" && !Head.TryParse(sinceText, out since)))
            return new Fault("CHN-051", 0, "'since' is neither a head nor a hyphen");
        if (since is not null && (since.Author != record.Content.Author || since.Incarnation != record.Numbering.Incarnation || since.Number >= record.Numbering.Number))
            return new Fault("CHN-051", 0, "'since' is not an earlier record of the same series");
        if (fields[RequestField] is not { } requestText)
            return new Fault("CHN-051", 0, "the field 'add-checkpoint' is missing");
        if (!AddCheckpointRequest.Parse(Encoding.UTF8.GetBytes(requestText + "\n")).Try(out var request, out var fault))
            return fault;
        if (request.Checkpoint.Note.Signatures.Count != 1)
            return new Fault("CHN-051", 0, "the checkpoint carries more than its ledger's signature");
        if (!ParseKnown(fields[KnownField]).Try(out var known, out var unknown))
            return unknown;
        GroupPosition? group = null;
        if (fields[GroupField] is { } groupText && !GroupPosition.TryParse(groupText, out group))
            return new Fault("GRP-030", 0, "'group' is not a group's id, an epoch and its authenticator");
        return TestAnswer.ParseField(fields[TestAnswer.FieldName], record.Content.Author).Try(out var answers, out var unreadable)
            ? new LineTest(since, request, known, answers, group)
            : unreadable;
    }

    /// <summary>The fields of such a record.</summary>
    public IReadOnlyList<Field> ToFields()
    {
        var fields = new List<Field>
        {
            new(SinceField, Since?.ToString() ?? "-"),
            new(RequestField, Encoding.UTF8.GetString(Request.ToBytes()).TrimEnd('\n')),
        };
        if (Known.Count > 0)
            fields.Add(new(KnownField, string.Join("\n", Known.Select(k => Encoding.UTF8.GetString(k.ToBytes()))).TrimEnd('\n')));
        if (Group is not null)
            fields.Add(new(GroupField, Group.ToString()));
        if (Answers.Count > 0)
            fields.Add(TestAnswer.ToField(Answers));
        return fields;
    }

    /// <summary>
    /// Why no honest node signs both an earlier line test and this one, or nothing where the two do not show it. Both are of one
    /// author, channel and incarnation, and both checkpoints of its ledger.
    /// </summary>
    // CHN-053
    public string? Contradicts(Head earlier, Checkpoint before, Head later)
    {
        var now = Checkpoint.Checkpoint;
        if (later.Number <= earlier.Number)
            return null;
        // The earlier test is itself an entry of the ledger, so that the later one has more.
        if (now.Size <= before.Size)
            return $"its ledger had {before.Size} entries in line test {earlier.Number}, and has {now.Size} in line test {later.Number}";
        if (Since is null || Since.Number < earlier.Number)
            return $"line test {later.Number} passes over line test {earlier.Number}";
        if (Since.Number > earlier.Number)
            return null;
        if (Since.Id != earlier.Id)
            return $"line test {later.Number} names another record under the number {earlier.Number}";
        return Request.OldSize == before.Size && Request.Proof.Verify(before.Root, now.Root)
            ? null
            : $"line test {later.Number} does not show that its ledger of {now.Size} entries continues the one of {before.Size} in line test {earlier.Number}";
    }

    // CHN-054: signed checkpoints with an empty line between; of each, three lines, an empty one and one signature.
    private static Outcome<SignedCheckpoint[]> ParseKnown(string? text)
    {
        if (text is null)
            return Array.Empty<SignedCheckpoint>();
        var known = new List<SignedCheckpoint>();
        var lines = text.Split('\n', (Limits.Parties * (BlockLines + 1)) + 1);
        for (var at = 0; at < lines.Length; at += BlockLines + 1)
        {
            if (lines.Length < at + BlockLines || (lines.Length > at + BlockLines && lines[at + BlockLines] != "") || known.Count == Limits.Parties)
                return new Fault("CHN-054", 0, $"'known' is not a list of at most {Limits.Parties} signed checkpoints with an empty line between them");
            if (!SignedCheckpoint.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines[at..(at + BlockLines)]) + "\n")).Try(out var checkpoint, out var fault))
                return fault;
            known.Add(checkpoint);
        }

        return known.ToArray();
    }
}
