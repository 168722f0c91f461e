namespace Parley.Channels.Storage;

/// <summary>One table of a node's database as every database has it: what moving a node to another database carries over, value by value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in one order everywhere.</param>
/// <param name="Key">Those by which its rows are sorted: by number, or by bytes.</param>
public sealed record StoreTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Key)
{
    /// <summary>What the node has said and heard, and what its engine goes on from; a table after those that it refers to.</summary>
    public static IReadOnlyList<StoreTable> OfStore { get; } =
    [
        Of("card", 2, "party version note"),
        Of("channel", 1, "id name founding policy ledger_seed halted"),
        Of("policy_change", 1, "hash name founding in_force chain"),
        Of("record", 1, "seq channel id content author incarnation number precedence service ledger ledger_index direction at bearer flag receipt read bytes repeats"),
        Of("form", 2, "name seq"),
        Of("held", 4, "channel author incarnation number id sender bearer bytes precedence service at"),
        Of("attachment", 2, "record position root size media_type name secret"),
        Of("attached", 1, "author bytes"),
        Of("outstanding", 1, "record"),
        Of("ladder", 3, "record member rung claim at"),
        Of("reference", 3, "target author record"),
        Of("outbox", 2, "record member precedence service"),
        Of("leaf", 3, "channel ledger idx hash"),
        Of("tile", 4, "channel ledger level idx root hashes"),
        Of("checkpoint", 1, "record channel party incarnation number size note"),
        Of("cosignature", 2, "record member line"),
        Of("evidence", 1, "seq channel author kind known other other_id"),
        Of("alarm", 1, "seq first_at last_at times rule channel about text"),
        Of("clock", 3, "record owes kind channel author number precedence due open subject asked ask_at"),
        Of("mls_group", 1, "channel incarnation epoch keys refreshed_at"),
        Of("key_package", 1, "channel bundle"),
        Of("mls_commit", 2, "channel epoch item welcome joined"),
        Of("mls_confirmed", 2, "channel member epoch"),
        Of("sealed", 1, "record channel epoch bytes"),
        Of("exchange", 1, "header channel subject parties party number content content_hash reveal_by at revealed over"),
        Of("exchange_sealed", 2, "channel content text officers fields"),
    ];

    /// <summary>Which steps of the alarm were taken.</summary>
    public static IReadOnlyList<StoreTable> OfWatch { get; } = [Of("attempt", 2, "record step means address tries at fault")];

    /// <summary>What the node keeps for its own officers, and the trail of their acts.</summary>
    public static IReadOnlyList<StoreTable> OfDesk { get; } =
    [
        Of("item", 2, "kind key version body"),
        Of("act", 1, "number body"),
        Of("checkpoint", 1, "one body"),
    ];

    private static StoreTable Of(string name, int key, string columns)
    {
        var all = columns.Split(' ');
        return new(name, all, all[..key]);
    }
}
