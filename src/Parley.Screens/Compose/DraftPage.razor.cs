using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Parley.Channels.Storage;
using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using Parley.Node.Accounts;
using Parley.Node.Drafts;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Screens.Accounts;

namespace Parley.Screens.Compose;

/// <summary>One draft: written, checked as it is typed, seen as the other side will see it, signed and released.</summary>
public sealed partial class DraftPage
{
    private static readonly string[] Precedences = ["flash", "immediate", "priority", "routine"];

    // Saved at the latest after this time: what a killed browser loses.
    private static readonly TimeSpan SavePause = TimeSpan.FromMilliseconds(250);

    // What this screen shows, and what of it is not saved yet.
    private readonly Dictionary<string, string> _shown = [];
    private readonly Dictionary<string, string> _typed = [];
    private Kept<Draft>? _kept;
    private (Pack? Pack, FormDefinition Form)? _sheet;
    private IReadOnlyList<DraftFault> _faults = [];
    private IReadOnlyList<Attachment> _files = [];
    private string[] _channels = [], _languages = [];
    private string? _problem, _first;
    private string _preview = "", _previewLanguage = "en", _remark = "";
    private DateTimeOffset? _saved;
    private ITimer? _saving;
    private bool _busy, _attended;
    private ElementReference _form;
    private IJSObjectReference? _module;
    private DotNetObjectReference<DraftPage>? _self;

    /// <summary>The draft's key.</summary>
    [Parameter]
    public string Named { get; set; } = "";

    private Draft Draft => _kept!.Value;

    private bool Locked => Draft.Signed is not null;

    private bool MaySignAlone => Acting.May(Policies.Release) || Acting.May(Policies.Watch);

    private string Title => _kept is null ? Speech["compose.title"] : _sheet?.Form.Title.In(Speech.Language.Code) ?? Draft.Form;

    private IEnumerable<(string Name, string Label, FieldDefinition? Field)> Lines => Draft.FormId == FormId.Phrase
        ? (Node.Phrases.Books.Select(b => b.Wants(Draft["code"])).FirstOrDefault(w => w is not null) ?? []).Select(w => ($"value.{w}", w, (FieldDefinition?)null))
        : _sheet is var (_, form) ? FormRendering.Names(new FilledForm(form, Draft.Values)).Select(n => (n.Name, LabelOf(n.Name, n.Field), (FieldDefinition?)n.Field)) : [("text", "text", null)];

    private IEnumerable<string> Groups => _sheet?.Form.Fields.Select(f => f.Group).OfType<string>().Distinct() ?? [];

    /// <summary>A paste that does not fit the field: nothing of it was taken, and the screen says so.</summary>
    [JSInvokable]
    public void TooLong(string field, int length)
    {
        _problem = Speech["compose.too-long", length, Limits.FieldBytes];
        StateHasChanged();
    }

    /// <summary>A file that could not be attached, and why.</summary>
    [JSInvokable]
    public void NotAttached(string name, string why)
    {
        _problem = Speech["attached.not", name.Length > 255 ? name[..255] : name, why.Length > 1000 ? why[..1000] : why];
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        _self?.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Node.Book.Written += Written;
        _saving = Node.Clock.CreateTimer(_ => InvokeAsync(Save), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_attended || _kept is null || Draft.Record is not null)
            return;
        _attended = true;
        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/_content/Parley.Screens/compose.js");
        await _module.InvokeVoidAsync("attend", _form, _self, $"/compose/{Named}/files");
    }

    /// <inheritdoc/>
    protected override void Load()
    {
        _kept = Desk.Find(Named);
        if (_kept is null)
            return;
        _sheet = Desk.FormOf(Draft.FormId);
        _files = DraftDesk.Attached(Draft);
        foreach (var (name, text) in Draft.Values.Where(v => !_typed.ContainsKey(v.Key)))
            _shown[name] = text;
        _channels = [.. Node.Loop.View.Channels.Keys.Select(c => c.Name).Order(StringComparer.Ordinal)];
        _languages = [.. (Desk.Policy(Draft[Draft.Channel])?.Policy.Languages ?? []).Append(Draft[Draft.Language]).Distinct()];
        _first ??= Lines.Select(l => l.Name).FirstOrDefault();
        if (_preview.Length == 0 && _languages.FirstOrDefault(l => l != Draft[Draft.Language] && Labels.Languages.Contains(l)) is { } theirs)
            _previewLanguage = theirs;
        _faults = Locked || Draft.Record is not null ? [] : Desk.Check(Draft);
        Preview();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Node.Book.Written -= Written;
        _saving?.Dispose();
        // Whoever leaves within the pause after the last key has typed it all the same.
        Keep();
        base.Dispose(disposing);
    }

