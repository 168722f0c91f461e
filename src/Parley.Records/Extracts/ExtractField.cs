namespace Parley.Records.Extracts;

/// <summary>How much of a field an extract shows.</summary>
public enum Disclosure
{
    /// <summary>Name and value.</summary>
    Shown,

    /// <summary>The name alone.</summary>
    Named,

    /// <summary>That it is there, and no more.</summary>
    Hidden,
}

/// <summary>A field as an extract shows it.</summary>
/// <param name="Index">Its place among the record's fields, from 0.</param>
/// <param name="Disclosure">How much of it is shown.</param>
/// <param name="Name">Its name, unless it is hidden.</param>
/// <param name="Value">Its value, where it is shown.</param>
public sealed record ExtractField(int Index, Disclosure Disclosure, string? Name, string? Value);
