using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>
/// How far a record has come with each other member beyond delivery, computed from what was said about it. It depends on the
/// set of those records alone and not on the order in which they came, so that nodes with the same records show the same.
/// </summary>
public sealed class RecordLadder
{
    /// <summary>The most records of one member about one record that count, the first by their numbers.</summary>
    public const int MaxClaims = 256;

    private RecordLadder(IReadOnlyList<string> questions, IReadOnlyList<MemberLadder> members)
    {
        Questions = questions;
        Members = members;
    }

    /// <summary>The record's questions, or <see cref="Question.Whole"/>.</summary>
    public IReadOnlyList<string> Questions { get; }

    /// <summary>The other members, in the order of their ids.</summary>
    public IReadOnlyList<MemberLadder> Members { get; }

    /// <summary>The member's ladder.</summary>
    /// <exception cref="KeyNotFoundException">It is no other member.</exception>
    public MemberLadder this[PartyId member] => Members.FirstOrDefault(m => m.Member == member) ?? throw new KeyNotFoundException($"{member} has no ladder here.");

    /// <summary>The ladder of a record from the records that name it; others among them, and ones that do not read, count for nothing.</summary>
    public static RecordLadder Of(Record record, IEnumerable<PartyId> members, IEnumerable<Record> about)
    {
        ArgumentNullException.ThrowIfNull(record);
        var author = record.Content.Author;
        var questions = Question.Of(record);

        // LAD-011: of the same channel, and of each member the first by their numbers.
        var said = about
            .Where(r => r.Content.Channel == record.Content.Channel)
            .DistinctBy(r => r.Id)
            .Select(r => ClaimReader.Read(r).Try(out var claim, out _) && claim.About.Contains(record.Id) ? new Said(r, claim) : null)
            .OfType<Said>()
            .GroupBy(s => s.Record.Content.Author)
            .ToDictionary(g => g.Key, g => g.OrderBy(s => (s.Record.Numbering.Incarnation, s.Record.Numbering.Number)).Take(MaxClaims).ToArray());
        var authors = said.GetValueOrDefault(author, []);
        var acting = record.Content.To.Select(d => d.Party).ToHashSet();
        return new RecordLadder(questions, [.. members.Where(m => m != author).Order().Select(m => Climb(m, acting.Contains(m), record.Id, questions, said.GetValueOrDefault(m, []), authors))]);
    }

    private static MemberLadder Climb(PartyId member, bool mustAct, Digest record, IReadOnlyList<string> questions, Said[] theirs, Said[] authors)
    {
        var rungs = new List<ClaimedRung>();
        foreach (var rung in new[] { Rung.Read, Rung.Shown })
        {
            if (theirs.FirstOrDefault(s => s.Claim is Claim.Receipt receipt && receipt.Rung == rung) is { } receipt)
                rungs.Add(receipt.At(rung));
        }

        // LAD-004
        var paraphrases = theirs.Where(s => s.Claim is Claim.Paraphrase).Select(s => new ParaphraseState(s.Record.Id, ((Claim.Paraphrase)s.Claim).Text, s.Record.Content.Composed,
            authors.LastOrDefault(a => a.Claim is Claim.Verdict verdict && verdict.OnParaphrase == s.Record.Id) is { Claim: Claim.Verdict said } word
                ? new ParaphraseWord(word.Record.Id, word.Record.Content.Composed, said.Correction)
                : null)).ToArray();
        if (paraphrases.FirstOrDefault(p => p.Word is { Correction: null }) is { Word: { } confirmed })
            rungs.Add(new ClaimedRung(Rung.Understood, confirmed.Record, confirmed.At));

        // LAD-007, LAD-009
        var states = questions.Select(q => State(q, record, theirs, authors)).ToArray();
        if (states.All(s => s.Standing is QuestionStanding.Answered or QuestionStanding.Adequate or QuestionStanding.NotAdequate))
            rungs.Add(Last(states, Rung.Answered, s => (s.Answer!.Value, s.AnsweredAt!.Value)));
        if (states.All(s => s.Standing == QuestionStanding.Adequate))
            rungs.Add(Last(states, Rung.Adequate, s => (s.Claim!.Value, s.At!.Value)));
        if (states.All(s => s.Standing != QuestionStanding.Open) && states.Any(s => s.Standing == QuestionStanding.Declined))
            rungs.Add(Last([.. states.Where(s => s.Standing == QuestionStanding.Declined)], Rung.Declined, s => (s.Claim!.Value, s.At!.Value)));

        var holding = theirs.LastOrDefault(s => s.Claim is Claim.Holding);
        return new MemberLadder(member, mustAct, rungs, paraphrases, states,
            holding is null ? null : new HoldingState(holding.Record.Id, holding.Record.Content.Composed, ((Claim.Holding)holding.Claim).NextWordBy));
    }

    private static QuestionState State(string question, Digest record, Said[] theirs, Said[] authors)
    {
        // LAD-008: what the asker has called adequate stays so until the asker says otherwise, whatever is added to it.
        var answers = theirs.Where(s => s.Claim is Claim.Answer answer && Covers(answer.Records)).ToArray();
        var judged = answers.Select(a => (Answer: a, Word: authors.LastOrDefault(w => w.Claim is Claim.Adequacy word && word.OfAnswer == a.Record.Id && (Means(word.Adequate) || Means(word.NotAdequate)))))
            .Where(j => j.Word is not null)
            .Select(j => (j.Answer, Word: j.Word!, IsAdequate: Means(((Claim.Adequacy)j.Word!.Claim).Adequate)))
            .ToArray();
        if (judged.FirstOrDefault(j => j.IsAdequate) is { Word: { } good } adequate)
            return new QuestionState(question, QuestionStanding.Adequate, adequate.Answer.Record.Id, adequate.Answer.Record.Content.Composed, good.Record.Id, good.Record.Content.Composed);

        // Otherwise the member's last word on it counts.
        if (theirs.LastOrDefault(s => s.Claim is Claim.Answer answer ? Covers(answer.Records) : s.Claim is Claim.Decline decline && Covers(decline.Records)) is not { } last)
            return new QuestionState(question, QuestionStanding.Open, null, null, null, null);
        var (id, at) = (last.Record.Id, last.Record.Content.Composed);
        if (last.Claim is Claim.Decline)
            return new QuestionState(question, QuestionStanding.Declined, null, null, id, at);
        return judged.LastOrDefault(j => j.Answer == last).Word is { } bad
            ? new QuestionState(question, QuestionStanding.NotAdequate, id, at, bad.Record.Id, bad.Record.Content.Composed)
            : new QuestionState(question, QuestionStanding.Answered, id, at, id, at);

        bool Covers(IReadOnlyList<AnsweredRecord> records) => records.Any(r => r.Record == record && r.Covers(question));
        bool Means(IReadOnlyList<string> names) => names.Contains(question) || names.Contains(Question.Whole);
    }

    private static ClaimedRung Last(QuestionState[] states, Rung rung, Func<QuestionState, (Digest Claim, DateTimeOffset At)> of)
    {
        var (claim, at) = states.Select(of).MaxBy(s => s.At);
        return new ClaimedRung(rung, claim, at);
    }

    private sealed record Said(Record Record, Claim Claim)
    {
        public ClaimedRung At(Rung rung) => new(rung, Record.Id, Record.Content.Composed);
    }
}
