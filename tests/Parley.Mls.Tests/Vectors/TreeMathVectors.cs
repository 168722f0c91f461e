using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class TreeMathVectors
{
    [Fact]
    public void TreeMath_AllCases_Agree()
    {
        var cases = VectorFile.Read("tree-math.json");
        foreach (var c in cases)
        {
            var leaves = (uint)c.Int("n_leaves");
            Assert.Equal((uint)c.Int("n_nodes"), TreeMath.NodeCount(leaves));
            Assert.Equal((uint)c.Int("root"), TreeMath.Root(leaves));
            for (var node = 0u; node < TreeMath.NodeCount(leaves); node++)
            {
                Check(c.GetProperty("left")[(int)node], () => TreeMath.Left(node));
                Check(c.GetProperty("right")[(int)node], () => TreeMath.Right(node));
                Check(c.GetProperty("parent")[(int)node], () => TreeMath.Parent(node));
                Check(c.GetProperty("sibling")[(int)node], () => TreeMath.Sibling(node));
            }
        }

        VectorFile.Report("tree-math.json", cases.Length);
    }

    private static void Check(System.Text.Json.JsonElement expected, Func<uint> actual)
    {
        if (expected.ValueKind != System.Text.Json.JsonValueKind.Null)
        {
            Assert.Equal(expected.GetUInt32(), actual());
        }
    }
}
