using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>A party's root key, in a file (<see cref="KeyFile"/>) or in a token that does not give it out (<see cref="TokenKey"/>). It signs the party's cards and nothing else.</summary>
public interface IRootKey : IDisposable
{
    /// <summary>The public key as it stands on the card.</summary>
    CardKey Public { get; }

    /// <summary>Signs the text of a card, final newline included, as the root of <paramref name="party"/>.</summary>
    /// <exception cref="InvalidDataException">A token refused; the message says why.</exception>
    NoteSignature SignCard(PartyId party, ReadOnlySpan<byte> text);
}
