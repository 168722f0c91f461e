using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Fuzz;

/// <summary>
/// What is fuzzed: every decoder, a live group that takes in messages and Welcomes, and one whose member signs damaged commits. It is
/// made beside the instrumented library and used from outside that, hence nothing but the platform's own types.
/// </summary>
public static class FuzzTargets
{
    /// <summary>Name, inputs to begin with, what to do with one (it gives the rule that refused, or nothing), a last check, and the bytes that may be allocated: a base and so many for each of the input's.</summary>
    public static IEnumerable<(string Name, byte[][] Seeds, Func<byte[], string?> Run, Action Check, long Base, long Each)> Create()
    {
        var party = Party.Of(5);
        party.Commit(2);
        var seeds = Seeds(party);
        var saved = party[0].Group.Save();
        using var bundle = party[0].NewKeyPackage();
        var stored = bundle.Serialize();
        yield return Decoder("message", seeds, static b => MlsMessage.Decode(b).Error);
        yield return Decoder("key-package", seeds, static b => KeyPackage.Decode(b).Error);
        yield return Decoder("welcome", seeds, static b => Welcome.Decode(b).Error);
        yield return Decoder("ratchet-tree", seeds, static b => RatchetTree.Decode(b).Error);
        yield return Decoder("group-secrets", [.. seeds, [32, .. new byte[32], 1, 32, .. new byte[32], 0]], static b => Tls.Decode(b, GroupSecrets.Read).Error);
        yield return Decoder("commit", seeds, static b => Tls.Decode(b, Commit.Read).Error);
        yield return Decoder("group-context", seeds, static b => Tls.Decode(b, GroupContext.Read).Error);
        yield return Decoder("required-capabilities", [.. seeds, [0, 0, 0]], static b => Tls.Decode(b, RequiredCapabilities.Read).Error);
        yield return Decoder("external-senders", [.. seeds, .. Senders()], static b => ExternalSender.ReadList(b).Error);
        yield return Decoder("key-package-bundle", [stored], static b => KeyPackageBundle.Deserialize(b).Error);
        yield return Decoder("stored-epoch", [saved.Epoch.ToArray()], b => Group.Load(party[0].Client, saved with { Epoch = b }).Error);
        yield return Decoder("stored-messages", [saved.Messages.ToArray()], b => Group.Load(party[0].Client, saved with { Messages = b }).Error, saved.Epoch.Length);
        yield return Live();
        yield return Insider();
    }

    private static (string Name, byte[][] Seeds, Func<byte[], string?> Run, Action Check, long Base, long Each) Decoder(
        string name, byte[][] seeds, Func<byte[], MlsError?> decode, int alsoRead = 0) =>
        (name, seeds, b => decode(b)?.Rule.Id, static () => { }, 20_000 + (200L * alsoRead), 200);

    private static (string Name, byte[][] Seeds, Func<byte[], string?> Run, Action Check, long Base, long Each) Live()
    {
        var party = Party.Of(5);
        party.Commit(2);
        var seeds = Seeds(party);
        party.Everyone(1, party[1].ProposeUpdate());
        using var outsider = new Member("x");
        var info = party[0].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[0].Random);
        var join = Group.JoinExternally(outsider.Client, info, outsider.Credential, outsider.Signature, outsider.Psks, Suite.Now, outsider.Random).Value;
        var before = party[0].Group.Save();

        // A message may move a ratchet by the limit and carry a tree's worth of checks, and no more.
        return (
            "live-group",
            [
                .. seeds,
                join.Message.Encode(),
                party[3].Commit().Message.Encode(),
                party[3].Commit(new CommitOptions { Message = new MessageOptions { Public = true } }).Message.Encode(),
                party[4].Propose(new Remove(new LeafIndex(3))).Encode(),
            ],
            input =>
            {
                if (!MlsMessage.Decode(input).TryGet(out var message, out var error))
                {
                    return error.Rule.Id;
                }

                if (message is WelcomeMessage welcome)
                {
                    return Group.Join(party[0].Client, welcome.Welcome, party[1].Bundle!, party[1].Psks, Suite.Now).Error?.Rule.Id;
                }

                return party[0].Group.Receive(message, Suite.Now).TryGet(out var received, out error)
                    ? (received as CommitMessage)?.Stage(party[0].Psks, Suite.Now).Error?.Rule.Id
                    : error.Rule.Id;
            },
            () => Unchanged(party[0], before),
            4_000_000,
            1000);
    }

    private static (string Name, byte[][] Seeds, Func<byte[], string?> Run, Action Check, long Base, long Each) Insider()
    {
        var party = Party.Of(5);
        party.Commit(2);
        using var newcomer = new Member("new");
        var before = party[0].Group.Save();
        return (
            "insider",
            [
                Tls.Encode(Forge.Honest(party[1]).Write),
                Tls.Encode(Forge.Honest(party[1], new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage), new Remove(new LeafIndex(3))] }).Write),
                Tls.Encode(Forge.Honest(party[1], new CommitOptions { Proposals = [new GroupContextExtensions([]), new Add(newcomer.NewKeyPackage().KeyPackage)] }).Write),
            ],
            body =>
            {
                if (Tls.Decode(body, Commit.Read).Error is { } malformed)
                {
                    return malformed.Rule.Id;
                }

                using var commit = (CommitMessage)party[0].Group.Receive(Forge.Public(party[1], ContentType.Commit, body), Suite.Now).Value;
                return commit.Stage(party[0].Psks, Suite.Now).Error!.Rule.Id;
            },
            () => Unchanged(party[0], before),
            4_000_000,
            1000);
    }

    private static void Unchanged(Member member, GroupSnapshot before)
    {
        Assert.Equal(before.Epoch.ToArray(), member.Group.Save().Epoch.ToArray());
        Assert.Equal(before.Messages.ToArray(), member.Group.Save().Messages.ToArray());
    }

    private static byte[][] Senders()
    {
        using var sender = new Member("service");
        return [ExternalSender.ToExtension([new ExternalSender(sender.Signature.PublicKey, sender.Credential)]).Data.ToArray()];
    }

    private static byte[][] Seeds(Party party)
    {
        using var newcomer = new Member("new");
        var commit = party[1].Commit(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage), new GroupContextExtensions([])] });
        var open = party[1].Commit(new CommitOptions { Proposals = [new Remove(new LeafIndex(3))], Message = new MessageOptions { Public = true } });
        var group = party[1].Group;
        return
        [
            commit.Message.Encode(),
            open.Message.Encode(),
            commit.Welcome!.Encode(),
            Tls.Encode(commit.Welcome.Welcome.Write),
            new GroupInfoMessage(group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[1].Random)).Encode(),
            new KeyPackageMessage(newcomer.Bundle!.KeyPackage).Encode(),
            newcomer.Bundle.KeyPackage.Encoded.ToArray(),
            group.Tree.Encode(),
            group.Context.Encoded.ToArray(),
            Tls.Encode(((PublicMessage)open.Message).Content.Commit!.Write),
            group.Protect("hello"u8, party[1].Random).Value.Message.Encode(),
        ];
    }
}
