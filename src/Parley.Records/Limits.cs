namespace Parley.Records;

/// <summary>The most of everything that a document may hold; <c>docs/spec/record.md</c> lists them.</summary>
public static class Limits
{
    /// <summary>Bytes in a note's text.</summary>
    public const int NoteBytes = 64 * 1024;

    /// <summary>Bytes in the fields of one record.</summary>
    public const int FieldsBytes = 1024 * 1024;

    /// <summary>Bytes in one field's value.</summary>
    public const int FieldBytes = 256 * 1024;

    /// <summary>Bytes in a record's file: note, signature and fields.</summary>
    public const int RecordBytes = NoteBytes + FieldsBytes + 1024;

    /// <summary>Fields in a record.</summary>
    public const int Fields = 512;

    /// <summary>Parties in a channel, and so desks in a list of addressees and heads in a list of heads.</summary>
    public const int Parties = 64;

    /// <summary>Items in any list or run of lines.</summary>
    public const int ListItems = 256;

    /// <summary>Officers who sign one record.</summary>
    public const int Officers = 8;
}
