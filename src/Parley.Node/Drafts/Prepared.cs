using System.Security.Cryptography;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Node.Drafts;

/// <summary>A content that is ready to be signed.</summary>
public sealed record Prepared(RecordContent Content, SaltedFields Fields, IReadOnlyList<OfficerSignature> Officers)
{
    /// <summary>What a passkey signs so that it is this officer's signature in this role (REC-042): SHA-256 of the officer's input.</summary>
    public byte[] Challenge(OfficerRole role, PostId officer) => SHA256.HashData(OfficerSignature.Input(role, officer, Content.ToBytes()));
}
