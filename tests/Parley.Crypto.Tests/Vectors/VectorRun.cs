using System.Globalization;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>Counts what one file of vectors gave under one provider; any difference fails the test.</summary>
internal sealed class VectorRun(string file, ICryptoProvider provider)
{
    private readonly SortedDictionary<string, int> excluded = [];
    private readonly List<string> differences = [];
    private int compared;

    internal void Check(object id, bool same, string what = "")
    {
        compared++;
        if (!same)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{id} {what}"));
        }
    }

    /// <summary>Leaves a vector out, for a reason that is printed with the count.</summary>
    internal void Exclude(string reason) => excluded[reason] = excluded.GetValueOrDefault(reason) + 1;

    internal void Finish()
    {
        var left = string.Concat(excluded.Select(e => string.Create(CultureInfo.InvariantCulture, $"; {e.Value} excluded: {e.Key}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vectors {file} [{provider.Name}]: {compared} compared, {differences.Count} differ{left}"));
        Assert.True(compared > 0, $"{file}: nothing was compared");
        Assert.True(differences.Count == 0, $"{file} [{provider.Name}]: " + string.Join("; ", differences.Take(20)));
    }
}
