using NodaTime;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;
using Parley.Screens.Archives;

namespace Parley.Screens.Instruments;

/// <summary>A screen that asks what bound at a day, as known by a day and to whom.</summary>
public abstract class InstrumentScreen : RecordScreen
{
    /// <summary>The day that is asked about.</summary>
    protected DateOnly At { get; set; }

    /// <summary>The day by whose end, UTC, it was known.</summary>
    protected DateOnly Known { get; set; }

    /// <summary>To whom it was known; nothing: to anybody.</summary>
    protected PartyId? To { get; set; }

    /// <summary>The records that state acts, measures and what is owed.</summary>
    protected IReadOnlyList<KnownRecord> Records { get; private set; } = [];

    /// <summary>Whose knowledge can be asked for: those who have said that they received a record here.</summary>
    protected IReadOnlyList<PartyId> Knowers { get; private set; } = [];

    /// <summary>The last day that can be asked about: a year from now.</summary>
    protected DateOnly Latest { get; private set; }

    /// <summary>The day that is asked about, as packs have days.</summary>
    protected LocalDate Day => LocalDate.FromDateOnly(At);

    /// <summary>The end of the day by which it was known.</summary>
    protected DateTimeOffset By => new(Known.ToDateTime(new TimeOnly(23, 59, 59)), TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void Compute()
    {
        var today = DateOnly.FromDateTime(Book.Now().UtcDateTime);
        if (At == default)
            (At, Known) = (today, today);
        Latest = today.AddYears(1);
        Records = Book.Instruments();
        Knowers = [.. Records.SelectMany(r => r.Known.Keys).Distinct().Order()];
    }

    /// <summary>Whether an instrument binds, at those times.</summary>
    protected ForceStatus ForceOf(Pack pack) => Force.At(pack, RecordedActs.Of(pack, Records), Day, By, To);

    /// <summary>The tone in which a state of force is shown.</summary>
    protected static string Tone(ForceState state) => state switch { ForceState.InForce => "good", ForceState.Disputed => "bad", ForceState.NotInForce => "off", _ => "plain" };

    /// <summary>The key of a state's word.</summary>
    protected static string Word(ForceState state) => state switch { ForceState.InForce => "word.in-force", ForceState.Disputed => "word.disputed", ForceState.NotInForce => "word.not-in-force", _ => "word.unknown" };
}
