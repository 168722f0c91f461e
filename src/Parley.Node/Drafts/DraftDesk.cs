using System.Security.Cryptography;
using System.Text;
using Parley.Channels;
using Parley.Channels.Ladders;
using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using Parley.Instruments.Positions;
using Parley.Node.Accounts;
using Parley.Node.Instruments;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Parley.Records.Policies;
using Parley.Records.Text;

namespace Parley.Node.Drafts;

/// <summary>Where officers draft, review and release. What it refuses, it refuses whatever a screen has shown; the engine checks the same again.</summary>
public sealed class DraftDesk(RunningNode node)
{
    private const int MostFormer = 50;
    private const int MostAsides = 20;

    // What is typed within this time is one step to undo.
    private static readonly TimeSpan OneStep = TimeSpan.FromSeconds(3);
    private readonly Lock _beginning = new();

    /// <summary>The drafts that are not yet records, the latest first.</summary>
    public IReadOnlyList<Kept<Draft>> Open => [.. node.Book.All<Draft>().Where(d => d.Value.Record is null).OrderByDescending(d => d.Value.ChangedAt)];

    /// <summary>What went out on one key and waits for a second.</summary>
    public IReadOnlyList<Kept<Countersigning>> Uncountersigned => [.. node.Book.All<Countersigning>().OrderBy(c => c.Value.At)];

    /// <summary>A draft.</summary>
    public Kept<Draft>? Find(string key) => node.Book.Find<Draft>(key);

    /// <summary>The form of an id with its pack: of an agreement, one of the first words, of a case, of the public record, or a word about a record; nothing where nobody here knows it.</summary>
    public (Pack? Pack, FormDefinition Form)? FormOf(FormId id) =>
        node.Packs.Of(id) is { } pack ? (pack, pack.Form(id.Value)!) : FirstWords.Forms.Concat(WordsOfCase.Forms).Concat(WordsOfPublicRecord.Forms).Concat(WordsAbout.Forms).FirstOrDefault(f => f.Id == id) is { } form ? (null, form) : null;

