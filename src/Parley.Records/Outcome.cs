using System.Diagnostics.CodeAnalysis;

namespace Parley.Records;

/// <summary>Either a value or the fault that stands in its way. The default is neither and is never returned.</summary>
public readonly struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Fault? fault)
    {
        Value = value;
        Fault = fault;
    }

    /// <summary>The value, where there is one.</summary>
    public T? Value { get; }

    /// <summary>The fault, where there is no value.</summary>
    public Fault? Fault { get; }

    /// <summary>Whether there is a value; otherwise <paramref name="fault"/> says why not.</summary>
    public bool Try([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Fault? fault)
    {
        value = Value;
        fault = Fault;
        return value is not null;
    }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message is the fault.</exception>
    public T OrThrow() => Value ?? throw new InvalidOperationException(Fault?.ToString());

    /// <summary>A value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A fault.</summary>
    public static implicit operator Outcome<T>(Fault fault) => new(null, fault);
}
