namespace Parley.Node.Tests;

/// <summary>What a node holds while it runs.</summary>
public sealed class NodeDirectoryTests
{
    [Fact]
    public void Lock_ThatAnotherHolds_SaysSo_AndWhereNothingCanBeWrittenSomethingElse()
    {
        var work = Directory.CreateTempSubdirectory("parley-test-");
        try
        {
            var path = Path.Combine(work.FullName, "node.lock");
            using (NodeDirectory.Lock(path, "A node is running"))
                Assert.StartsWith("A node is running (", Assert.Throws<InvalidDataException>(() => NodeDirectory.Lock(path, "A node is running")).Message, StringComparison.Ordinal);
            NodeDirectory.Lock(path, "A node is running").Dispose();
            var nowhere = Path.Combine(work.FullName, "gone", "node.lock");
            Assert.StartsWith($"{nowhere} cannot be written (", Assert.Throws<InvalidDataException>(() => NodeDirectory.Lock(nowhere, "A node is running")).Message, StringComparison.Ordinal);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
