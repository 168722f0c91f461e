using System.Globalization;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>Counts what one file of vectors gave under one provider; any difference fails the test.</summary>
internal sealed class VectorRun(string file, ICryptoProvider provider)
{
    private readonly SortedDictionary<string, int> excluded = [];
    private readonly List<string> differences = [];
    private readonly HashSet<object> compared = [];
    private readonly SortedDictionary<string, int> parts = [];
    private int checks;

    /// <summary>Compares one output of the vector <paramref name="id"/>.</summary>
    internal void Check(object id, bool same, string what = "")
    {
        compared.Add(id);
        checks++;
        if (!same)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{id} {what}"));
        }
    }

    /// <summary>Counts a part of a vector that is worth a number of its own, such as an encryption of an HPKE case.</summary>
    internal void Count(string part) => parts[part] = parts.GetValueOrDefault(part) + 1;

    /// <summary>Leaves a vector out, for a reason that is printed with the count.</summary>
    internal void Exclude(string reason) => excluded[reason] = excluded.GetValueOrDefault(reason) + 1;

    internal void Finish()
    {
        var left = string.Concat(excluded.Select(e => string.Create(CultureInfo.InvariantCulture, $"; {e.Value} excluded: {e.Key}")));
        var counted = string.Concat(parts.Select(p => string.Create(CultureInfo.InvariantCulture, $", {p.Value} {p.Key}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vectors {file} [{provider.Name}]: {compared.Count} vectors{counted}, {checks} checks, {differences.Count} differ{left}"));
        Assert.True(checks > 0, $"{file}: nothing was compared");
        Assert.True(differences.Count == 0, $"{file} [{provider.Name}]: " + string.Join("; ", differences.Take(20)));
    }
}
