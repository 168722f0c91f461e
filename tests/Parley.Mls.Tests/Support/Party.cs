namespace Parley.Mls.Tests.Support;

/// <summary>A whole group in one process.</summary>
internal sealed class Party : IDisposable
{
    public List<Member> Members { get; } = [];

    public Member this[int index] => Members[index];

    /// <summary>A group of members named a, b, c, …, all added in one commit by the first.</summary>
    public static Party Of(int count, ushort suite = 1, Client? client = null, ImmutableArray<Extension>? extensions = null)
    {
        var party = new Party();
        for (var i = 0; i < count; i++)
        {
            party.Members.Add(new Member(i < 26 ? ((char)('a' + i)).ToString() : $"m{i}", suite, client));
        }

        party[0].Create(extensions: extensions);
        if (count > 1)
        {
            var rest = party.Members.Skip(1).ToArray();
            var commit = party[0].Add(rest);
            foreach (var member in rest)
            {
                member.Join(commit.Welcome!);
            }
        }

        return party;
    }

    /// <summary>One commits, the others follow.</summary>
    public PendingCommit Commit(int committer, CommitOptions? options = null)
    {
        var pending = this[committer].CommitAndMerge(options);
        foreach (var member in Members.Where(m => m != this[committer] && m.Group.Status == GroupStatus.Active))
        {
            member.Take(pending.Message);
        }

        return pending;
    }

    /// <summary>One sends a proposal, the others keep it.</summary>
    public MlsMessage Everyone(int sender, MlsMessage message)
    {
        foreach (var member in Members.Where(m => m != this[sender] && m.Group.Status == GroupStatus.Active))
        {
            member.Take(message);
        }

        return message;
    }

    public void AssertAgree()
    {
        var active = Members.Where(static m => m.Group.Status == GroupStatus.Active).ToList();
        foreach (var member in active)
        {
            Assert.Equal(active[0].Group.EpochAuthenticator.ToArray(), member.Group.EpochAuthenticator.ToArray());
            Assert.Equal(active[0].Group.Context.Encoded.ToArray(), member.Group.Context.Encoded.ToArray());
        }
    }

    public void Dispose() => Members.ForEach(static m => m.Dispose());
}
