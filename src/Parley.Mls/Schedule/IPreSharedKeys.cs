namespace Parley.Mls.Schedule;

/// <summary>The pre-shared keys that the application holds (RFC 9420 §8.4). A group knows its own resumption PSKs itself.</summary>
public interface IPreSharedKeys
{
    /// <summary>The external PSK with the given id, or <c>null</c>.</summary>
    byte[]? FindExternal(ReadOnlySpan<byte> id);

    /// <summary>The resumption PSK of another group's epoch, or <c>null</c>.</summary>
    byte[]? FindResumption(ReadOnlySpan<byte> groupId, ulong epoch);
}
