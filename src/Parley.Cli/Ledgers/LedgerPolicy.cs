using System.Text;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Cli.Ledgers;

/// <summary>A channel's keys as a C2SP tlog-policy.</summary>
internal static class LedgerPolicy
{
    /// <summary>
    /// 1. a log for each ledger key of a member's present incarnation; 2. a witness for each key that a member cosigns with; 3. a group for each
    /// member, any of whose keys will do; 4. all members but <paramref name="self"/>, whose ledger it is that others cosign.
    /// </summary>
    public static string Write(IArchive archive, ArchivedChannel channel, PartyId self, ICryptoProvider crypto)
    {
        var cards = new Dictionary<PartyId, CardHistory>();
        foreach (var note in archive.Cards())
        {
            var pinned = CardHistory.Pin(note, crypto).OrThrow();
            var party = pinned.Current.Party;
            cards[party] = cards.TryGetValue(party, out var known) ? known.Accept(note, crypto).OrThrow() : pinned;
        }

        var members = ChannelPolicy.Parse(channel.Policy.Text.Span).OrThrow().Members.Select(m => m.Party).ToArray();
        var text = new StringBuilder($"# The channel {channel.Id.Name}, as {self}'s node knows its members' keys. Compare the cards' words before you believe them.\n");
        foreach (var member in members)
        {
            foreach (var key in LedgerKeys.Of(cards[member], LedgerOrigin.Of(member, cards[member].Current.Incarnation, channel.Id), crypto))
                text.Append("log ").Append(key.Key).Append('\n');
        }

        foreach (var member in members)
        {
            var names = new List<string>();
            foreach (var key in LedgerKeys.Cosigners(cards[member], cards[member].Current.Incarnation, crypto))
            {
                names.Add($"{member}.{(key.Key.SignatureType == NoteSignatureTypes.MlDsa44Cosignature ? "ml-dsa-44" : "ed25519")}.{key.Key.KeyHash:x8}");
                text.Append("witness ").Append(names[^1]).Append(' ').Append(key.Key).Append('\n');
            }

            text.Append("group ").Append(member).Append(" any ").AppendJoin(' ', names).Append('\n');
        }

        return text.Append("group others all ").AppendJoin(' ', members.Where(m => m != self)).Append("\nquorum others\n").ToString();
    }
}
