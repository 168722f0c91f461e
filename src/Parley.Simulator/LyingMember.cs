using System.Security.Cryptography;
using System.Text;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Mls;
using Parley.Mls.Credentials;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Suites;
using Parley.Mls.Tree;
using Parley.Records;

namespace Parley.Simulator;

/// <summary>A member that is truly in the group of a channel and seals whatever it likes: it takes over from an honest station, which goes down.</summary>
public sealed class LyingMember : IDisposable, IRandomness
{
    public static readonly Client Client = new(SodiumProvider.Instance, new Trusting())
    {
        Suites = CipherSuites.Rfc9420.WithPostQuantum(new CipherSuiteId(0xF001), new CipherSuiteId(0xF002), new CipherSuiteId(0xF003)),
        Limits = new MlsLimits { Lifetime = null, CheckReceivedLifetimes = false },
        Grease = false,
    };

    private readonly Line _line;
    private int _random;
    private int _said;

    public LyingMember(Line line, string id, ChannelId channel)
    {
        ArgumentNullException.ThrowIfNull(line);
        (_line, Channel, Party) = (line, channel, line.Party(id));
        Group = Group.Load(Client, line[id].Store.Rows.Groups[channel].Snapshot).Value;
        line[id].Die();
    }

    public TestParty Party { get; }

    public ChannelId Channel { get; }

    public Group Group { get; private set; }

    public Saying Say(string text) => _line.Saying(Party.Id.Value, Channel, FormattableString.Invariant($"{text} {_said++}"));

    public Record Number(long number, string text, Digest? previous = null) => Party.Number(Say(text), number, previous);

    /// <summary>Seals bytes under the name of a record.</summary>
    public byte[] Seal(byte[] inside, Digest named)
    {
        var binding = new byte[2 * Digest.Size];
        Channel.Founding.CopyTo(binding);
        named.CopyTo(binding.AsSpan(Digest.Size));
        var made = Group.Protect(inside, this, new MessageOptions { AuthenticatedData = binding, PadTo = 256 }).Value;
        Move(made.Group);
        return made.Message.Encode();
    }

    /// <summary>A commit of its own, as a group item that ends its epoch; it goes on with it.</summary>
    public byte[] Commit(bool goOn, params IEnumerable<Proposal> proposals)
    {
        var pending = Group.Commit(NoPreSharedKeys.Instance, this, _line.Now, new CommitOptions { Proposals = [.. proposals], Message = new MessageOptions { Public = true } }).Value;
        var item = Item(GroupItemKind.Commit, Group.Epoch, pending.Message);
        pending.Group.Dispose();
        if (goOn)
            Move(pending.Staged.Merge());
        else
            pending.Staged.Dispose();
        return item;
    }

    public byte[] Item(GroupItemKind kind, ulong number, params IEnumerable<MlsMessage> messages) =>
        new GroupItem(kind, Channel.Founding, number, [.. messages.Select(m => (ReadOnlyMemory<byte>)m.Encode())]).ToBytes();

    public void Move(Group next)
    {
        Group.Dispose();
        Group = next;
    }

    public void Fill(Span<byte> destination)
    {
        for (var at = 0; at < destination.Length; at += 32)
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Party.Id} lies {_random++}"))).AsSpan(0, Math.Min(32, destination.Length - at)).CopyTo(destination[at..]);
    }

    public void Dispose() => Group.Dispose();

    private sealed class Trusting : IAuthenticationService
    {
        public bool IsValid(Credential credential, ReadOnlyMemory<byte> signatureKey, CredentialUse use, DateTimeOffset now) => true;

        public bool IsSuccessor(Credential old, Credential next) => true;

        public bool IsSameClient(LeafNode one, LeafNode other) => false;
    }
}
