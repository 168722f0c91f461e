using System.Text;

namespace Parley.Mls.Tests.Support;

/// <summary>A member of a test group: its current state and what it needs to act.</summary>
internal sealed class Member : IDisposable
{
    private readonly Credential? identity;

    public Member(string name, ushort suite = 1, Client? client = null, int? seed = null)
    {
        Name = name;
        SuiteId = new CipherSuiteId(suite);
        Client = client ?? Suite.Client();
        Random = new SeededRandomness(seed ?? name.Aggregate(17, static (h, c) => (h * 31) + c));
        Signature = SignatureKeyPair.Generate(Client, SuiteId, Random);
        Credential = new BasicCredential(Encoding.UTF8.GetBytes(name));
    }

    public string Name { get; }

    public CipherSuiteId SuiteId { get; }

    public Client Client { get; }

    public IRandomness Random { get; }

    public SignatureKeyPair Signature { get; private set; }

    public Credential Credential { get; }

    /// <summary>The credential, where it is not the name.</summary>
    public Credential Identity { get => identity ?? Credential; init => identity = value; }

    public TestPsks Psks { get; } = new();

    public DateTimeOffset Now { get; set; } = Suite.Now;

    public Group Group { get; private set; } = null!;

    public KeyPackageBundle? Bundle { get; private set; }

    public KeyPackageBundle NewKeyPackage(LeafNodeChanges? leaf = null, Lifetime? lifetime = null) => Bundle = KeyPackageBundle.Create(
        Client, SuiteId, Identity, Signature, lifetime ?? Lifetime.Around(Now, TimeSpan.FromHours(1), TimeSpan.FromDays(30)), Random, leaf);

    public void Create(string id = "group", ImmutableArray<Extension>? extensions = null) =>
        Move(Group.Create(Client, Encoding.UTF8.GetBytes(id), NewKeyPackage(), extensions ?? [], Now, Random).Value);

    public MlsResult<Group> TryJoin(MlsMessage welcome, JoinOptions? options = null) => Group.Join(
        Client, ((WelcomeMessage)MlsMessage.Decode(welcome.Encode()).Value).Welcome, Bundle!, Psks, Now, options);

    public void Join(MlsMessage welcome, JoinOptions? options = null) => Move(TryJoin(welcome, options).Value);

    public MlsMessage Propose(Proposal proposal, MessageOptions? options = null) => Sent(Group.Propose(proposal, Now, Random, options).Value);

    public MlsMessage ProposeUpdate(LeafNodeChanges? changes = null, MessageOptions? options = null) =>
        Sent(Group.ProposeUpdate(Random, changes, options).Value);

    public MlsMessage Protect(string text, MessageOptions? options = null)
    {
        var sent = Group.Protect(Encoding.UTF8.GetBytes(text), Random, options).Value;
        Move(sent.Group);
        return sent.Message;
    }

    public PendingCommit Commit(CommitOptions? options = null) => Group.Commit(Psks, Random, Now, options).Value;

    /// <summary>Commits and goes on at once, as if the group had accepted.</summary>
    public PendingCommit CommitAndMerge(CommitOptions? options = null)
    {
        var pending = Commit(options);
        pending.Group.Dispose();
        Move(pending.Staged.Merge());
        return pending;
    }

    public PendingCommit Add(params Member[] members) =>
        CommitAndMerge(new CommitOptions { Proposals = [.. members.Select(static m => new Add(m.NewKeyPackage().KeyPackage))] });

    public MlsResult<VerifiedMessage> TryReceive(MlsMessage message) => Group.Receive(MlsMessage.Decode(message.Encode()).Value, Now);

    /// <summary>Takes in a proposal or a commit.</summary>
    public void Take(MlsMessage message)
    {
        switch (TryReceive(message).Value)
        {
            case ProposalMessage proposal:
                Move(proposal.Group);
                break;
            case CommitMessage commit:
                using (commit)
                {
                    Move(commit.Stage(Psks, Now).Value.Merge());
                }

                break;
            case var other:
                throw new InvalidOperationException(other.GetType().Name);
        }
    }

    public MlsError? TakeError(MlsMessage message)
    {
        var before = Group.Save();
        var received = TryReceive(message);
        var error = received.Error;
        if (received.IsOk && received.Value is CommitMessage commit)
        {
            using (commit)
            {
                error = commit.Stage(Psks, Now).Error;
            }
        }

        // An error leaves the state as it was.
        Assert.Equal(before.Epoch.ToArray(), Group.Save().Epoch.ToArray());
        Assert.Equal(before.Messages.ToArray(), Group.Save().Messages.ToArray());
        return error;
    }

    public string Read(MlsMessage message)
    {
        var application = Assert.IsType<ApplicationMessage>(TryReceive(message).Value);
        Move(application.Group);
        return Encoding.UTF8.GetString(application.Data.Span);
    }

    public void Move(Group next)
    {
        Group?.Dispose();
        Group = next;
    }

    /// <summary>Through bytes and back, as after a restart.</summary>
    public void Restart() => Move(Group.Load(Client, Group.Save()).Value);

    public void Dispose()
    {
        Group?.Dispose();
        Signature.Dispose();
        Bundle?.Dispose();
    }

    private MlsMessage Sent(Proposed proposed)
    {
        Move(proposed.Group);
        return proposed.Message;
    }
}
