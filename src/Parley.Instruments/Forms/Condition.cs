using System.Globalization;
using Parley.Instruments.Obligations;
using Parley.Records.Text;

namespace Parley.Instruments.Forms;

/// <summary>A condition over a form's fields. What is not filled in meets no comparison.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>Whether it holds for what is filled in and the time of composition.</summary>
    public abstract bool Holds(FilledForm form, DateTimeOffset composed);

    /// <summary>The fields that it names.</summary>
    public abstract IEnumerable<string> Fields { get; }

    /// <summary>All of several hold.</summary>
    public sealed record AllOf(IReadOnlyList<Condition> Parts) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => Parts.SelectMany(p => p.Fields);

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed) => Parts.All(p => p.Holds(form, composed));
    }

    /// <summary>Any of several holds.</summary>
    public sealed record AnyOf(IReadOnlyList<Condition> Parts) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => Parts.SelectMany(p => p.Fields);

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed) => Parts.Any(p => p.Holds(form, composed));
    }

    /// <summary>The other does not hold.</summary>
    public sealed record Not(Condition Part) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => Part.Fields;

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed) => !Part.Holds(form, composed);
    }

    /// <summary>A number, or the sum over a group, reaches at least, or at most, a bound.</summary>
    public sealed record Amount(string Field, decimal? AtLeast, decimal? AtMost) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => [Field];

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed)
        {
            var numbers = form.ValuesOf(Field).Select(v => FieldValue.Number(v)).OfType<decimal>().ToArray();
            if (numbers.Length == 0)
                return false;
            // A hostile form may state numbers whose sum no decimal holds.
            var sum = numbers.Aggregate(0m, (a, b) => Math.Clamp(a + Math.Clamp(b, -1e15m, 1e15m), -1e18m, 1e18m));
            return (AtLeast is null || sum >= AtLeast) && (AtMost is null || sum <= AtMost);
        }
    }

    /// <summary>A value is one of a list.</summary>
    public sealed record Is(string Field, IReadOnlyList<string> Values) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => [Field];

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed) => form.ValuesOf(Field).Any(Values.Contains);
    }

    /// <summary>A field is filled in.</summary>
    public sealed record Given(string Field) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => [Field];

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed) => form.ValuesOf(Field).Any();
    }

    /// <summary>A time lies after another, or after the composition, by at least so much.</summary>
    public sealed record After(string Field, string? Other, TimeAllowed? Least) : Condition
    {
        /// <inheritdoc/>
        public override IEnumerable<string> Fields => Other is null ? [Field] : [Field, Other];

        /// <inheritdoc/>
        public override bool Holds(FilledForm form, DateTimeOffset composed)
        {
            if (Time(form, Field) is not { } later || (Other is null ? composed : Time(form, Other)) is not { } earlier)
                return false;
            // A day that is given without its hour is reached at its beginning, UTC: the stricter reading of "days before".
            return later - earlier >= (Least is null ? TimeSpan.Zero : Least.Unit == TimeUnit.Hours ? TimeSpan.FromHours(Least.Number) : TimeSpan.FromDays(Least.Number));
        }

        private static DateTimeOffset? Time(FilledForm form, string field) => form.ValuesOf(field).FirstOrDefault() switch
        {
            null => null,
            var text when Times.TryParse(text, out var time) => time,
            var text when DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) => day,
            _ => null,
        };
    }
}
