using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Text;

namespace Parley.Channels.Ladders;

/// <summary>Reads what a record claims about others. Work is bounded by the record's size; nothing throws.</summary>
public static class ClaimReader
{
    /// <summary>The most records that one answers or declines to answer.</summary>
    public const int MaxAnswered = 64;

    /// <summary>The field of a record that answers others: a line for each, its id and the names of the questions meant.</summary>
    public const string AnswersField = "answers";

    /// <summary>The field of a record that declines to answer others, in the form of <see cref="AnswersField"/>.</summary>
    public const string DeclinesField = "declines";

    /// <summary>The field that names the one record that a claim is about.</summary>
    public const string RecordField = "record";

    /// <summary>The field that names a paraphrase.</summary>
    public const string ParaphraseField = "paraphrase";

    /// <summary>The field that names an answer.</summary>
    public const string AnswerField = "answer";

    /// <summary>The field with the names of the questions that an answer answers adequately.</summary>
    public const string AdequateField = "adequate";

    /// <summary>The field with the names of the questions that an answer does not answer adequately.</summary>
    public const string NotAdequateField = "not-adequate";

    /// <summary>The field that says by when the author will be heard from again.</summary>
    public const string NextWordField = "next-word-by";

    /// <summary>What people write: a paraphrase, a correction.</summary>
    public const string TextField = "text";

    /// <summary>What the record claims, or why it does not read as its form wants.</summary>
    public static Outcome<Claim> Read(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var (form, fields) = (record.Content.Form, record.Fields);
        if (form == FormId.ReadReceipt || form == FormId.ShownReceipt)
            return Receipt(record);
        if (form == FormId.Paraphrase)
            return Paraphrase(fields);
        if (form == FormId.ParaphraseConfirmed || form == FormId.ParaphraseCorrected)
            return Verdict(fields, form == FormId.ParaphraseCorrected);
        if (form == FormId.Adequate)
            return Adequacy(fields);
        if (form == FormId.Decline)
            return Decline(fields);
        if (form == FormId.Translation)
            return Translation.Read(record).Try(out var translation, out var fault) ? new Claim.Translated(translation) : fault;
        return form.IsService ? new Claim.Nothing() : Answer(fields);
    }

    /// <summary>The records that a record says something about; receipts apart, whose rungs are stored as they are climbed.</summary>
    public static IReadOnlyList<Digest> Targets(Record record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return !record.Content.Form.IsService && Read(record).Try(out var claim, out _) ? claim.About : [];
    }

    // LAD-002
    private static Outcome<Claim> Receipt(Record record) => Receipts.Covered(record) is { } covered
        ? new Claim.Receipt(record.Content.Form == FormId.ReadReceipt ? Rung.Read : Rung.Shown, covered)
        : new Fault("CHN-015", 0, $"the field '{Receipts.RecordsField}' is not a list of at most {Receipts.MaxRecords} record ids, one in each line");

    // LAD-003
    private static Outcome<Claim> Paraphrase(SaltedFields fields) =>
        Digest.TryParse(fields[RecordField] ?? "", out var record) && fields[TextField] is { } text
            ? new Claim.Paraphrase(record, text)
            : new Fault("LAD-003", 0, $"a paraphrase has the fields '{RecordField}', a record's id, and '{TextField}'");

    // LAD-004
    private static Outcome<Claim> Verdict(SaltedFields fields, bool corrects)
    {
        if (!Digest.TryParse(fields[RecordField] ?? "", out var record) || !Digest.TryParse(fields[ParaphraseField] ?? "", out var paraphrase)
            || (fields[TextField] is null && corrects))
        {
            return new Fault("LAD-004", 0, $"a word on a paraphrase has the fields '{RecordField}' and '{ParaphraseField}', both record ids, and a correction '{TextField}' besides");
        }

        return new Claim.Verdict(record, paraphrase, corrects ? fields[TextField] : null);
    }

    // LAD-008
    private static Outcome<Claim> Adequacy(SaltedFields fields)
    {
        var (adequate, not) = (Names(fields[AdequateField]), Names(fields[NotAdequateField]));
        if (!Digest.TryParse(fields[RecordField] ?? "", out var record) || !Digest.TryParse(fields[AnswerField] ?? "", out var answer)
            || adequate is null || not is null || adequate.Count + not.Count == 0 || adequate.Intersect(not).Any())
        {
            return new Fault("LAD-008", 0, $"a word on an answer has the fields '{RecordField}' and '{AnswerField}', both record ids, and '{AdequateField}' or '{NotAdequateField}' or both: names of questions, or '{Question.Whole}', none in both");
        }

        return new Claim.Adequacy(record, answer, adequate, not);
    }

    // LAD-009
    private static Outcome<Claim> Decline(SaltedFields fields) => fields[DeclinesField] is { } text && Answered(text) is { } records
        ? new Claim.Decline(records, fields["reason"])
        : new Fault("LAD-009", 0, $"a refusal to answer has the field '{DeclinesField}': a line for each record, its id and after spaces the names of questions");

    // LAD-005
    private static Outcome<Claim> Answer(SaltedFields fields)
    {
        IReadOnlyList<AnsweredRecord>? records = [];
        if (fields[AnswersField] is { } text && (records = Answered(text)) is null)
            return new Fault("LAD-005", 0, $"the field '{AnswersField}' has at most {MaxAnswered} lines, in each a record's id and after spaces the names of questions");
        if (fields[NextWordField] is not { } by)
            return records.Count > 0 ? new Claim.Answer(records) : new Claim.Nothing();

        // LAD-010
        return Times.TryParse(by, out var time)
            ? new Claim.Holding(records, time)
            : new Fault("LAD-010", 0, $"the field '{NextWordField}' is not a UTC time such as 2022-12-29T07:45:00Z");
    }

    private static List<AnsweredRecord>? Answered(string text)
    {
        var lines = text.Split('\n', MaxAnswered + 1);
        if (lines.Length > MaxAnswered)
            return null;
        var records = new List<AnsweredRecord>();
        foreach (var line in lines)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var questions = space < 0 ? [] : Names(line[(space + 1)..]);
            if (questions is null || (questions.Count == 0 && space >= 0) || !Digest.TryParse(space < 0 ? line : line[..space], out var record) || records.Exists(r => r.Record == record))
                return null;
            records.Add(new AnsweredRecord(record, questions));
        }

        return records;
    }

    /// <summary>Names of fields with one space between, each once; a missing field has none.</summary>
    private static List<string>? Names(string? text)
    {
        if (text is null)
            return [];
        var names = text.Split(' ', Limits.Fields + 1);
        return names.Length <= Limits.Fields && names.All(Field.IsName) && names.Distinct().Count() == names.Length ? [.. names] : null;
    }
}