    private static string Short(string id) => id[..12];

    private string LabelOf(string name, FieldDefinition field) => field.Group is null
        ? field.Label.In(Speech.Language.Code)
        : $"{field.Label.In(Speech.Language.Code)} ({name.Split('.')[1]})";

    private void Written(IReadOnlyList<DeskWrite> writes)
    {
        if (writes.Any(w => w.Kind == Draft.Kind && w.Key == Named))
            _ = InvokeAsync(() => { Load(); StateHasChanged(); });
    }

    private void Type((string Field, string Text) typed)
    {
        _typed[typed.Field] = typed.Text;
        _saving!.Change(SavePause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Saves what was typed. What cannot be saved stays typed, and the screen says why.</summary>
    private void Save()
    {
        if (_kept is null)
            return;
        Keep();
        Load();
        StateHasChanged();
    }

    private void Keep()
    {
        if (_typed.Count == 0)
            return;
        try
        {
            var by = Acting.Require(Policies.Compose).Name;
            foreach (var (field, text) in _typed.ToArray())
            {
                Desk.Write(Named, field, _shown.GetValueOrDefault(field, ""), text, by);
                _shown[field] = text;
                _typed.Remove(field);
            }

            (_saved, _problem) = (Speech.Now, null);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or InvalidDataException or IOException)
        {
            _problem = e.Message;
        }
    }

    private void Undo() => Act(() => Desk.Undo(Named, Acting.Require(Policies.Compose).Name));

    private void Settle((Aside Aside, bool Take) word) => Act(() => Desk.Settle(Named, word.Aside, word.Take, Acting.Require(Policies.Compose).Name));

    private void Detach(int place) => Act(() => Desk.Detach(Named, place, Acting.Require(Policies.Compose).Name));

    private void SendBack() => Act(() => Desk.SendBack(Named, _remark, Acting.Act("draft.send-back")));

    private void Discard()
    {
        Act(() => Desk.Discard(Named, Acting.Act("draft.discard")));
        Navigation.NavigateTo("/compose");
    }

    private void AddItem(string group)
    {
        var next = new FilledForm(_sheet!.Value.Form, Draft.Values).Items(group).LastOrDefault(1) + 1;
        Act(() => Desk.Write(Named, $"{group}.{next}.{_sheet.Value.Form.Fields.First(f => f.Group == group).Name}", "", " ", Acting.Require(Policies.Compose).Name));
    }

    private void Act(Action act)
    {
        try
        {
            Save();
            act();
            _problem = null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or InvalidDataException)
        {
            _problem = e.Message;
        }

        Load();
    }

    private Task PassOnAsync() => SignAsync(OfficerRole.Drafted, Policies.Compose, () => Desk.Prepare(Draft), (prepared, signature) =>
        Task.FromResult(Desk.PassOn(Named, _kept!.Version, prepared, signature, Acting.Act("draft.sign"))));

    private Task ReleaseAloneAsync() => SignAsync(OfficerRole.Released, MaySignAlone ? Policies.Compose : Policies.Release, () => Desk.Prepare(Draft), ReleaseAsync);

    private Task ReleaseAsync() => SignAsync(OfficerRole.Released, Policies.Release, () => Desk.Reviewed(Draft), ReleaseAsync);

    private async Task<Fault?> ReleaseAsync(Prepared prepared, OfficerSignature signature) =>
        (await Desk.ReleaseAsync(Named, prepared, signature, Acting.Act("draft.release"), CancellationToken.None)).Fault;

    /// <summary>1. may he; 2. save and make ready; 3. the passkey signs; 4. do it, if he still may: the session may have ended while the passkey asked.</summary>
    private async Task SignAsync(OfficerRole role, string policy, Func<Outcome<Prepared>> prepare, Func<Prepared, OfficerSignature, Task<Fault?>> done)
    {
        // A second press while one is on its way does nothing.
        if (_busy)
            return;
        _busy = true;
        try
        {
            // 1. and 2.
            var account = Acting.Require(policy);
            Save();
            if (_faults.Count > 0 && !Locked)
                _problem = $"{_faults[0].Field.TrimStart('@')}: {_faults[0].Detail}";
            else if (role == OfficerRole.Released && Draft.Signed?.DraftedBy == account.Name)
                _problem = Speech["compose.own-draft"];
            else if (!prepare().Try(out var prepared, out var fault))
                _problem = $"{fault.Rule}: {fault.Detail}";
            else
            {
                // 3.
                var (signature, problem) = await Signing.SignAsync(prepared, role);
                // 4.
                Acting.Require(policy);
                _problem = signature is null ? problem : await done(prepared, signature) is { } refused ? $"{refused.Rule}: {refused.Detail}" : null;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or InvalidDataException or Parley.Node.Loop.NotStoredException)
        {
            _problem = e.Message;
        }
        finally
        {
            _busy = false;
        }

        Load();
    }

    private void Preview()
    {
        if (_kept is null)
            return;
        var original = Draft[Draft.Language];
        var header = $"{Draft[Draft.Precedence].ToUpperInvariant()}  {Node.Self} → {Draft[Draft.To]}\n";
        var banner = Draft.FormId.IsPublicRecord ? RecordRendering.PublicRecordBanner : Node.Self.IsExercise ? RecordRendering.ExerciseBanner : null;
        if (banner is not null)
            header = $"{banner}\n\n{header}";
        if (Draft.FormId == FormId.Phrase)
        {
            var texts = Node.Phrases.Books.Select(b => b.Render(Draft["code"], v => Draft[$"value.{v}"] is { Length: > 0 } text ? text : null)).FirstOrDefault(t => t is not null) ?? [];
            var text = texts.FirstOrDefault(t => t.Language == _previewLanguage);
            _preview = $"{header}\n{Draft["code"]}\n\n{text?.Text ?? Speech["compose.not-in", _previewLanguage]}\n{(text is { IsReviewed: false } ? $"\n[{Speech["compose.unreviewed"]}]\n{texts[0].Language}: {texts[0].Text}\n" : "")}";
        }
        else if (_sheet is ({ } pack, var packed))
        {
            _preview = $"{header}\n{FormRendering.ToText(pack, new FilledForm(packed, Desk.Filled(Draft)), _previewLanguage, original, [.. pack.Parties.Select(p => p.Zone).OfType<string>().Distinct()])}";
        }
        else if (_sheet is (null, var form))
        {
            var filled = Desk.Filled(Draft);
            _preview = header + $"\n{form.Title.In(_previewLanguage)}\n" + string.Concat(WordsAbout.References.Where(filled.ContainsKey).Select(r => $"\n{r}: {filled[r]}\n")) + string.Concat(form.Fields.Where(f => f.Required || Draft[f.Name].Length > 0).Select(f =>
                $"\n{f.Label.In(_previewLanguage)}\n" + string.Concat((filled.GetValueOrDefault(f.Name) ?? Draft[f.Name]).Split('\n').Select(l => $"    {l}\n")) + string.Concat(DraftField.InOtherWays(f, filled.GetValueOrDefault(f.Name) ?? "").Select(o => $"    = {o}\n"))));
        }

        if (banner is not null)
            _preview += $"\n{banner}\n";
    }

    private IReadOnlyList<DraftFault> FaultsOf(string name) => [.. _faults.Where(f => f.Field == name)];

    private IReadOnlyList<Aside> AsidesOf(string name) => [.. Draft.Asides.Where(a => a.Field == name)];

    private string Value(string name) => _typed.GetValueOrDefault(name) ?? _shown.GetValueOrDefault(name, "");
}
