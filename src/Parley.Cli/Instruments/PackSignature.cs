using System.Text;
using Parley.Instruments.Packs;

namespace Parley.Cli.Instruments;

/// <summary>What was found about a pack's signature: a C2SP signed note over name, version and hash, in <c>pack.sig</c> beside it.</summary>
internal sealed record PackSignature(bool Good, string Text)
{
    public static string PathOf(string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "pack.sig");

    /// <summary>The text that is signed.</summary>
    // INS-070
    public static byte[] TextOf(Pack pack) => Encoding.ASCII.GetBytes($"parley pack v1\npack {pack.Name}\nversion {pack.Version}\nsha256 {pack.Hash}\n");
}
