using Parley.Channels.Storage;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Cli.Commands;

/// <summary>Passkeys of officers on their way to the party's card.</summary>
internal static class OfficerPasskey
{
    /// <summary>Reads <c>NAME=FILE</c>: the file has the officer's line, as it will stand on the card.</summary>
    public static CardOfficer Read(PartyId self, string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new CommandFailure($"'{option}' is not NAME=FILE, such as duty-1=duty-1.passkey");
        var line = File.ReadAllText(option[(equals + 1)..]).Trim();
        if (!CardOfficer.TryParse(line, out var officer) || officer.Key.Kind != CardKeyKind.WebAuthn)
            throw new CommandFailure($"{option[(equals + 1)..]} does not hold an officer's passkey: one line, {self}/NAME webauthn BASE64 localhost");
        return officer.Id.ToString() == $"{self}/{option[..equals]}"
            ? officer
            : throw new CommandFailure($"{option[(equals + 1)..]} holds the passkey of {officer.Id} and not of {self}/{option[..equals]}");
    }

    /// <summary>The latest passkey of each account that signs: an administrator and an auditor sign nothing.</summary>
    public static IReadOnlyList<CardOfficer> All(NodeDirectory directory, PartyId self)
    {
        using var database = new NodeDatabase(directory, NodeConfiguration.Read(directory.Path));
        using IDeskStore desk = database.OpenDesk();
        return [.. DeskBook.Read<Officer>(desk).Select(o => o.ForCard(self)).OfType<CardOfficer>()];
    }
}
