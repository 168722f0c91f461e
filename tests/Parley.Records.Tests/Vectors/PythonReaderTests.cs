using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Parley.Records.Tests.Vectors;

/// <summary>The reader in Python's standard library, written from the specification, agrees on every record.</summary>
[Trait("suite", "vectors")]
public sealed class PythonReaderTests
{
    [Fact]
    public void PythonReader_OnEveryRecord_Agrees()
    {
        var records = VectorFolder.All.Where(v => v.Kind == "record").ToList();
        var said = Run([.. records.Select(v => v.File)], out var code);
        Assert.Equal(1, code);
        foreach (var vector in records)
            Assert.Equal(Expected(vector), said.GetValueOrDefault(vector.File));
        TestContext.Current.TestOutputHelper!.WriteLine($"{records.Count} records");
    }

    [Fact]
    public void PythonReader_OnGoodRecordsOnly_ExitsWithZero()
    {
        Run([.. GoodRecords.All.Select(v => v.File)], out var code);
        Assert.Equal(0, code);
    }

    [Fact]
    public void PythonReader_OnMutatedRecords_RefusesTheSame()
    {
        var random = new Random(7);
        var good = GoodRecords.All.Where(v => v.Bytes.Length < 4096).ToArray();
        var folder = Directory.CreateTempSubdirectory("parley-mutated-");
        try
        {
            var files = Enumerable.Range(0, 600).ToDictionary(i => Path.Combine(folder.FullName, $"{i}"), i => Mutation.Of(good[i % good.Length].Bytes, random));
            foreach (var (file, bytes) in files)
                File.WriteAllBytes(file, bytes);
            var said = Run([.. files.Keys], out _);
            foreach (var (file, bytes) in files)
                Assert.True(Record.Parse(bytes).Fault is null == !said[file].StartsWith("refused", StringComparison.Ordinal), $"{Record.Parse(bytes).Fault} / {said[file]}: {Convert.ToBase64String(bytes)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Expected(Vector vector)
    {
        if (vector.Rule is not null && !vector.NeedsKeys)
            return $"refused, {vector.Rule}\n";
        var record = Record.Parse(vector.Bytes).OrThrow();
        var text = new StringBuilder($"record {record.Id}\nroot {record.Content.FieldsRoot}\n");
        foreach (var (name, value) in record.Fields.All)
            text.Append($"field {name}\n    {value.Replace("\n", "\n    ", StringComparison.Ordinal)}\n");
        return text.ToString();
    }

    /// <summary>What the reader said of each file, without the file's name.</summary>
    private static Dictionary<string, string> Run(string[] files, out int code)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(VectorFolder.Root, "samples", "read_record.py"), .. files])
        {
            WorkingDirectory = VectorFolder.Path,
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(false, true),
        };
        try
        {
            using var python = Process.Start(start)!;
            var output = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            code = python.ExitCode;
            return Divide(output);
        }
        catch (Win32Exception)
        {
            Assert.Skip("skipped: python3 is not here (apt-get install python3)");
            throw;
        }
    }

    private static Dictionary<string, string> Divide(string output)
    {
        var said = new Dictionary<string, string>();
        var current = "";
        foreach (var line in output.Split('\n')[..^1])
        {
            // A value's line is indented, so it cannot pass for a file's name.
            var at = line.StartsWith(' ') ? -1 : line.IndexOf(": ", StringComparison.Ordinal);
            current = at < 0 ? current : line[..at];
            said[current] = said.GetValueOrDefault(current) + line[(at < 0 ? 0 : at + 2)..] + "\n";
        }

        return said;
    }
}
