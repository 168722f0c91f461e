namespace Parley.Node.Api;

/// <summary>A translation beside the original, which alone is authoritative: whose record it is, who translated, into which language.</summary>
public sealed record TranslationMessage(string Record, string Author, string Language, string Translator, bool Machine, IReadOnlyList<TranslatedField> Fields);

/// <summary>A field's value in the original and in the other language.</summary>
public sealed record TranslatedField(string Name, string Original, string Text);

/// <summary>
/// A coded phrase; without <paramref name="Texts"/> this node does not have that very book (<paramref name="Book"/> names it with its hash), and only the text
/// in the record can be read.
/// </summary>
public sealed record PhraseMessage(string Code, string Book, IReadOnlyList<PhraseTextMessage> Texts);

/// <summary>The phrase in a language; a translation that nobody has reviewed says so.</summary>
public sealed record PhraseTextMessage(string Language, string Text, bool Reviewed);
