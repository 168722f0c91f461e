using Parley.Records.Cards;

namespace Parley.Records;

/// <summary>
/// Officers' signatures over a content that were found good by the present keys on their party's cards, so that whoever takes the submission later need
/// not verify them again. Made by <see cref="RecordVerifier"/> only.
/// </summary>
public sealed class CheckedSubmission
{
    private readonly OfficerSignature[] _officers;
    private readonly RecordContent _content;
    private readonly CardHistory _author;

    internal CheckedSubmission(OfficerSignature[] officers, RecordContent content, CardHistory author) => (_officers, _content, _author) = (officers, content, author);

    /// <summary>Whether it was these that were checked: the very objects, for what only looks the same was not verified, and with a further card keys may have changed.</summary>
    public bool IsOf(IReadOnlyCollection<OfficerSignature> officers, RecordContent content, CardHistory author)
    {
        ArgumentNullException.ThrowIfNull(officers);
        return ReferenceEquals(content, _content) && ReferenceEquals(author, _author)
            && officers.Count == _officers.Length && officers.Zip(_officers).All(o => ReferenceEquals(o.First, o.Second));
    }
}
