using System.Data.Common;
using Parley.Crypto;
using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>
/// A node's database, as its one writer has it: it applies the engine's effects in a transaction and answers the engine's look-ups from
/// within it; <see cref="IArchive"/> reads what is committed. A failure throws <see cref="DbException"/>. Not safe for concurrent use.
/// </summary>
public interface INodeStore : IHistory, IDisposable
{
    /// <summary>
    /// Who writes: this program takes it on itself where nobody else does, and renews what says so. To be asked often, and after every failure;
    /// under another term than before, the state is to be loaded anew.
    /// </summary>
    Lease Lead();

    /// <summary>Opens a transaction; every effect until <see cref="Commit"/> stands or falls together.</summary>
    void Begin();

    /// <summary>Applies one effect within the open transaction.</summary>
    void Apply(Effect.Stored effect);

    /// <summary>Makes all effects since <see cref="Begin"/> durable: it returns once they are on the disk.</summary>
    void Commit();

    /// <summary>Forgets all effects since <see cref="Begin"/>.</summary>
    void Rollback();

    /// <summary>All that an engine starts from.</summary>
    /// <exception cref="InvalidDataException">The database is damaged; the message says where.</exception>
    EngineState Load(PartyId self, ICryptoProvider crypto);

    /// <summary>The exact bytes of a record, or nothing.</summary>
    byte[]? FindBytes(Digest record);

    /// <summary>Whether a failure may pass, as that of a full disk does; a damaged database does not.</summary>
    bool MayPass(DbException failure);
}
