using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Channels.Exchanges;

/// <summary>A record of this party that officers have signed and that is numbered only when every header is in. It leaves this node in no form before.</summary>
public sealed record SealedSubmission(RecordContent Content, IReadOnlyList<OfficerSignature> Officers, SaltedFields Fields);
