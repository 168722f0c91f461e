namespace Parley.Node;

/// <summary>The database server that keeps a node's store, for a node with several replicas.</summary>
public sealed class StoreConfiguration
{
    /// <summary>How PostgreSQL is reached: keywords and values as Npgsql knows them, without a password.</summary>
    public string Postgres { get; init; } = "";

    /// <summary>The file with the password, from the node's directory; nothing: the server asks for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>How long a replica that is not heard of keeps the others from writing, seconds.</summary>
    public int LeaseSeconds { get; init; } = 10;

    internal void Check(string path)
    {
        if (string.IsNullOrWhiteSpace(Postgres))
            throw new InvalidDataException($"{path}: store: 'postgres' must say how the database is reached, such as Host=db.by.example;Database=parley;Username=parley;SSL Mode=VerifyFull. Without 'store' the node has a file of its own.");
        if (LeaseSeconds is < 3 or > 300)
            throw new InvalidDataException($"{path}: store: 'lease-seconds' must be between 3 and 300; it is {LeaseSeconds}.");
    }
}
