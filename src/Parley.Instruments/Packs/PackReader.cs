using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using Parley.Instruments.Acts;
using Parley.Instruments.Forms;
using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Instruments.Packs;

/// <summary>
/// Reads a pack: 1. the head; 2. parties, sources, provisions; 3. forms; 4. obligations, thresholds, quotas, measures; 5. acts
/// and claims. Whatever does not hold is a fault with its line; a pack with a fault is not used.
/// </summary>
public sealed partial class PackReader
{
    /// <summary>The most bytes of a pack's file.</summary>
    public const int MaxBytes = 512 * 1024;

    private readonly List<Fault> _faults = [];
    private readonly Dictionary<string, Labels> _words = [];
    private readonly HashSet<string> _provisions = [];
    private readonly HashSet<string> _sources = [];
    private readonly HashSet<PartyId> _parties = [];
    private readonly Dictionary<FormId, FormDefinition> _forms = [];

    private PackReader()
    {
    }

    /// <summary>The pack, or nothing, and every fault in the order of lines. Never throws.</summary>
    public static Pack? Read(ReadOnlySpan<byte> file, out IReadOnlyList<Fault> faults)
    {
        var reader = new PackReader();
        var pack = reader.ReadFile(file);
        faults = [.. reader._faults.OrderBy(f => f.Line)];
        return faults.Count == 0 ? pack : null;
    }

    private Pack? ReadFile(ReadOnlySpan<byte> file)
    {
        // INS-001
        if (file.Length > MaxBytes || file.Contains((byte)0))
        {
            Fault("INS-001", 0, file.Length > MaxBytes ? $"the file has {file.Length} bytes; {MaxBytes} are allowed" : "this is not a text file");
            return null;
        }

        if (!PackNode.Read(Encoding.UTF8.GetString(file)).Try(out var root, out var unread))
        {
            _faults.Add(unread);
            return null;
        }

        var map = new PackMap(root, "the pack", _faults);

        // 1.
        var name = map.Needed("pack");
        if (!NamePattern().IsMatch(name))
            Fault("INS-003", map.LineOf("pack"), $"'{name}' does not name a pack: lower-case letters, digits and inner hyphens, as its directory");
        var version = map.Needed("version");
        if (!VersionPattern().IsMatch(version))
            Fault("INS-003", map.LineOf("version"), $"the version is three numbers such as 1.0.0, not '{version}'");
        var level = map.OneOf("level", "title", "title", "cited", "checked") switch { "cited" => SurenessLevel.Cited, "checked" => SurenessLevel.Checked, _ => SurenessLevel.Title };
        if (map.Find("level") is null)
            Fault("INS-004", map.Line, "the pack lacks 'level': title, cited or checked says how sure it is");
        var check = map.Text("checked");
        if ((level == SurenessLevel.Checked) != (check is not null))
            Fault("INS-004", map.LineOf("checked"), "level checked, and no other, says under 'checked' by whom and when it was compared with the official text");
        var nature = map.OneOf("nature", "arrangement", "treaty", "political-commitment", "arrangement") switch
        {
            "treaty" => InstrumentNature.Treaty, "political-commitment" => InstrumentNature.PoliticalCommitment, _ => InstrumentNature.Arrangement,
        };
        if (map.Find("nature") is null)
            Fault("INS-002", map.Line, "the pack lacks 'nature': treaty, political-commitment or arrangement");
        if (map.Map("words", "words") is { } words)
        {
            foreach (var (key, line, value) in words.All)
                _words[key] = ReadLabels(value, line, $"the word '{key}'");
        }

        // 2.
        ReadSources(map, out var sources);
        var parties = map.Maps("parties").Select(ReadParty).OfType<PackParty>().ToArray();
        var provisions = map.Maps("provisions").Select(ReadProvision).ToArray();
        var units = ReadLabelMap(map, "units");
        var phrases = ReadLabelMap(map, "phrases");

        // 3.
        var forms = map.Maps("forms").Select(f => ReadForm(f, units)).OfType<FormDefinition>().ToArray();

        // 4.
        var obligationMaps = map.Maps("obligations");
        var obligations = obligationMaps.Select(ReadObligation).OfType<ObligationDefinition>().ToArray();
        if (level == SurenessLevel.Title && obligationMaps.Count > 0)
            Fault("INS-009", obligationMaps[0].Line, "a pack of level title knows parties, dates and acts only, and states no obligations");
        CheckOrder(obligationMaps, obligations);
        var thresholds = map.Maps("thresholds").Select(ReadThreshold).OfType<Threshold>().ToArray();
        var quotas = map.Maps("quotas").Select(ReadQuota).OfType<Quota>().ToArray();
        var measures = map.Maps("measures").Select(ReadMeasure).ToArray();

        // 5.
        var force = ReadForce(map, nature);
        var acts = map.Maps("acts").Select(a => ReadAct(a, nature)).OfType<Act>().ToArray();
        var claims = map.Maps("claims").Select(ReadClaim).ToArray();
        var reviewed = new Dictionary<string, string>();
        if (map.Map("reviewed", "reviewed") is { } languages)
        {
            foreach (var language in Labels.Languages)
            {
                if (languages.Text(language) is { } by)
                    reviewed[language] = by;
            }

            languages.End();
        }

        var pack = new Pack
        {
            Name = name, Version = version, Hash = Digest.Of(file), Level = level, Checked = check, Nature = nature,
            Title = map.Find("title") is { } title ? ReadLabels(title, title.Line, "the title") : Missing(map, "title"),
            TextIsPublic = map.OneOf("text-public", "yes", "yes", "no") == "yes",
            Note = map.Text("note"), PairwiseOnly = map.OneOf("channels", "any", "any", "pairwise") == "pairwise",
            Joining = map.Text("joining"), Numbering = map.Text("numbering"),
            Parties = parties, Force = force, Sources = sources, Provisions = provisions, Forms = forms, Obligations = obligations,
            Thresholds = thresholds, Quotas = quotas, Measures = measures, Acts = acts, Claims = claims, Phrases = phrases, Units = units, Reviewed = reviewed,
        };
        map.End();
        return pack;
    }

