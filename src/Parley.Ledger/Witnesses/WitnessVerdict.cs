namespace Parley.Ledger.Witnesses;

/// <summary>A witness's answer, numbered as the HTTP status that carries it (C2SP tlog-witness).</summary>
public enum WitnessVerdict
{
    /// <summary>Store the checkpoint, then cosign it.</summary>
    Cosign = 200,

    /// <summary>The old size is larger than the checkpoint's.</summary>
    BadRequest = 400,

    /// <summary>No trusted key of the log signed, or a signature in its name is bad.</summary>
    NotSigned = 403,

    /// <summary>The log is not known here.</summary>
    UnknownLog = 404,

    /// <summary>The witness knows another size; the answer states it.</summary>
    OtherSize = 409,

    /// <summary>The proof does not show that the new tree continues the old one. An alarm, and only sometimes evidence.</summary>
    Inconsistent = 422,
}
