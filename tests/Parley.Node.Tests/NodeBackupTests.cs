using Parley.Crypto;
using Parley.Node.Backups;
using Parley.Records;

namespace Parley.Node.Tests;

/// <summary>A backup of a directory whose files are many, or change meanwhile.</summary>
public sealed class NodeBackupTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("parley-test-");
    private readonly NodeDirectory _directory;

    public NodeBackupTests()
    {
        _directory = new NodeDirectory(Path.Combine(_work.FullName, "node"));
        new NodeSetup(PartyId.Parse("X-NN"), "X-NN", ["duty"], ["duty-1", "duty-2"], new Uri("https://192.0.2.9"), "127.0.0.1:1", "127.0.0.1:2", null).Create(_directory, SodiumProvider.Instance, TimeProvider.System);
        Directory.CreateDirectory(Path.Combine(_work.FullName, "to"));
    }

    public void Dispose() => _work.Delete(recursive: true);

    [Fact]
    public void Make_InterruptedAtItsFiles_EndsAtOnceAndLeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        var told = new List<(long Done, long Of)>();
        Assert.Throws<OperationCanceledException>(() => Make((done, of) =>
        {
            told.Add((done, of));
            cancel.Cancel();
        }, cancel.Token));
        Assert.Equal(0, Assert.Single(told).Done);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_work.FullName, "to")));
        Assert.False(File.Exists(Path.Combine(_directory.Path, "backup.tmp")));
    }

    [Fact]
    public void Make_WhileTheNodeRemovesAFile_GoesOnWithoutIt()
    {
        var gone = Path.Combine(_directory.Path, "zz.draft");
        File.WriteAllText(gone, "thrown away");
        var made = Make((_, _) => File.Delete(gone), CancellationToken.None);
        Assert.True(File.Exists(made.Path));
    }

    private BackedUp Make(Action<long, long> progress, CancellationToken cancel) => NodeBackup.Make(_directory, Path.Combine(_work.FullName, "to"),
        BackupKey.Create(Path.Combine(_work.FullName, $"{Guid.NewGuid()}.key"), null, SodiumProvider.Instance), whole: false, SodiumProvider.Instance, TimeProvider.System, progress, cancel);
}
