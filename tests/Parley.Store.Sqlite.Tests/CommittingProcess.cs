using System.Globalization;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

/// <summary>The other process of <see cref="DurabilityTests"/>: it commits records and says each number once it is acknowledged, until it is killed.</summary>
internal static class CommittingProcess
{
    public static int Run(string path)
    {
        var isNew = !File.Exists(path);
        using var store = new SqliteStoreOnTest(path);
        var desk = new Desk(store, isNew);
        if (isNew)
        {
            store.Begin();
            desk.Open();
            store.Commit();
        }

        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        while (true)
        {
            store.Begin();
            var record = desk.Say(Guid.NewGuid().ToString());
            store.Commit();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.Numbering.Number} {record.Id}"));
        }
    }
}
