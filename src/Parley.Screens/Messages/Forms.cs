using Parley.Node.Drafts;
using Parley.Records;
using Parley.Screens.Languages;

namespace Parley.Screens.Messages;

/// <summary>What forms are called.</summary>
public static class Forms
{
    /// <summary>The form's name in the officer's language, or its id where the language has none.</summary>
    public static string Name(Speech speech, FormId form)
    {
        ArgumentNullException.ThrowIfNull(speech);
        ArgumentNullException.ThrowIfNull(form);
        return speech.Or($"form.{form.Value[..form.Value.LastIndexOf('/')]}", WordsOfPublicRecord.Forms.FirstOrDefault(f => f.Id == form)?.Title.In(speech.Language.Code) ?? form.Value);
    }
}
