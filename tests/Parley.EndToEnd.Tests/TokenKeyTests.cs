using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Parley.EndToEnd.Tests;

/// <summary>A party whose root key is in a PKCS #11 token, SoftHSM's, and never out of it.</summary>
[Trait("suite", "system")]
public sealed class TokenKeyTests : IDisposable
{
    private const string Library = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Pin = "719364";
    private const string Uri = $"pkcs11:token=north;object=root%20key?module-path={Library}";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task RootKey_InAToken_MakesThePartysCardsAndIsNowhereElse()
    {
        Assert.SkipUnless(File.Exists(Library), "skipped: the package softhsm2 is not installed");
        await TokenAsync();

        // 1. The token makes the key, once, for whoever has the PIN.
        (await RunAsync("000000", "key", "make", Uri, "--party", "X-NN")).Fails("the PIN is another");
        var made = JsonDocument.Parse((await RunAsync(Pin, "key", "make", Uri, "--party", "X-NN", "--json")).Succeeded().Output).RootElement.GetProperty("public").GetString()!;
        (await RunAsync(Pin, "key", "make", Uri, "--party", "X-NN")).Fails("holds that key already");
        Assert.Contains(made, (await RunAsync(Pin, "key", "show", Uri)).Succeeded().Output, StringComparison.Ordinal);

        // 2. A party with it. Nothing of it lies on the node.
        (await RunAsync("000000", "init", _scratch["none"], "--party", "X-NN", "--root-key", Uri)).Fails("the PIN is another");
        Assert.False(Directory.Exists(_scratch["none"]));
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        var (listen, api) = (RunningNode.FreePort(), RunningNode.FreePort());
        (await RunAsync(Pin, "init", _scratch["north"], "--party", "X-NN", "--listen", $"127.0.0.1:{listen}", "--api", $"127.0.0.1:{api}", "--root-key", Uri)).Succeeded();
        await using var north = await RunningNode.OpenAsync("X-NN", _scratch["north"], listen, api);
        Assert.False(File.Exists(Path.Combine(north.Directory, "keys", "root.key")));
        Assert.Contains(made, File.ReadAllText(Path.Combine(north.Directory, "card.txt")), StringComparison.Ordinal);
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        await north.OpenChannelAsync(south, "line");

        // 3. Its next card, while the line is up: the peer takes it.
        (await RunAsync(Pin, "card", "renew", "--node", north.Directory, "--root-key", Uri, "--new-node-key")).Succeeded();
        await RunningNode.UntilAsync(async () => (await north.RunAsync("card", "reached")).ExitCode == 0, seconds: 60);
        (await RunAsync(Pin, "key", "make", Uri.Replace("root%20key", "another", StringComparison.Ordinal), "--party", "X-NN")).Succeeded();
        (await RunAsync(Pin, "card", "renew", "--node", north.Directory, "--root-key", Uri.Replace("root%20key", "another", StringComparison.Ordinal), "--new-node-key")).Fails("not the root key on X-NN's card");
        (await RunAsync(Pin, "card", "renew", "--node", north.Directory, "--root-key", Uri.Replace("object=root%20key", "type=private", StringComparison.Ordinal), "--new-node-key")).Fails("2 keys in the token");

        // 4. A restart under it, and a restore that declares itself.
        (await ParleyCommand.RunAsync("backup", "key", _scratch["backup.key"], "--public", _scratch["backup.pub"], "--no-passphrase")).Succeeded();
        Directory.CreateDirectory(_scratch["parts"]);
        (await north.RunAsync("backup", "--to", _scratch["parts"], "--key", _scratch["backup.pub"])).Succeeded();
        await north.StopAsync();
        Directory.Delete(north.Directory, recursive: true);
        (await RunAsync(Pin, "restore", north.Directory, "--from", _scratch["parts"], "--key", _scratch["backup.key"], "--root-key", Uri)).Succeeded();
        (await RunAsync(Pin, "restart", "--node", north.Directory, "--root-key", Uri)).Succeeded();
        await north.StartAsync();
        await RunningNode.UntilAsync(async () => (await south.RunAsync("card", "show", "X-NN")).Output.Contains("incarnation  3", StringComparison.Ordinal), seconds: 60);

        // 5. Not even whoever has the PIN gets it out.
        AssertKept();
    }