    private static bool IsDate(string text, out LocalDate date)
    {
        var parsed = LocalDatePattern.Iso.Parse(text);
        date = parsed.Success ? parsed.Value : default;
        return parsed.Success;
    }

    private Labels Missing(PackMap map, string key)
    {
        Fault("INS-002", map.Line, $"the pack lacks '{key}'");
        return Labels.English("");
    }

    private void Fault(string rule, int line, string detail) => _faults.Add(new Fault(rule, line, detail));

    private Dictionary<string, Labels> ReadLabelMap(PackMap map, string key)
    {
        var read = new Dictionary<string, Labels>();
        if (map.Map(key, key) is { } labels)
        {
            foreach (var (name, line, value) in labels.All)
                read[name] = ReadLabels(value, line, $"'{name}' of {key}");
        }

        return read;
    }

    // INS-012
    private Labels ReadLabels(PackNode node, int line, string where)
    {
        if (node is PackNode.Text { Value.Length: > 0 } english)
            return Labels.English(english.Value.TrimEnd('\n'));
        var map = new PackMap(node, where, _faults);
        var texts = new Dictionary<string, string>();
        foreach (var language in Labels.Languages)
        {
            if (map.Text(language) is { } text)
                texts[language] = text;
        }

        map.End();
        if (!texts.ContainsKey("en"))
            Fault("INS-012", line, $"{where} lacks its English text 'en'");
        return new Labels(texts);
    }

    private void ReadSources(PackMap map, out Dictionary<string, PackSource> sources)
    {
        sources = [];
        if (map.Map("sources", "sources") is not { } all)
        {
            Fault("INS-004", map.Line, "the pack lacks 'sources': where its facts are from");
            return;
        }

        foreach (var (id, line, value) in all.All)
        {
            var source = new PackMap(value, $"the source '{id}'", _faults);
            sources[id] = new PackSource(id, source.Needed("title"), source.Needed("publisher"), source.Text("address"),
                source.OneOf("kind", "secondary", "official", "secondary", "own"), source.Text("note"));
            if (source.Find("kind") is null)
                Fault("INS-004", line, $"the source '{id}' lacks 'kind': official, secondary, or own where the text is this project's");
            source.End();
            _sources.Add(id);
        }
    }