    /// <summary>
    /// Begins a draft, addressed to the first desk of every other member of the channel: most first words are for all of them. Returns its key.
    /// </summary>
    public string Begin(FormId form, string channel, string desk, string language, IReadOnlyDictionary<string, string> values, Act by)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(by);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var written = new Dictionary<string, string>(values)
        {
            [Draft.Channel] = channel,
            [Draft.Desk] = desk,
            [Draft.To] = string.Join(' ', Policy(channel)?.Policy.Members.Where(m => m.Party != node.Self).Select(m => node.Loop.View.Cards.GetValueOrDefault(m.Party)?.Current.Desks.FirstOrDefault()).OfType<PostId>() ?? []),
            [Draft.Info] = "",
            [Draft.Precedence] = form == FirstWords.Holding || form == FirstWords.FirstReport ? "flash" : form == WordsOfCase.Open || form == WordsOfCase.Demarche ? "priority" : "routine",
            [Draft.Subject] = values.GetValueOrDefault(Draft.Subject, ""),
            [Draft.Language] = language,
        };
        if (form == FirstWords.Holding)
            written["next-word-by"] = Times.ToText(Times.Truncate(ChannelTime(channel).AddMinutes(30)));
        var draft = new Draft { Form = form.Value, Values = written, BegunBy = by.By, ChangedBy = by.By, ChangedAt = node.Clock.GetUtcNow() };
        node.Book.TryCommit([DeskBook.Write(key, 0, draft)], by with { What = "draft.begin", About = key, Detail = form.Value });
        return key;
    }

    /// <summary>
    /// Begins a word about a record that is here, to the desk that wrote it, with its subject and precedence. Where officers are already drafting
    /// the same word, it is that draft: what is pressed twice, or by two, begins once. Returns its key.
    /// </summary>
    public string BeginAbout(Record about, FormId form, string desk, string language, IReadOnlyDictionary<string, string> references, Act by)
    {
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(by);
        using var one = _beginning.EnterScope();
        if (Open.FirstOrDefault(d => d.Value.Form == form.Value && WordsAbout.References.All(r => d.Value[r] == references.GetValueOrDefault(r, ""))) is { } begun)
            return begun.Key;
        var content = about.Content;
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var values = new Dictionary<string, string>(references)
        {
            [Draft.Channel] = content.Channel.Name,
            [Draft.Desk] = desk,
            [Draft.To] = content.Desk.ToString(),
            [Draft.Info] = "",
            [Draft.Precedence] = content.Precedence.ToString().ToLowerInvariant(),
            [Draft.Subject] = content.Subject ?? "",
            [Draft.Language] = language,
        };
        // The author's word on a paraphrase or an answer goes to whoever made that, and not to itself.
        if (content.Author == node.Self)
            values[Draft.To] = node.Archive.Find(Said(references))?.Record.Content.Desk.ToString() ?? "";
        node.Book.TryCommit([DeskBook.Write(key, 0, new Draft { Form = form.Value, Values = values, BegunBy = by.By, ChangedBy = by.By, ChangedAt = node.Clock.GetUtcNow() })],
            by with { What = "draft.begin", About = key, Detail = form.Value });
        return key;

        static Digest Said(IReadOnlyDictionary<string, string> references) =>
            Digest.TryParse(references.GetValueOrDefault(ClaimReader.ParaphraseField) ?? references.GetValueOrDefault(ClaimReader.AnswerField) ?? "", out var said) ? said : default;
    }

    /// <summary>What officers are drafting about a record.</summary>
    public IReadOnlyList<Kept<Draft>> OpenAbout(Digest record) => [.. Open.Where(d => WordsAbout.Of(d.Value)?.Record == record)];

    /// <summary>
    /// Saves what an officer wrote into one field, whose text the officer's screen last showed as <paramref name="shown"/>. Where another
    /// officer has changed the field meanwhile, that text stays and this one stands aside: neither is lost.
    /// </summary>
    public Kept<Draft> Write(string key, string field, string shown, string text, string by)
    {
        return Change(key, draft =>
        {
            RequireOpen(draft);
            var now = draft[field];
            if (now == text)
                return draft;
            if (now != shown)
                return draft with { Asides = [.. draft.Asides.Where(a => a.Field != field || a.By != by).TakeLast(MostAsides - 1), new Aside(field, by, text)] };
            // The text before a burst of typing is what undoing goes back to, and not each letter.
            var last = draft.Former.Count > 0 ? draft.Former[^1] : null;
            var burst = last is not null && last.Field == field && last.By == by && node.Clock.GetUtcNow() - last.At < OneStep;
            return Put(draft, field, text, by) with { Former = burst ? [.. draft.Former.SkipLast(1), last! with { At = node.Clock.GetUtcNow() }] : [.. draft.Former.TakeLast(MostFormer - 1), new FormerText(field, now, by, node.Clock.GetUtcNow())] };
        });
    }

    /// <summary>Puts back what the field that was changed last held before.</summary>
    public Kept<Draft> Undo(string key, string by) => Change(key, draft =>
    {
        RequireOpen(draft);
        return draft.Former.Count == 0 ? draft : Put(draft, draft.Former[^1].Field, draft.Former[^1].Text, by) with { Former = [.. draft.Former.SkipLast(1)] };
    });

    /// <summary>Decides about a text that stands aside: it takes its field's place, or is dropped.</summary>
    public Kept<Draft> Settle(string key, Aside aside, bool take, string by) => Change(key, draft =>
    {
        RequireOpen(draft);
        if (!draft.Asides.Contains(aside))
            return draft;
        var settled = draft with { Asides = [.. draft.Asides.Where(a => a != aside)] };
        return take ? Put(settled, aside.Field, aside.Text, by) with { Former = [.. settled.Former.TakeLast(MostFormer - 1), new FormerText(aside.Field, draft[aside.Field], by, node.Clock.GetUtcNow())] } : settled;
    });

    /// <summary>What a draft attaches; nothing where it attaches nothing.</summary>
    public static IReadOnlyList<Attachment> Attached(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return draft[AttachmentList.NamesField].Length > 0
            && AttachmentList.Read(new SaltedFields([new Field(AttachmentList.NamesField, draft[AttachmentList.NamesField]), new Field(AttachmentList.KeysField, draft[AttachmentList.KeysField])], new byte[SaltedFields.SeedSize])).Try(out var files, out _) ? files : [];
    }

    /// <summary>Attaches a file that was taken in for the draft's channel.</summary>
    /// <exception cref="InvalidDataException">The draft is signed or gone, or attaches as much as a record may.</exception>
    public Kept<Draft> Attach(string key, Attachment file, Act by) => Change(key, draft =>
    {
        RequireOpen(draft);
        var files = Attached(draft);
        return files.Count >= AttachmentList.MaxAttachments ? throw new InvalidDataException($"A record attaches at most {AttachmentList.MaxAttachments} files.") : Attach(draft, [.. files, file], by.By);
    }, by with { What = "draft.attach", About = key });

    /// <summary>Leaves out the file at a place, from 0.</summary>
    public Kept<Draft> Detach(string key, int place, string by)
    {
        Attachment? left = null;
        var kept = Change(key, draft =>
        {
            RequireOpen(draft);
            var files = Attached(draft);
            left = files.ElementAtOrDefault(place);
            return Attach(draft, [.. files.Where((_, i) => i != place)], by);
        });
        if (left is not null)
            Forget(kept.Value[Draft.Channel], left);
        return kept;
    }

    /// <summary>Throws a draft away, and the files that nothing else attaches.</summary>
    public void Discard(string key, Act by)
    {
        while (Find(key) is { Value.Record: null } kept)
        {
            if (!node.Book.TryCommit([DeskBook.Remove(kept)], by with { What = "draft.discard", About = key }))
                continue;
            foreach (var file in Attached(kept.Value))
                Forget(kept.Value[Draft.Channel], file);
        }
    }

    /// <summary>Removes a file that was taken in for a draft, unless another draft or a record attaches the same.</summary>
    public void Forget(string channel, Attachment file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (Policy(channel) is var (id, _) && !Open.Any(d => Attached(d.Value).Any(IsSame)) && !node.Archive.IsAttached(id, file))
            node.AttachmentFiles.Remove(id, file);

        bool IsSame(Attachment other) => other.Root == file.Root && other.Size == file.Size;
    }

    /// <summary>Takes a draft back from review, with a remark for its drafter; what was signed is good for nothing any more.</summary>
    public void SendBack(string key, string remark, Act by) => Change(key, draft => draft.Record is not null ? throw new InvalidDataException("It is a record already: a correction is a new one.") : draft with { Signed = null, Remark = remark.Length == 0 ? null : remark },
        by with { What = "draft.send-back", About = key });

    /// <summary>Everything that stands in the way of a release.</summary>
    public IReadOnlyList<DraftFault> Check(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var faults = new List<DraftFault>();
        if (FormOf(draft.FormId) is ({ } pack, var packed))
            faults.AddRange(FormCheck.Check(pack, packed, Filled(draft), ChannelTime(draft[Draft.Channel]), Policy(draft[Draft.Channel])?.Policy.Members.Count).Select(f => new DraftFault(f.Field, f.Rule, f.Provision is null ? f.Detail : $"{f.Detail} ({f.Provision})")));
        else if (FormOf(draft.FormId) is (null, var form))
            faults.AddRange(form.Fields.SelectMany(f => Check(f, draft[f.Name])));
        faults.AddRange(Unread(draft));
        foreach (var (name, text) in draft.Values)
        {
            if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > Limits.FieldBytes)
                faults.Add(new DraftFault(name, "REC-031", $"this has {bytes} bytes and {Limits.FieldBytes} are allowed: shorten it, or attach a file"));
            else if (!PlainText.IsAllowed(text, multiline: true))
                faults.Add(new DraftFault(name, "REC-036", "this holds a character that nobody could see or that turns text around; remove it"));
        }

        if (draft.FormId == WordsOfCase.Open && !draft[Draft.Subject].StartsWith("incident/", StringComparison.Ordinal))
            faults.Add(new DraftFault(Draft.Subject, "CAS-001", $"a case is named by its subject, such as incident/{node.Self}-{ChannelTime(draft[Draft.Channel]).Year}-0001"));
        if (draft[Draft.To].Length == 0)
            faults.Add(new DraftFault(Draft.To, "REC-012", "nobody is to act on it: name at least one desk"));
        if (faults.Count == 0 && !Prepare(draft).Try(out _, out var fault))
            faults.Add(new DraftFault(FieldOf(fault.Rule), fault.Rule, fault.Detail));
        return faults;
    }

    /// <summary>The draft as a content with random id and salts, at this moment; or the first rule that it breaks.</summary>
    public Outcome<Prepared> Prepare(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (Policy(draft[Draft.Channel]) is not var (channel, policy))
            return new Fault("CHN-001", 0, $"no channel '{draft[Draft.Channel]}' is open here");
        if (!PostId.TryParse($"{node.Self}/{draft[Draft.Desk]}", out var desk))
            return new Fault("REC-011", 0, $"'{draft[Draft.Desk]}' is not a desk");
        if (!Posts(draft[Draft.To]).Try(out var to, out var fault) || !Posts(draft[Draft.Info]).Try(out var info, out fault))
            return fault;
        if (!Enum.TryParse<Precedence>(draft[Draft.Precedence], ignoreCase: true, out var precedence) || !Enum.IsDefined(precedence))
            return new Fault("REC-010", 0, $"'{draft[Draft.Precedence]}' is not flash, immediate, priority or routine");
        if (!Fields(draft).Try(out var fields, out fault))
            return fault;
        return Make(channel, policy, desk, to, info, precedence, draft.FormId, draft[Draft.Subject] is { Length: > 0 } subject ? subject : null, draft[Draft.Language], fields);
    }

    /// <summary>What the drafter has signed, ready for the next officer.</summary>
    /// <exception cref="InvalidDataException">The draft is not in review.</exception>
    public Prepared Reviewed(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var signed = draft.Signed ?? throw new InvalidDataException("Nobody has signed this draft as its drafter.");
        return new Prepared(RecordContent.Parse(Encoding.UTF8.GetBytes(signed.Content)).OrThrow(), SaltedFields.Parse(Encoding.UTF8.GetBytes(signed.Fields)).OrThrow(),
            [.. signed.Officers.Select(line => OfficerSignature.TryParseLine(line, out var officer) ? officer : throw new InvalidDataException("An officer's line in the desk book does not read."))]);
    }

    /// <summary>Whether one officer may say this alone on the channel now, and another countersign later: the policy's standing authority.</summary>
    public bool IsOnOneKey(Draft draft) => Policy(draft[Draft.Channel]) is var (_, policy) && Enum.TryParse<Precedence>(draft[Draft.Precedence], ignoreCase: true, out var precedence) && policy.IsOnOneKey(draft.FormId, precedence);

    /// <summary>Passes a draft on for review, signed by its drafter: what it says at this moment, and nothing else, for that is what the next officer reads.</summary>
    public Fault? PassOn(string key, long version, Prepared prepared, OfficerSignature drafted, Act by)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(drafted);
        if (CheckSignature(prepared, drafted) is { } fault)
            return fault;
        if (Find(key) is not { Value: { Signed: null, Record: null } draft } kept || kept.Version != version || !Says(draft, prepared))
            return Meanwhile();
        return node.Book.TryCommit(
            [DeskBook.Write(key, version, draft with { Signed = Signed(prepared, [drafted], by.By), Remark = null })],
            by with { What = "draft.sign", About = key, Detail = prepared.Content.Id.ToString() }) ? null : Meanwhile();
    }

    /// <summary>
    /// Releases: 1. it is what stands in the draft; 2. the releaser is not the drafter, unless the policy gives one key the authority; 3. the
    /// instrument's rules once more; 4. number and send; 5. note it. Repeating it is harmless: a content is said once.
    /// </summary>
    public async Task<Outcome<Record>> ReleaseAsync(string key, Prepared prepared, OfficerSignature released, Act by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(released);
        // 1. While the passkey asked, somebody may have taken it back or written something else.
        var alone = prepared.Officers.Count == 0;
        if (Find(key) is not { Value: { Record: null } draft } kept || !(draft.Signed is { } passed ? passed.Content == Text(prepared) : alone && Says(draft, prepared)))
            return Meanwhile();
        // 2.
        if (alone && !IsOnOneKey(draft))
            return new Fault("CHN-006", 0, $"the form {draft.Form} at precedence {draft[Draft.Precedence]} needs a draft and a release by two officers on this channel");
        if (prepared.Officers.Any(o => o.Officer == released.Officer) || (draft.Signed is { } signed && signed.DraftedBy == by.By))
            return new Fault("CHN-006", 0, "whoever drafted this cannot release it: another officer has to");
        if (CheckSignature(prepared, released) is { } fault)
            return fault;
        // Two officers at the same button would make two contents of one draft: the first one holds it.
        if (alone && !node.Book.TryCommit([DeskBook.Write(key, kept.Version, draft with { Signed = Signed(prepared, [], by.By) })]))
            return Meanwhile();
        // 3. and 4.
        Outcome<Record> said;
        try
        {
            said = await SubmitAsync(prepared, [.. prepared.Officers, released], cancel);
        }
        catch (NotStoredException e) when (!e.IsInDoubt)
        {
            Reopen();
            throw;
        }

        if (!said.Try(out var record, out fault))
        {
            Reopen();
            node.Book.TryCommit([], by with { What = "draft.refuse", About = key, Detail = fault.Rule });
            return fault;
        }

        // 5.
        var id = record.Id.ToString();
        var note = by with { What = "draft.release", About = id, Detail = alone ? "on one key, to be countersigned" : draft.Form };
        while (Find(key) is { Value.Record: null } now)
        {
            if (node.Book.TryCommit([DeskBook.Write(key, now.Version, now.Value with { Record = id }), .. alone ? [DeskBook.Write(id, 0, new Countersigning(draft[Draft.Channel], by.By, draft.Form, node.Clock.GetUtcNow()))] : Array.Empty<Channels.Storage.DeskWrite>()], note))
                break;
        }

        return record;

        // Nothing went out: nobody else has to look at it.
        void Reopen()
        {
            if (alone)
                Change(key, d => d.Record is null ? d with { Signed = null } : d);
        }
    }

    /// <summary>The countersignature of a record that went out on one key, ready to be signed.</summary>
    public Outcome<Prepared> PrepareCountersignature(Kept<Countersigning> waiting, string desk)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        if (Policy(waiting.Value.Channel) is not var (channel, policy))
            return new Fault("CHN-001", 0, $"no channel '{waiting.Value.Channel}' is open here");
        var others = policy.Members.Where(m => m.Party != node.Self).Select(m => node.Loop.View.Cards.GetValueOrDefault(m.Party)?.Current.Desks.FirstOrDefault()).OfType<PostId>();
        return Make(channel, policy, PostId.Parse($"{node.Self}/{desk}"), [.. others], [], Records.Precedence.Routine, FormId.Parse(Countersigning.FormName), null, "en", [new Field("records", waiting.Key)]);
    }

    /// <summary>Countersigns: the second officer's word on what one officer let out.</summary>
    public async Task<Fault?> CountersignAsync(Kept<Countersigning> waiting, Prepared prepared, OfficerSignature released, Act by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(released);
        if (waiting.Value.ReleasedBy == by.By)
            return new Fault("CHN-006", 0, "whoever let this out alone cannot countersign it: another officer has to");
        if (CheckSignature(prepared, released) is { } fault)
            return fault;
        if (!(await SubmitAsync(prepared, [released], cancel)).Try(out _, out fault))
            return fault;
        return node.Book.TryCommit([DeskBook.Remove(waiting)], by with { What = "record.countersign", About = waiting.Key }) ? null : Meanwhile();
    }

    /// <summary>An officer's word that he has read a record of another party, or has shown it to the principal, ready to be signed. Receipts take one officer.</summary>
    public Outcome<Prepared> PrepareReceipt(Record about, FormId form, string desk, string shownTo)
    {
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(shownTo);
        var content = about.Content;
        if (content.Author == node.Self || content.Form.IsService)
            return new Fault("LAD-002", 0, "only what another party said is acknowledged");
        if (Policy(content.Channel.Name) is not var (channel, policy) || channel != content.Channel)
            return new Fault("CHN-001", 0, $"no channel '{content.Channel.Name}' is open here");
        if (form == FormId.ReadReceipt && node.Archive.Ladder(about.Id).Any(r => r.Member == node.Self && r.Rung == Rung.Read))
            return new Fault("CHN-022", 0, "an officer here has acknowledged this already");
        if (shownTo.Length > 0 && (Encoding.UTF8.GetByteCount(shownTo) > Limits.FieldBytes || !PlainText.IsAllowed(shownTo, multiline: false)))
            return new Fault("REC-036", 0, "whom it was shown to is one line, with no character that nobody could see");
        return Make(channel, policy, PostId.Parse($"{node.Self}/{desk}"), [content.Desk], [], content.Precedence, form, null, "en",
            [Receipts.ToField([(about.Id, null)]), .. shownTo.Length > 0 ? [new Field("shown-to", shownTo)] : Array.Empty<Field>()]);
    }

    /// <summary>Sends a receipt that an officer has signed.</summary>
    public async Task<Fault?> SendReceiptAsync(Prepared prepared, OfficerSignature released, Act by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(released);
        if (CheckSignature(prepared, released) is { } fault)
            return fault;
        if (!(await SubmitAsync(prepared, [released], cancel)).Try(out _, out fault))
            return fault;
        node.Book.TryCommit([], by);
        return null;
    }

    /// <summary>The fields of a form as they are filled in, in the one form that records have where they read so.</summary>
    public IReadOnlyDictionary<string, string> Filled(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var form = FormOf(draft.FormId)?.Form;
        var filled = draft.Values.Where(v => v.Key[0] != '@' && v.Value.Length > 0).ToDictionary(v => v.Key, v => form?.Field(v.Key) is { } field ? FieldValue.Read(field, v.Value, out _) is { } read ? OneForm(field, read) : v.Value : v.Value);
        foreach (var lines in NamedLinesOf(draft))
        {
            if (lines.Read(filled.GetValueOrDefault(lines.Field, "")) is not { } named)
                continue;
            filled.Remove(lines.Field);
            foreach (var (name, said) in named)
                filled[name] = said;
        }

        return filled;
    }

    private IEnumerable<NamedLines> NamedLinesOf(Draft draft) => FormOf(draft.FormId) is (null, var form) ? NamedLines.All.Where(l => form.Field(l.Field) is not null) : [];

    private IEnumerable<DraftFault> Unread(Draft draft) => NamedLinesOf(draft).Where(l => l.Read(draft[l.Field]) is null).Select(l => l.Fault);

    /// <summary>The time of a channel: an exercise may have a clock of its own.</summary>
    public DateTimeOffset ChannelTime(string channel) => Policy(channel)?.Policy.Clock?.At(node.Clock.GetUtcNow()) ?? node.Clock.GetUtcNow();

    /// <summary>An open channel of that name with its policy.</summary>
    public (ChannelId Id, ChannelPolicy Policy)? Policy(string channel) => node.Loop.View.Channels.Where(c => c.Key.Name == channel).Select(c => ((ChannelId, ChannelPolicy)?)(c.Key, c.Value)).FirstOrDefault();

    // In words, too, a date-time group or a position is written in the one form that everybody reads.
    private static string OneForm(FieldDefinition field, string text) => field.Type != FieldType.Text ? text
        : DateTimeGroup.TryParse(text, out var time) ? Times.ToText(time)
        : GeodeticPosition.TryParse(text, out var position) ? position.ToString()
        : text;

    private static IEnumerable<DraftFault> Check(FieldDefinition field, string text) =>
        text.Trim().Length == 0 ? field.Required ? [new DraftFault(field.Name, "INS-020", "this must be filled in")] : []
        : FieldValue.Read(field, text, out var fault) is null ? [new DraftFault(field.Name, fault!.Rule, fault.Detail)]
        : [];

    private static string FieldOf(string rule) => rule switch
    {
        "REC-010" => Draft.Precedence,
        "REC-011" => Draft.Desk,
        "REC-012" => Draft.To,
        "REC-015" => Draft.Subject,
        "REC-016" => Draft.Language,
        "CHN-001" => Draft.Channel,
        _ => "",
    };

    private static SignedDraft Signed(Prepared prepared, IEnumerable<OfficerSignature> officers, string by) =>
        new(Text(prepared), Encoding.UTF8.GetString(prepared.Fields.ToBytes()), [.. officers.Select(o => o.ToLine())], by);

    private static string Text(Prepared prepared) => Encoding.ASCII.GetString(prepared.Content.ToBytes());

    /// <summary>Whether a content says what stands in a draft, but for its id, its salts and its moment.</summary>
    private bool Says(Draft draft, Prepared prepared)
    {
        if (!Prepare(draft).Try(out var now, out _))
            return false;
        var (content, moment) = (prepared.Content, now.Content);
        var same = content with { Id = moment.Id, Seen = moment.Seen, Composed = moment.Composed, FieldsRoot = moment.FieldsRoot };
        return same.ToBytes().AsSpan().SequenceEqual(moment.ToBytes()) && prepared.Fields.All.SequenceEqual(now.Fields.All);
    }

    private static Fault Meanwhile() => new("CHN-022", 0, "somebody else has changed or released this draft at the same moment: look at it again");

    private static void RequireOpen(Draft draft)
    {
        if (draft.Signed is not null || draft.Record is not null)
            throw new InvalidDataException("This draft is signed: take it back before you change it.");
    }

    private Outcome<Prepared> Make(ChannelId channel, ChannelPolicy policy, PostId desk, IReadOnlyList<PostId> to, IReadOnlyList<PostId> info, Precedence precedence, FormId form, string? subject, string language, IReadOnlyList<Field> fields)
    {
        var salted = new SaltedFields(fields, RandomNumberGenerator.GetBytes(SaltedFields.SeedSize));
        var id = new ContentId(RandomNumberGenerator.GetBytes(ContentId.Size));
        var content = new RecordContent
        {
            Id = id,
            Channel = channel,
            Author = node.Self,
            Desk = desk,
            To = to,
            Info = info,
            Seen = node.Archive.Seen(channel, policy.Members.Select(m => m.Party).Where(m => m != node.Self)),
            Composed = Times.Truncate(policy.Clock?.At(node.Clock.GetUtcNow()) ?? node.Clock.GetUtcNow()),
            Precedence = precedence,
            Form = form,
            Subject = subject,
            Language = language,
            Exercise = node.Self.IsExercise && !form.IsPublicRecord,
            FieldCount = salted.All.Count,
            FieldsRoot = salted.Root(id, node.Self, channel),
        };
        return (content.Check() ?? ReleaseCheck.Check(node.Packs, content, salted, policy)) is { } fault ? fault : new Prepared(content, salted, []);
    }

    private async Task<Outcome<Record>> SubmitAsync(Prepared prepared, IReadOnlyList<OfficerSignature> officers, CancellationToken cancel)
    {
        // What was checked when it was signed may have been changed since; and the pack may be another.
        if (ReleaseCheck.Check(node.Packs, prepared.Content, prepared.Fields, node.Loop.View.Channels.GetValueOrDefault(prepared.Content.Channel)) is { } broken)
            return broken;
        if (node.AttachmentFiles.Check(prepared.Content.Channel, prepared.Fields) is { } missing)
            return missing;
        var answered = await node.Loop.AskAsync(ticket => new Input.Submit(ticket, prepared.Content, officers, prepared.Fields), cancel);
        return answered.Record is { } record ? record : answered.Answer.Fault!;
    }

    private Fault? CheckSignature(Prepared prepared, OfficerSignature signature) =>
        new RecordVerifier(node.Crypto).CheckPresentOfficers([signature], prepared.Content.ToBytes(), node.Loop.View.Cards[node.Self]);

    private Outcome<List<PostId>> Posts(string text)
    {
        var posts = new List<PostId>();
        foreach (var word in text.Split((char[])[' ', ',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!PostId.TryParse(word, out var post))
                return new Fault("REC-012", 0, $"'{word}' is not a desk: write PARTY/name, such as UA/mod-duty");
            posts.Add(post);
        }

        return posts;
    }

    private Outcome<List<Field>> Fields(Draft draft)
    {
        if (draft.FormId == FormId.Phrase)
        {
            try
            {
                return node.Phrases.ToFields(draft["code"], draft.Values.Where(v => v.Key.StartsWith("value.", StringComparison.Ordinal)).ToDictionary(v => v.Key["value.".Length..], v => v.Value), draft[Draft.Language]).ToList();
            }
            catch (InvalidDataException e)
            {
                return new Fault("PHR-002", 0, e.Message);
            }
        }

        var fields = Filled(draft).Select(v => new Field(v.Key, v.Value)).ToList();
        if (Unread(draft).FirstOrDefault() is { } unread)
            return new Fault(unread.Rule, 0, unread.Detail);
        // Which version of the pack it was filled under: two parties with different ones are told.
        if (node.Packs.Of(draft.FormId) is { } pack && fields.All(f => f.Name != FormCheck.PackField))
            fields.Add(new Field(FormCheck.PackField, pack.Stamp));
        if (fields.FirstOrDefault(f => !Field.IsName(f.Name) || Encoding.UTF8.GetByteCount(f.Value) > Limits.FieldBytes || !PlainText.IsAllowed(f.Value, multiline: true)) is { } bad)
            return new Fault("REC-036", 0, $"the field '{bad.Name}' is too long or holds a character that nobody could see");
        return fields;
    }

    private Draft Attach(Draft draft, IReadOnlyList<Attachment> files, string by)
    {
        var values = draft.Values.Where(v => v.Key is not (AttachmentList.NamesField or AttachmentList.KeysField)).ToDictionary();
        foreach (var field in files.Count == 0 ? [] : AttachmentList.ToFields(files))
            values[field.Name] = field.Value;
        return draft with { Values = values, ChangedBy = by, ChangedAt = node.Clock.GetUtcNow() };
    }

    private Draft Put(Draft draft, string field, string text, string by) => draft with
    {
        Values = new Dictionary<string, string>(draft.Values) { [field] = text },
        ChangedBy = by,
        ChangedAt = node.Clock.GetUtcNow(),
    };

    private Kept<Draft> Change(string key, Func<Draft, Draft> change, params IReadOnlyList<Act> acts)
    {
        for (; ; )
        {
            var kept = Find(key) ?? throw new InvalidDataException("This draft is gone: somebody has thrown it away.");
            var next = change(kept.Value);
            if (ReferenceEquals(next, kept.Value))
                return kept;
            if (node.Book.TryCommit([DeskBook.Write(key, kept.Version, next)], acts))
                return new Kept<Draft>(key, kept.Version + 1, next);
        }
    }
}
