using Parley.Records;

namespace Parley.Cases.Demarches;

/// <summary>Something said about a demand by the other side.</summary>
/// <param name="Entry">The record.</param>
/// <param name="Text">What was said.</param>
/// <param name="Conditions">The conditions that it sets.</param>
/// <param name="Organ">The organ that said it, where it is another than the one addressed.</param>
/// <param name="IsReply">Whether it counts as a reply: a reply in the line does, a public reaction only if the asker says so.</param>
public sealed record Reaction(Entry Entry, string Text, IReadOnlyList<string> Conditions, string? Organ, bool IsReply);

/// <summary>One point of a demarche.</summary>
/// <param name="Number">Its number in the note, from 1.</param>
/// <param name="Text">What is demanded.</param>
/// <param name="Reactions">All that the other side said about it, in the order of time.</param>
/// <param name="Satisfied">The asker's word: <c>yes</c>, <c>no</c> or <c>in part</c>; nothing until it is said.</param>
public sealed record Demand(int Number, string Text, IReadOnlyList<Reaction> Reactions, string? Satisfied)
{
    /// <summary>Those that count as replies.</summary>
    public IEnumerable<Reaction> Replies => Reactions.Where(r => r.IsReply);

    /// <summary>Whether the asker still waits: there is no reply, and the asker has not said that it is satisfied.</summary>
    public bool IsOpen => Satisfied != "yes" && (Satisfied is not null || !Replies.Any());
}

/// <summary>A formal protest with its demands.</summary>
public sealed record Demarche(Entry Note, PartyId Asker, StatedTime? Deadline, IReadOnlyList<Demand> Demands)
{
    private static readonly string[] Families = ["demarche", "reply", "answer"];

    private sealed record All(IReadOnlyList<Demarche> Demarches, IReadOnlyList<Attempt> Attempts);

    /// <summary>The demarches of a case in the order of time.</summary>
    public static IReadOnlyList<Demarche> Of(CaseFile file) => file.View(Families, Compute).Demarches;

    internal static IReadOnlyList<Attempt> Attempts(CaseFile file) => file.View(Families, Compute).Attempts;

    // CAS-033
    /// <summary>Whether a demand is late: only where the note set a date, and no reply came by it.</summary>
    public bool IsLate(Demand demand, DateTimeOffset now) =>
        Deadline is { } deadline && (demand.Replies.FirstOrDefault() is { } reply ? reply.Entry.Composed > deadline.Until : now > deadline.Until);

    /// <summary>Whole days since the note, at <paramref name="now"/>.</summary>
    public int DaysElapsed(DateTimeOffset now) => Math.Max(0, (int)(now - Note.Composed).TotalDays);

    private static All Compute(CaseFile file)
    {
        var attempts = new List<Attempt>();
        var notes = file.Of("demarche.note").GroupBy(e => e.Subject).Select(g => g.GroupBy(e => e.Party).OrderBy(p => p.First().Composed).ThenBy(p => p.Key).First().Last());
        var said = file.Of("demarche.reaction").Concat(file.Of("demarche.reply")).ToLookup(e => e.Subject);
        static int About(Entry e) => e.Number("demand");
        var words = file.Of("demarche.assessment").ToLookup(e => e.Subject);
        var (replies, verdicts) = (file.Of("reply").ToArray(), file.Of("answer.adequate").ToLookup(e => e["record"]));
        var demarches = new List<Demarche>();
        foreach (var note in notes.OrderBy(n => n.Composed).ThenBy(n => n))
        {
            // CAS-032: nobody says for the asker that it is satisfied.
            var own = words[note.Subject].Where(w => w.Party == note.Party).ToArray();
            attempts.AddRange(words[note.Subject].Where(w => w.Party != note.Party).Select(w => new Attempt(w, "CAS-032", $"only {note.Party}, who asks, says whether it is satisfied")));
            // CAS-034: the receipt ladder holds the same word, and it is not to be said twice. A note that was given again is the same demarche.
            var versions = file.Of("demarche.note").Where(e => e.Subject == note.Subject && e.Party == note.Party).Select(e => e.Record.Id.ToString()).ToHashSet();
            var judgements = versions.SelectMany(v => verdicts[v]).Order().ToArray();
            var onLine = judgements.Where(w => w.Party == note.Party).ToArray();
            attempts.AddRange(judgements.Where(w => w.Party != note.Party).Select(w => new Attempt(w, "CAS-034", $"only {note.Party}, who asks, says whether an answer is adequate")));
            attempts.AddRange(said[note.Subject].Where(s => s.Party == note.Party).Select(s => new Attempt(s, "CAS-030", "who asks does not answer its own demand")));
            var numbers = note.Under("demand.").Select(f => (Number: Entry.Ordinal(f.Name), f.Value)).Where(f => f.Number > 0).OrderBy(f => f.Number).ToArray();
            var known = numbers.Select(n => n.Number).ToHashSet();
            var (saidTo, ownOn) = (said[note.Subject].ToLookup(About), own.ToLookup(About));
            attempts.AddRange(said[note.Subject].Concat(own).Where(s => !known.Contains(About(s))).Select(s => new Attempt(s, "CAS-030", $"the note has no demand {s["demand"]}")));
            demarches.Add(new Demarche(note, note.Party, StatedTime.Read(note["deadline"]), [.. numbers.Select(n => Demand(n.Number, n.Value))]));

            Demand Demand(int number, string text)
            {
                var about = ownOn[number].ToArray();
                var counts = new Dictionary<string, bool>(StringComparer.Ordinal);
                foreach (var word in about.Where(w => w["reply"] is not null && w["counts"] is not null))
                    counts[word["reply"]!] = word["counts"] == "yes";
                var judged = onLine.Where(w => Means(w, "adequate", number) || Means(w, "not-adequate", number)).ToArray();
                var reactions = saidTo[number].Concat(replies.Where(r => Answers(r, versions, number))).Where(s => s.Party != note.Party)
                    .OrderBy(s => s.Composed).ThenBy(s => s)
                    .Select(s => new Reaction(s, s["reply"] ?? s["reaction"] ?? s["text"] ?? "", s.Lines("conditions"), s["organ"], IsReply(s)))
                    .ToArray();

                // As the ladder has it (LAD-008): the last word on each answer, and one that is adequate is enough. Then the later of the two.
                var last = judged.GroupBy(w => w["answer"]).Select(g => g.Last()).Order().ToArray();
                var onAnswer = last.LastOrDefault(w => Means(w, "adequate", number)) ?? last.LastOrDefault();
                var assessed = about.LastOrDefault(w => w["satisfied"] is not null);
                var satisfied = onAnswer is not null && (assessed is null || onAnswer.CompareTo(assessed) > 0) ? Means(onAnswer, "adequate", number) ? "yes" : "no" : assessed?["satisfied"];
                return new Demand(number, text, reactions, satisfied);

                // CAS-031
                bool IsReply(Entry s) => counts.TryGetValue(s.Item.ToString(), out var said) ? said : (s.Form is "demarche.reply" or "reply" && !s.IsPublic) || judged.Any(w => w["answer"] == s.Record.Id.ToString());
            }
        }

        return new All(demarches, attempts);

        static bool Means(Entry word, string field, int demand) => word[field]?.Split(' ') is { } names && (names.Contains("all") || names.Contains($"demand.{demand}"));

        static bool Answers(Entry reply, HashSet<string> notes, int demand) => reply.Lines("answers").Select(l => l.Split(' ')).Any(l => notes.Contains(l[0]) && (l.Length == 1 || l.Contains($"demand.{demand}")));
    }
}