    private PackParty? ReadParty(PackMap map)
    {
        var id = map.Needed("id");
        var zone = map.Text("zone");
        if (zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            Fault("INS-005", map.LineOf("zone"), $"'{zone}' is not a time zone of the tz database, such as Europe/Minsk");
        var holidays = new List<LocalDate>();
        foreach (var day in map.Items("holidays"))
        {
            if (day is PackNode.Text text && IsDate(text.Value, out var date))
                holidays.Add(date);
            else
                Fault("INS-002", day.Line, "a holiday is a day such as 2022-01-01");
        }

        var name = map.Find("name") is { } label ? ReadLabels(label, label.Line, $"the name of {id}") : Labels.English(id);
        map.End();
        if (!PartyId.TryParse(id, out var party))
        {
            Fault("INS-003", map.LineOf("id"), $"'{id}' is not a party's id, such as BY");
            return null;
        }

        if (!_parties.Add(party))
            Fault("INS-003", map.LineOf("id"), $"{id} stands twice");
        return new PackParty(party, name, zone, holidays);
    }

    private List<string> Cited(PackMap map, string where)
    {
        // INS-004: a fact without a source is somebody's memory.
        var sources = map.Words("sources").ToList();
        if (sources.Count == 0)
            Fault("INS-004", map.Line, $"{where} names no source: add 'sources: [ID]', with an id from 'sources'");
        foreach (var source in sources.Where(s => !_sources.Contains(s)))
            Fault("INS-005", map.LineOf("sources"), $"{where} names the source '{source}', which 'sources' does not have");
        return sources;
    }

    private Provision ReadProvision(PackMap map)
    {
        var id = map.Needed("id");
        if (!_provisions.Add(id))
            Fault("INS-003", map.LineOf("id"), $"the provision '{id}' stands twice");
        Commitment? commitment = null;
        if (map.Map("commitment", $"the commitment of '{id}'") is { } committed)
        {
            commitment = new Commitment(committed.Needed("condition"), committed.Needed("does"));
            committed.End();
        }

        var provision = new Provision(id, map.Needed("says"), Cited(map, $"the provision '{id}'"), map.OneOf("official-text", "not-read", "read", "not-read") == "read", commitment);
        map.End();
        return provision;
    }

    private string ReadCitation(PackMap map)
    {
        var provision = map.Needed("provision");
        // INS-005
        if (provision.Length > 0 && !_provisions.Contains(provision))
            Fault("INS-005", map.LineOf("provision"), $"there is no provision '{provision}' in this pack");
        return provision;
    }

    private FormId? ReadFormId(PackMap map, string key, bool known)
    {
        var text = map.Needed(key);
        if (!FormId.TryParse(text, out var id))
        {
            if (text.Length > 0)
                Fault("INS-003", map.LineOf(key), $"'{text}' is not a form: dotted lower-case words, a slash and a version, such as border.incident/1");
            return null;
        }

        if (known && !_forms.ContainsKey(id))
        {
            Fault("INS-005", map.LineOf(key), $"there is no form {id} in this pack");
            return null;
        }

        return id;
    }

    private Threshold? ReadThreshold(PackMap map)
    {
        var (id, form) = (map.Needed("id"), ReadFormId(map, "form", known: true));
        var when = map.Find("when") is { } node && form is not null ? new ConditionReader(_forms[form], _faults).Read(node) : null;
        if (map.Find("when") is null)
            Fault("INS-008", map.Line, $"the threshold '{id}' lacks 'when'");
        var threshold = (form, when) is ({ }, { }) ? new Threshold(id, form, when, ReadCitation(map), map.Needed("means")) : null;
        if (threshold is null)
            _ = (map.Text("provision"), map.Text("means"));
        map.End();
        return threshold;
    }

    private Quota? ReadQuota(PackMap map)
    {
        var (id, form) = (map.Needed("id"), ReadFormId(map, "form", known: true));
        var (year, one) = ((int?)map.Number("per-year"), (int?)map.Number("per-year-from-one"));
        if (year is null && one is null)
            Fault("INS-002", map.Line, $"the quota '{id}' states neither 'per-year' nor 'per-year-from-one'");
        var quota = new Quota(id, form ?? FormId.ReadReceipt, year, one, ReadCitation(map), map.Text("note"));
        map.End();
        return form is null ? null : quota;
    }

    private MeasureDefinition ReadMeasure(PackMap map)
    {
        var id = map.Needed("id");
        var measure = new MeasureDefinition(id, map.Find("label") is { } label ? ReadLabels(label, label.Line, $"the measure '{id}'") : Labels.English(id), ReadCitation(map));
        map.End();
        return measure;
    }

    private PackClaim ReadClaim(PackMap map)
    {
        var claim = new PackClaim(map.Needed("by"), map.Text("date") ?? "date not known", map.Needed("says"), Cited(map, "a claim"));
        map.End();
        return claim;
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]{0,4})(?:\.(?:0|[1-9][0-9]{0,4})){2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}
