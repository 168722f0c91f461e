namespace Parley.Records;

/// <summary>A record whose node's and officers' signatures are good under its author's cards. Made by <see cref="RecordVerifier"/> only.</summary>
public sealed class AuthenticRecord
{
    internal AuthenticRecord(Record record) => Record = record;

    /// <summary>The record.</summary>
    public Record Record { get; }
}
