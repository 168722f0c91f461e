namespace Parley.Cases.Reports;

/// <summary>A part of a document, before it is Markdown or HTML.</summary>
public abstract record Block
{
    private Block()
    {
    }

    /// <summary>A heading of a level from 1.</summary>
    public sealed record Heading(int Level, string Text) : Block;

    /// <summary>Running text; its newlines part paragraphs.</summary>
    public sealed record Paragraph(string Text) : Block;

    /// <summary>Items of a list.</summary>
    public sealed record Items(IReadOnlyList<string> Texts) : Block;

    /// <summary>A table; every row has as many cells as the head.</summary>
    public sealed record Table(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;
}
