using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>What the watch over unread records must not forget: which steps were taken for which record. A failure throws <see cref="System.Data.Common.DbException"/>. Not safe for concurrent use.</summary>
public interface IWatchStore : IDisposable
{
    /// <summary>All that was done and tried.</summary>
    IReadOnlyList<Attempt> Attempts();

    /// <summary>Keeps attempts in the place of earlier ones of the same steps; it returns once they are on the disk.</summary>
    void Keep(IEnumerable<Attempt> attempts);

    /// <summary>Forgets a record that was read.</summary>
    void Forget(Digest record);
}
