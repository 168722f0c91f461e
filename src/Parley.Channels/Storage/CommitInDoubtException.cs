using System.Data.Common;

namespace Parley.Channels.Storage;

/// <summary>A commit was asked for and its answer never came: the database may have it or not. What it says when it is read again holds.</summary>
public sealed class CommitInDoubtException(string message, Exception? cause) : DbException(message, cause);
