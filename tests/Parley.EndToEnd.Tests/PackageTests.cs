namespace Parley.EndToEnd.Tests;

/// <summary>What <c>./package</c> makes, used as who gets it would: installed, unpacked, run as the user that it brings.</summary>
[Trait("suite", "packages")]
public sealed class PackageTests
{
    [Fact]
    public async Task Packages_OfThisMachine_RunWithNothingElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "skipped: installing a package needs root");
        Assert.SkipWhen(Directory.Exists("/var/lib/parley") && Directory.EnumerateFileSystemEntries("/var/lib/parley").Any(), "skipped: /var/lib/parley holds a node, which is not touched");
        using var scratch = new Scratch();

        var made = (await PackageAsync("deb", "oci", "tool", "install", "run-image")).Succeeded();
        Assert.Contains("Installed, ran as its user, removed; the data stayed.", made.Error, StringComparison.Ordinal);
        Assert.Contains("The image ran as its user.", made.Error, StringComparison.Ordinal);
        Assert.Equal(2, made.Output.Split("X-NN (X-NN), incarnation 1, EXERCISE node").Length - 1);

        var program = Directory.GetDirectories(scratch["out"], "parley-*-linux-*").Single();
        Assert.Equal(Names(ParleyCommand.Root, "phrases"), Names(program, "phrases"));
        Assert.Equal(Directory.GetDirectories(Path.Combine(ParleyCommand.Root, "packs")).Length, Directory.GetDirectories(Path.Combine(program, "packs")).Length);
        Assert.Empty(Directory.GetFiles(program, "createdump", SearchOption.AllDirectories));

        (await ParleyCommand.RunProgramAsync("dotnet", "/", "tool", "install", "--tool-path", scratch["tool"], "--add-source", scratch["out"], "parley")).Succeeded();
        (await ParleyCommand.RunProgramAsync(scratch["tool", "parley"], "/", "init", scratch["node"], "--party", "X-NN")).Succeeded();
        Assert.Contains("border-incident", (await ParleyCommand.RunProgramAsync(scratch["tool", "parley"], "/", "pack", "list")).Succeeded().Output, StringComparison.Ordinal);

        Task<ParleyCommand.Result> PackageAsync(params string[] what) => ParleyCommand.RunProgramAsync(Path.Combine(ParleyCommand.Root, "package"), ParleyCommand.Root, [.. what, "--out", scratch["out"]]);
        static IEnumerable<string?> Names(string at, string directory) => Directory.GetFiles(Path.Combine(at, directory)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Package_OfNoSuchKind_IsRefused() =>
        (await ParleyCommand.RunProgramAsync(Path.Combine(ParleyCommand.Root, "package"), ParleyCommand.Root, "rpm")).Fails("There is no 'rpm' to package.");
}
