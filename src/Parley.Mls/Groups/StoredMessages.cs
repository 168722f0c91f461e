namespace Parley.Mls.Groups;

/// <summary>The part of a stored group that every message changes.</summary>
internal sealed record StoredMessages(ulong Epoch, SecretTree Current, ImmutableArray<SecretTree> Past)
{
    public static StoredMessages Read(ref TlsReader reader)
    {
        if (reader.U16() != 1)
        {
            reader.Fail(MlsRules.StateVersion);
        }

        return new StoredMessages(reader.U64(), SecretTree.Read(ref reader), reader.List(SecretTree.Read));
    }
}
