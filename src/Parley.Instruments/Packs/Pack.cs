using Parley.Instruments.Acts;
using Parley.Instruments.Forms;
using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Instruments.Packs;

/// <summary>An instrument as data: what a pack's file holds, checked.</summary>
public sealed record Pack
{
    /// <summary>Its name, which is its directory's.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, such as <c>1.0.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the file's bytes: what two parties compare.</summary>
    public required Digest Hash { get; init; }

    /// <summary>How sure it is.</summary>
    public required SurenessLevel Level { get; init; }

    /// <summary>Who checked it against the official text, and when; at level checked only.</summary>
    public string? Checked { get; init; }

    /// <summary>What kind of agreement it is.</summary>
    public required InstrumentNature Nature { get; init; }

    /// <summary>Its title.</summary>
    public required Labels Title { get; init; }

    /// <summary>Whether the text is public; where it is not, nothing is said about what stands in it.</summary>
    public bool TextIsPublic { get; init; } = true;

    /// <summary>A remark that stands on every screen.</summary>
    public string? Note { get; init; }

    /// <summary>Whether its forms may go on channels of exactly two members only.</summary>
    public bool PairwiseOnly { get; init; }

    /// <summary>How a party joins, in words.</summary>
    public string? Joining { get; init; }

    /// <summary>How records under it are numbered, in words; nothing where nobody here could read it.</summary>
    public string? Numbering { get; init; }

    /// <summary>The parties.</summary>
    public required IReadOnlyList<PackParty> Parties { get; init; }

    /// <summary>How force begins and ends.</summary>
    public required ForceRules Force { get; init; }

    /// <summary>Where the facts are from, by id.</summary>
    public required IReadOnlyDictionary<string, PackSource> Sources { get; init; }

    /// <summary>The provisions.</summary>
    public required IReadOnlyList<Provision> Provisions { get; init; }

    /// <summary>The forms.</summary>
    public required IReadOnlyList<FormDefinition> Forms { get; init; }

    /// <summary>What is owed when.</summary>
    public required IReadOnlyList<ObligationDefinition> Obligations { get; init; }

    /// <summary>When an activity falls under a provision.</summary>
    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    /// <summary>How often something may be asked for in a year.</summary>
    public required IReadOnlyList<Quota> Quotas { get; init; }

    /// <summary>What the instrument has parties do.</summary>
    public required IReadOnlyList<MeasureDefinition> Measures { get; init; }

    /// <summary>The acts that are publicly known, each with its source.</summary>
    public required IReadOnlyList<Act> Acts { get; init; }

    /// <summary>What somebody said about it: attributed, never fact.</summary>
    public required IReadOnlyList<PackClaim> Claims { get; init; }

    /// <summary>Coded phrases by id, translated in advance.</summary>
    public required IReadOnlyDictionary<string, Labels> Phrases { get; init; }

    /// <summary>The names of units in the forms' languages.</summary>
    public required IReadOnlyDictionary<string, Labels> Units { get; init; }

    /// <summary>Who reviewed the labels of a language; a language that is not there was reviewed by nobody.</summary>
    public required IReadOnlyDictionary<string, string> Reviewed { get; init; }

    /// <summary>Whether a speaker of the language has reviewed the labels. English is the language they were written in.</summary>
    public bool IsReviewed(string language) => language == "en" || Reviewed.ContainsKey(language);

    /// <summary>The form of an id, or nothing.</summary>
    public FormDefinition? Form(string id) => Forms.FirstOrDefault(f => f.Id.Value == id);

    /// <summary>Whether it has a party.</summary>
    public bool HasParty(PartyId party) => Parties.Any(p => p.Id == party);

    /// <summary>What a record under this pack carries in its field <c>pack</c>: name, version and the first 16 digits of the hash.</summary>
    public string Stamp => $"{Name} {Version} {Hash.ToString()[..16]}";
}

/// <summary>How sure a pack is.</summary>
public enum SurenessLevel
{
    /// <summary>Parties, dates and acts; no obligations.</summary>
    Title,

    /// <summary>Each provision names its source.</summary>
    Cited,

    /// <summary>Checked against the official text, by somebody, at a time.</summary>
    Checked,
}

/// <summary>What kind of agreement an instrument is.</summary>
public enum InstrumentNature
{
    /// <summary>Binding under international law; may need ratification.</summary>
    Treaty,

    /// <summary>Politically binding: adopted, and never ratified.</summary>
    PoliticalCommitment,

    /// <summary>An arrangement between bodies of states.</summary>
    Arrangement,
}

/// <summary>A party of an instrument: its name, its time zone (tzdb) and the days on which it does not work.</summary>
public sealed record PackParty(PartyId Id, Labels Name, string? Zone, IReadOnlyList<NodaTime.LocalDate> Holidays);

/// <summary>Where a fact is from. <paramref name="Kind"/> is official, secondary or own.</summary>
public sealed record PackSource(string Id, string Title, string Publisher, string? Address, string Kind, string? Note);

/// <summary>A provision in our own words; with a commitment, whom it names under which condition.</summary>
public sealed record Provision(string Id, string Says, IReadOnlyList<string> Sources, bool OfficialTextRead, Commitment? Commitment);

/// <summary>What allies have committed themselves to, and on what condition. Whether it is met is for them to say.</summary>
public sealed record Commitment(string Condition, string Does);

/// <summary>Somebody's words about an instrument.</summary>
public sealed record PackClaim(string By, string Date, string Says, IReadOnlyList<string> Sources);

/// <summary>When an activity falls under a provision: a condition over a form's fields.</summary>
public sealed record Threshold(string Id, FormId Form, Condition When, string Provision, string Means);

/// <summary>How often a form may be used in a calendar year: against one party in all, and by one party against it.</summary>
public sealed record Quota(string Id, FormId Form, int? PerYear, int? PerYearFromOne, string Provision, string? Note);

/// <summary>Something that an instrument has parties do.</summary>
public sealed record MeasureDefinition(string Id, Labels Label, string Provision);
