using System.Text.Json.Nodes;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Interop;

/// <summary>One group with members of three implementations; this driver is its delivery service.</summary>
internal sealed class MixedGroup(Peers peers, ushort suite, string groupId, Client client)
{
    private readonly List<Participant> members = [];
    private int count;

    public IReadOnlyList<Participant> Members => members;

    public int Commits { get; private set; }

    public int Messages { get; private set; }

    public int ExternalJoins { get; private set; }

    /// <summary>The most members that the group has had.</summary>
    public int Largest { get; private set; }

    /// <summary>Who made the last commit, while a member.</summary>
    public Participant? LastCommitter { get; private set; }

    private string GroupHex => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(groupId));

    public Participant New(string library)
    {
        var identity = Convert.FromHexString(peers.Ask("identity")!.GetValue<string>());
        var name = $"{library}-{count++}";
        var participant = new Participant(name, library, identity);
        if (library == "parley")
        {
            participant.Own = new Member(System.Text.Encoding.UTF8.GetString(identity), suite, client, count)
            {
                Identity = new BasicCredential(identity),
                Now = DateTimeOffset.UtcNow,
            };
        }
        else
        {
            peers.Ask("member", name, ("library", library), ("identity", Convert.ToHexStringLower(identity)), ("suite", suite));
        }

        return participant;
    }

    public void Create(Participant creator)
    {
        if (creator.Own is { } own)
        {
            own.Create(groupId);
        }
        else
        {
            peers.Ask("create", creator.Name, ("group", GroupHex));
        }

        members.Add(creator);
    }

    /// <summary>
    /// ts-mls 1.6.4 refuses trees in which a leaf is unmerged at one parent and not at another, though a commit's path
    /// leaves them so. Where our first member's commit would, members of our own join in the place of ts-mls's.
    /// </summary>
    public List<Participant> TsMlsFit(List<Participant> joiners)
    {
        if (!joiners.Any(static j => j.Library == "ts-mls"))
        {
            return joiners;
        }

        var own = members[0].Own!;
        using var trial = own.Commit(new CommitOptions { Proposals = [.. joiners.Select(j => new Add(KeyPackage(j)))] }).Staged;
        var tree = trial.NextTree;
        var fits = tree.Parents().All(p => p.Node.UnmergedLeaves.All(leaf => tree.Parents()
            .Where(a => TreeMath.IsBelow(leaf.Node, a.Index)).All(a => a.Node.UnmergedLeaves.SequenceEqual(p.Node.UnmergedLeaves))));
        return fits ? joiners : [.. joiners.Select(j => j.Library == "ts-mls" ? New("parley") : j)];
    }

    public void Commit(Participant committer, IReadOnlyList<Participant> add, IReadOnlyList<Participant> remove)
    {
        var packages = add.Select(KeyPackage).ToList();
        byte[] commit;
        byte[]? welcome;
        if (committer.Own is { } own)
        {
            var pending = own.CommitAndMerge(new CommitOptions
            {
                // core-crypto takes handshake messages in the clear only.
                Message = new MessageOptions { Public = true },
                Proposals =
                [
                    .. remove.Select(r => new Remove(Leaf(r))),
                    .. packages.Select(static p => new Add(p)),
                ],
            });
            commit = pending.Message.Encode();
            welcome = pending.Welcome?.Encode();
        }
        else
        {
            var leaves = new JsonArray([.. remove.Select(r => (JsonNode)new JsonObject
            {
                ["leaf"] = Leaf(r).Value,
                ["identity"] = Convert.ToHexStringLower(r.Identity),
            })]);
            var answer = peers.Ask(
                "commit",
                committer.Name,
                ("add", new JsonArray([.. packages.Select(static p => JsonValue.Create(Hex(new KeyPackageMessage(p).Encode())))])),
                ("addRaw", new JsonArray([.. packages.Select(static p => JsonValue.Create(Hex(p.Encoded.ToArray())))])),
                ("remove", leaves))!;
            commit = Convert.FromHexString(answer["commit"]!.GetValue<string>());
            welcome = answer["welcome"] is { } w ? Convert.FromHexString(w.GetValue<string>()) : null;
        }

        foreach (var member in members.Except(remove).Where(m => m != committer))
        {
            Receive(member, commit);
        }

        members.RemoveAll(remove.Contains);
        foreach (var joiner in add)
        {
            Join(joiner, welcome!);
            members.Add(joiner);
        }

        Committed(committer);
    }

    public void JoinExternally(Participant joiner, Participant publisher)
    {
        var info = publisher.Own is { } own
            ? new GroupInfoMessage(own.Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, own.Random)).Encode()
            : Convert.FromHexString(peers.Ask("groupInfo", publisher.Name)!.GetValue<string>());
        byte[] commit;
        if (joiner.Own is { } self)
        {
            var decoded = ((GroupInfoMessage)MlsMessage.Decode(info).Value).GroupInfo;
            var pending = Group.JoinExternally(self.Client, decoded, self.Identity, self.Signature, self.Psks, self.Now, self.Random).Value;
            self.Move(pending.Group);
            commit = pending.Message.Encode();
        }
        else
        {
            commit = Convert.FromHexString(peers.Ask("externalJoin", joiner.Name, ("groupInfo", Hex(Unwrapped(info))), ("group", GroupHex))!.GetValue<string>());
        }

        members.ForEach(m => Receive(m, commit));
        members.Add(joiner);
        ExternalJoins++;
        Committed(joiner);
    }

    /// <summary>Everyone says something and everyone else hears it.</summary>
    public void Talk()
    {
        foreach (var sender in members)
        {
            var text = $"from {sender.Name}";
            var message = sender.Own is { } own
                ? own.Protect(text).Encode()
                : Convert.FromHexString(peers.Ask("send", sender.Name, ("data", Hex(System.Text.Encoding.UTF8.GetBytes(text))))!.GetValue<string>());
            foreach (var receiver in members.Where(m => m != sender))
            {
                Assert.Equal(text, Receive(receiver, message));
                Messages++;
            }
        }
    }

    /// <summary>core-crypto takes GroupInfos as it takes key packages: without the MLSMessage around them.</summary>
    private static byte[] Unwrapped(byte[] info) => ((GroupInfoMessage)MlsMessage.Decode(info).Value).GroupInfo.Encoded.ToArray();

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private KeyPackage KeyPackage(Participant participant)
    {
        if (participant.Own is { } own)
        {
            return own.NewKeyPackage().KeyPackage;
        }

        var bytes = Convert.FromHexString(peers.Ask("keyPackage", participant.Name)!.GetValue<string>());
        return MlsMessage.Decode(bytes).TryGet(out var message, out _) && message is KeyPackageMessage wrapped
            ? wrapped.KeyPackage
            : Mls.KeyPackages.KeyPackage.Decode(bytes).Value;
    }

    private void Join(Participant joiner, byte[] welcome)
    {
        if (joiner.Own is { } own)
        {
            own.Join(MlsMessage.Decode(welcome).Value);
        }
        else
        {
            peers.Ask("join", joiner.Name, ("welcome", Hex(welcome)), ("group", GroupHex));
        }
    }

    private string? Receive(Participant member, byte[] message)
    {
        if (member.Own is { } own)
        {
            var decoded = MlsMessage.Decode(message).Value;
            if (decoded is PrivateMessage { ContentType: ContentType.Application })
            {
                return own.Read(decoded);
            }

            own.Take(decoded);
            return null;
        }

        var answer = peers.Ask("receive", member.Name, ("message", Hex(message)));
        return answer is null ? null : System.Text.Encoding.UTF8.GetString(Convert.FromHexString(answer.GetValue<string>()));
    }

    /// <summary>Leaves are looked up in the tree of one of our own members, which every test group has.</summary>
    private LeafIndex Leaf(Participant participant)
    {
        var tree = members.First(static m => m.Own is not null).Own!.Group.Tree;
        return tree.Leaves().First(l => ((BasicCredential)l.Value.Credential).Identity.Span.SequenceEqual(participant.Identity)).Key;
    }

    private void Committed(Participant by)
    {
        Commits++;
        LastCommitter = by;
        Largest = Math.Max(Largest, members.Count);
        AssertAgree();
    }

    private void AssertAgree()
    {
        var expected = members.First(static m => m.Own is not null).Own!.Group.EpochAuthenticator.ToArray();
        foreach (var member in members)
        {
            var actual = member.Own is { } own
                ? own.Group.EpochAuthenticator.ToArray()
                : peers.Ask("authenticator", member.Name) is { } answer ? Convert.FromHexString(answer.GetValue<string>()) : expected;
            Assert.Equal(expected, actual);
        }
    }

    internal sealed class Participant(string name, string library, byte[] identity)
    {
        public string Name { get; } = name;

        public string Library { get; } = library;

        public byte[] Identity { get; } = identity;

        public Member? Own { get; set; }
    }
}
