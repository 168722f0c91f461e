namespace Parley.Records.Cards;

/// <summary>
/// The fingerprint ceremony: two officers who know each other's voices read the same twelve words, six for each
/// party's card. Each word carries 16 bits as consonant, vowel, consonant, vowel, consonant, so that no language's
/// word list is needed (ADR 0001).
/// </summary>
/// <remarks>
/// Six words are a 96-bit second preimage. One hash over both cards would be weaker: whoever sits between the two
/// chooses a card on each side, and finds a collision with the square root of that work.
/// </remarks>
public static class Ceremony
{
    private const string Consonants = "bdfghjklmnprstvz";
    private const string Vowels = "aiou";

    /// <summary>Words that one card is read aloud with.</summary>
    public const int WordsPerCard = 6;

    /// <summary>The twelve words over both cards, the same on both sides.</summary>
    public static string Words(PartyCard one, PartyCard other)
    {
        var (first, second) = one.Party.CompareTo(other.Party) <= 0 ? (one, other) : (other, one);
        return $"{Words(first)} {Words(second)}";
    }

    // CRD-031
    /// <summary>The six words of one card.</summary>
    public static string Words(PartyCard card)
    {
        var hash = Digest.Of([.. "parley ceremony v1\n"u8, .. card.Hash.ToArray()]).ToArray();
        var words = new string[WordsPerCard];
        for (var i = 0; i < words.Length; i++)
        {
            var v = hash[2 * i] << 8 | hash[2 * i + 1];
            words[i] = new string([Consonants[v >> 12], Vowels[v >> 10 & 3], Consonants[v >> 6 & 15], Vowels[v >> 4 & 3], Consonants[v & 15]]);
        }

        return string.Join(' ', words);
    }
}
