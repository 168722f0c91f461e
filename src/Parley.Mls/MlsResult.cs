using System.Diagnostics.CodeAnalysis;

namespace Parley.Mls;

/// <summary>Either a value or the rule that was broken; nothing that comes from outside throws.</summary>
/// <typeparam name="T">What success yields.</typeparam>
public readonly struct MlsResult<T>
    where T : class
{
    private readonly T? value;
    private readonly MlsError? error;

    private MlsResult(T? value, MlsError? error)
    {
        this.value = value;
        this.error = error;
    }

    /// <summary>Whether there is a value.</summary>
    public bool IsOk => value is not null;

    /// <summary>The error, or <c>null</c> on success.</summary>
    public MlsError? Error => value is null ? error : null;

    /// <summary>The value, or an exception that names the broken rule: for callers that know it to be there.</summary>
    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public T Value => value ?? throw new InvalidOperationException(error?.ToString() ?? "An empty result.");

    /// <summary>A success.</summary>
    public static implicit operator MlsResult<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator MlsResult<T>(MlsError error) => new(null, error);

    /// <summary>Takes the result apart.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out MlsError? error)
    {
        value = this.value;
        error = this.error;
        if (value is not null)
        {
            return true;
        }

        error ??= new MlsError(MlsRules.Malformed, "empty result");
        return false;
    }
}
