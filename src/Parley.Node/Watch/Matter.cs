using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>Something that stands until somebody acts: a record that nobody has read, or a duty under an instrument.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Since">From when its steps count, by this node's clock.</param>
public abstract record Matter(Digest Id, DateTimeOffset Since);
