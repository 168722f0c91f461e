using Parley.Crypto;
using Parley.Node;
using Parley.Node.Keys;
using Parley.Records;

namespace Parley.Screens.Bench;

/// <summary>Two officers of a party: one drafts what it says, the other releases it.</summary>
internal sealed class Officers(PartyId party, NodeDirectory directory, ICryptoProvider crypto) : IDisposable
{
    private readonly (PostId Officer, KeyFile Key) _drafter = Read(party, directory, crypto, "duty-1");
    private readonly (PostId Officer, KeyFile Key) _releaser = Read(party, directory, crypto, "duty-2");

    public OfficerSignature[] Sign(RecordContent content)
    {
        var bytes = content.ToBytes();
        return [Sign(OfficerRole.Drafted, _drafter, bytes), Sign(OfficerRole.Released, _releaser, bytes)];
    }

    public void Dispose()
    {
        _drafter.Key.Dispose();
        _releaser.Key.Dispose();
    }

    private static OfficerSignature Sign(OfficerRole role, (PostId Officer, KeyFile Key) by, byte[] content) =>
        new(role, by.Officer, OfficerSignatureKind.Ed25519, [by.Key.Sign(OfficerSignature.Input(role, by.Officer, content))]);

    private static (PostId, KeyFile) Read(PartyId party, NodeDirectory directory, ICryptoProvider crypto, string name) =>
        (PostId.Parse($"{party}/{name}"), KeyFile.Read(directory.OfficerKey(name), crypto));
}
