using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class DeserializationVectors
{
    [Fact]
    public void LengthHeader_AllCases_ReadAndWrite()
    {
        var cases = VectorFile.Read("deserialization.json");
        foreach (var c in cases)
        {
            var reader = new TlsReader(c.Hex("vlbytes_header"));
            Assert.Equal(c.Int("length"), reader.Length());
            Assert.Null(reader.Fault);
            Assert.False(reader.More);
            var writer = new TlsWriter(8);
            writer.Length(c.Int("length"));
            Assert.Equal(c.Hex("vlbytes_header"), writer.ToArray());
            writer.Dispose();
        }

        VectorFile.Report("deserialization.json", cases.Length);
    }
}
