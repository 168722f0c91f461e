using Parley.Instruments.Obligations;
using Parley.Records;

namespace Parley.Node.Watch;

/// <summary>A duty under an instrument whose time comes or has passed.</summary>
/// <param name="Id">Names it, as <see cref="Duty.Id"/>.</param>
/// <param name="Since">Its time by this node's clock; it may lie ahead.</param>
/// <param name="Duty">The duty, in the time of its channel.</param>
public sealed record DutyMatter(Digest Id, DateTimeOffset Since, Duty Duty) : Matter(Id, Since);
