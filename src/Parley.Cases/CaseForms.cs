namespace Parley.Cases;

/// <summary>What a record of each form of a case must state for itself, apart from what other records say.</summary>
internal static class CaseForms
{
    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["incident.open"] = ["title", "kind"],
        ["incident.step"] = ["step", "by", "at"],
        ["statement"] = ["speaker", "state", "capacity", "uttered", "source"],
        ["act"] = ["actor", "act", "date", "source"],
        ["link.assert"] = ["type", "from", "to", "reason"],
        ["link.dismiss"] = ["type", "from", "to", "reason"],
        ["demarche.note"] = ["demand.1"],
        ["demarche.reaction"] = ["demand", "reaction"],
        ["demarche.reply"] = ["demand", "reply"],
        ["demarche.assessment"] = ["demand"],
        ["inquiry.member"] = ["key", "officer", "role"],
        ["inquiry.admission"] = ["member", "verdict"],
        ["inquiry.sign"] = ["text"],
        ["inquiry.right"] = ["right", "state"],
        ["inquiry.request"] = ["key", "to", "asks"],
        ["inquiry.response"] = ["request", "state"],
        ["evidence.item"] = ["key", "title"],
        ["evidence.custody"] = ["evidence", "action", "by", "when"],
        ["hypothesis"] = ["key", "text"],
        ["hypothesis.relation"] = ["type", "from", "to", "reason"],
        ["rating.commitment"] = ["rater", "commitment"],
        ["rating.sheet"] = ["rater", "salt", "sheet"],
        ["report.section"] = ["key", "part", "title", "text"],
        ["report.comment"] = ["key", "section", "text", "argument"],
        ["report.response"] = ["comment", "response"],
        ["report.dissent"] = ["key", "by", "text"],
        ["report.non-cooperation"] = ["about", "text"],
        ["report.text"] = ["key", "part.1"],
        ["report.sign"] = ["report", "sha256"],
        ["report.decline"] = ["report", "reason"],
        ["measure.proposal"] = ["key", "text", "owner", "due"],
        ["measure.answer"] = ["measure", "verdict"],
        ["measure.done"] = ["measure", "what"],
        ["measure.confirmation"] = ["measure", "verdict"],
    };

    // One of these, where the field is there.
    private static readonly ILookup<string, (string Field, string[] Words)> Words = new Dictionary<(string Form, string Field), string[]>
    {
        [("statement", "capacity")] = ["official", "personal", "unattributed"],
        [("inquiry.admission", "verdict")] = ["accepted", "rejected", "countered"],
        [("inquiry.right", "state")] = ["asked", "granted", "exercised", "refused"],
        [("inquiry.right", "right")] = ["visit", "examine", "witness", "copies", "read-outs", "submissions"],
        [("inquiry.response", "state")] = ["promised", "supplied", "unusable", "refused", "not-recorded", "destroyed"],
        [("hypothesis.relation", "type")] = ["excludes", "includes", "compatible", "duplicate"],
        [("demarche.assessment", "counts")] = ["yes", "no"],
        [("demarche.assessment", "satisfied")] = ["yes", "no", "in part"],
        [("measure.answer", "verdict")] = ["agreed", "rejected"],
        [("measure.confirmation", "verdict")] = ["confirmed", "not-confirmed"],
        [("evidence.custody", "action")] = ["found", "seized", "sealed", "opened", "handed-over", "received", "examined", "copied", "split", "stored", "returned", "destroyed"],
        [("report.section", "part")] = ["mandate", "facts", "not-established", "analysis", "findings", "recommendations"],
    }.ToLookup(w => w.Key.Form, w => (w.Key.Field, w.Value), StringComparer.Ordinal);

    // Neither can be later than the moment in which it is reported.
    private static readonly Dictionary<string, string> Past = new() { ["incident.step"] = "at", ["evidence.custody"] = "when", ["evidence.item"] = "found", ["inquiry.right"] = "at", ["measure.done"] = "at" };

    // Neither can be earlier than the moment in which it is asked.
    private static readonly Dictionary<string, string> Future = new() { ["inquiry.request"] = "due", ["measure.proposal"] = "due", ["demarche.note"] = "deadline" };

    private static readonly Dictionary<string, string[]> References = new()
    {
        ["link.assert"] = ["from", "to"],
        ["link.dismiss"] = ["from", "to"],
        ["inquiry.admission"] = ["member"],
        ["inquiry.response"] = ["request"],
        ["evidence.custody"] = ["evidence"],
        ["hypothesis.relation"] = ["from", "to"],
        ["report.response"] = ["comment"],
        ["report.sign"] = ["report"],
        ["report.decline"] = ["report"],
        ["measure.answer"] = ["measure"],
        ["measure.done"] = ["measure"],
        ["measure.confirmation"] = ["measure"],
    };

    /// <summary>The first rule that the record breaks by itself, or nothing; a form that is not of a case breaks none.</summary>
    public static (string Rule, string Reason)? Check(Entry entry)
    {
        // CAS-007
        foreach (var field in Required.GetValueOrDefault(entry.Form, []))
        {
            if (entry[field] is null)
                return ("CAS-007", $"the field '{field}' is missing");
        }

        if (entry["key"] is { } key && !ItemId.IsKey(key))
            return ("CAS-004", $"'{key}' is not a key: lower-case letters, digits and inner hyphens, at most 48");
        // An incident may be linked to another by its subject.
        foreach (var field in References.GetValueOrDefault(entry.Form, []))
        {
            if (entry.Reference(field) is null && !(entry.Family == "link" && entry[field]!.StartsWith("incident/", StringComparison.Ordinal)))
                return ("CAS-004", $"'{entry[field]}' in '{field}' names no thing: write PARTY:key");
        }

        foreach (var (field, words) in Words[entry.Form])
        {
            if (entry[field] is { } word && !words.Contains(word, StringComparer.Ordinal))
                return ("CAS-007", $"'{word}' in '{field}' is none of: {string.Join(", ", words)}");
        }

        // CAS-008
        if (StatedTime.Read(entry["uttered"]) is { } uttered && StatedTime.Read(entry["published"]) is { } published && published.IsBefore(uttered))
            return ("CAS-008", $"it was published ({published}) before it was uttered ({uttered})");
        if (Past.TryGetValue(entry.Form, out var past) && StatedTime.Read(entry[past]) is { } done && done.From > entry.Composed)
            return ("CAS-008", $"'{past}' ({done}) is later than the record that reports it");
        if (Future.TryGetValue(entry.Form, out var future) && StatedTime.Read(entry[future]) is { } due && due.Until < entry.Composed)
            return ("CAS-008", $"'{future}' ({due}) is earlier than the record that asks for it");
        return null;
    }
}