    [Fact]
    public async Task Token_ThatIsNotThere_IsSaidSo()
    {
        Assert.SkipUnless(File.Exists(Library), "skipped: the package softhsm2 is not installed");
        await TokenAsync();
        (await RunAsync(Pin, "key", "show", $"pkcs11:token=south;object=root?module-path={Library}")).Fails("there is no such token. There are: token=north;serial=");
        (await RunAsync(Pin, "key", "show", Uri)).Fails("holds no such Ed25519 key. Make it with: parley key make");
        (await RunAsync(Pin, "key", "show", "pkcs11:token=north;object=root?module-path=/nowhere/lib.so")).Fails("/nowhere/lib.so is no PKCS #11 library that loads here");
        (await RunAsync(Pin, "key", "show", $"pkcs11:token=north;object=root?module-path={Path.Combine(AppContext.BaseDirectory, "Parley.Node.dll")}")).Fails("is no PKCS #11 library that loads here");
        (await RunAsync("", "key", "show", Uri)).Fails("none was given");
        var pin = await RunAsync("", "key", "show", $"{Uri}&pin-value={Pin}");
        Assert.DoesNotContain(Pin, pin.Fails("the PIN is asked for").Error, StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    private async Task TokenAsync()
    {
        Directory.CreateDirectory(_scratch["tokens"]);
        await File.WriteAllTextAsync(_scratch["softhsm2.conf"], $"directories.tokendir = {_scratch["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n", TestContext.Current.CancellationToken);
        (await ParleyCommand.RunProgramAsync("env", _scratch.Path, $"SOFTHSM2_CONF={_scratch["softhsm2.conf"]}", "softhsm2-util", "--init-token", "--free", "--label", "north", "--so-pin", "1234", "--pin", Pin)).Succeeded();
    }

    /// <summary>Runs the command where the token is, with the PIN from a pipe.</summary>
    private Task<ParleyCommand.Result> RunAsync(string pin, params string[] arguments) =>
        ParleyCommand.RunProgramAsync("env", ParleyCommand.Root, [$"SOFTHSM2_CONF={_scratch["softhsm2.conf"]}", ParleyCommand.Path, .. arguments], pin.Length == 0 ? "" : pin + "\n");

    private void AssertKept()
    {
        // SoftHSM reads the process's own environment, of which .NET shows a copy.
        Assert.Equal(0, SetEnvironment("SOFTHSM2_CONF", _scratch["softhsm2.conf"], 1));
        NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, (name, _, _) => name == "libdl" ? NativeLibrary.Load("libdl.so.2") : 0);
        var factories = new Pkcs11InteropFactories();
        using var library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, Library, AppType.SingleThreaded);
        using var session = library.GetSlotList(SlotsType.WithTokenPresent).Single(s => s.GetTokenInfo().Label.Trim() == "north").OpenSession(SessionType.ReadOnly);
        session.Login(CKU.CKU_USER, Encoding.ASCII.GetBytes(Pin));
        var keys = session.FindAllObjects([factories.ObjectAttributeFactory.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY)]);
        Assert.Equal(2, keys.Count);
        foreach (var attributes in keys.Select(key => session.GetAttributeValue(key, [CKA.CKA_SENSITIVE, CKA.CKA_EXTRACTABLE, CKA.CKA_VALUE])))
        {
            Assert.True(attributes[0].GetValueAsBool());
            Assert.False(attributes[1].GetValueAsBool());
            Assert.True(attributes[2].CannotBeRead);
        }
    }
}
