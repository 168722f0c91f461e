namespace Parley.Simulator;

/// <summary>What goes wrong in a run, and what the lying parties in it do.</summary>
[Flags]
public enum FaultKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A bundle, or its answer, never arrives.</summary>
    Loss = 1 << 0,

    /// <summary>It arrives late, while the sender still waits.</summary>
    Delay = 1 << 1,

    /// <summary>It arrives after the sender has given up and sent others.</summary>
    Overtaking = 1 << 2,

    /// <summary>It arrives twice or three times.</summary>
    Duplication = 1 << 3,

    /// <summary>Bytes of it are changed, cut off or added.</summary>
    Corruption = 1 << 4,

    /// <summary>A bundle of long ago arrives once more.</summary>
    Replay = 1 << 5,

    /// <summary>Two nodes, or one node and all others, do not reach each other for seconds to half an hour.</summary>
    Partition = 1 << 6,

    /// <summary>A node dies between two effects, and what was not committed is lost.</summary>
    Crash = 1 << 7,

    /// <summary>A disk loses what it said it had written, without anybody knowing.</summary>
    LostWrites = 1 << 8,

    /// <summary>A node is restored from an old backup, which its operator declares.</summary>
    OldBackup = 1 << 9,

    /// <summary>An honest node's clock jumps, by minutes to months.</summary>
    ClockJump = 1 << 10,

    /// <summary>A lying party shows two peers different records under one number.</summary>
    Equivocation = 1 << 11,

    /// <summary>A lying party keeps records, its own and others', from some peers, and says that it has sent what it was asked for.</summary>
    Withholding = 1 << 12,

    /// <summary>A lying party brings records in others' names, changed ones, and ones with made-up numbers, receipts and heads.</summary>
    Forgery = 1 << 13,

    /// <summary>A lying party sends hundreds of requests, proposals and records far ahead of their turn.</summary>
    Flood = 1 << 14,

    /// <summary>A lying party's clock is years off.</summary>
    FalseTime = 1 << 15,

    /// <summary>A lying party puts its node back to an older state and says nothing of it.</summary>
    Rollback = 1 << 16,

    /// <summary>A bundle goes by a relay, or all that waits by a courier: it arrives minutes to weeks late, in any order, up to three times, and brings no answer straight back.</summary>
    Carried = 1 << 17,

    /// <summary>What the network and machines do, where nobody lies.</summary>
    Honest = Loss | Delay | Overtaking | Duplication | Corruption | Replay | Partition | Crash | LostWrites | OldBackup | ClockJump | Carried,

    /// <summary>What lying parties do.</summary>
    Lies = Equivocation | Withholding | Forgery | Flood | FalseTime | Rollback,

    /// <summary>Everything.</summary>
    All = Honest | Lies,
}
