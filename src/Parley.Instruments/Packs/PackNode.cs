using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Parley.Instruments.Packs;

/// <summary>
/// A pack's YAML as plain lists and maps with the line of each part. Read by hand from events: aliases, tags and deep nesting
/// are refused, so that a small file cannot become a large one.
/// </summary>
internal abstract record PackNode(int Line)
{
    private const int MaxDepth = 24;

    internal sealed record Text(int Line, string Value) : PackNode(Line);

    internal sealed record List(int Line, IReadOnlyList<PackNode> Items) : PackNode(Line);

    internal sealed record Map(int Line, IReadOnlyList<(Text Key, PackNode Value)> Entries) : PackNode(Line);

    /// <summary>The one document of a file, or the fault that stands in its way.</summary>
    // INS-001
    public static Records.Outcome<PackNode> Read(string yaml)
    {
        try
        {
            var parser = new Parser(new Scanner(new StringReader(yaml), skipComments: true));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new Records.Fault("INS-001", 1, "the file is empty");
            parser.Consume<DocumentStart>();
            var root = Node(parser, 0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _) ? root : new Records.Fault("INS-001", Here(parser), "a second document follows; a pack is one");
        }
        catch (Refused e)
        {
            return new Records.Fault("INS-001", e.Line, e.Message);
        }
        catch (YamlException e)
        {
            return new Records.Fault("INS-001", (int)e.Start.Line, $"this is not YAML: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The library has no name of its own for some bytes that are not YAML.
            return new Records.Fault("INS-001", 0, $"this is not YAML: {e.Message}");
        }
    }

    private static int Here(Parser parser) => (int)(parser.Current?.Start.Line ?? 0);

    private static PackNode Node(Parser parser, int depth)
    {
        var line = Here(parser);
        if (depth > MaxDepth)
            throw new Refused(line, $"this is nested more than {MaxDepth} deep");
        if (parser.Accept<AnchorAlias>(out _))
            throw new Refused(line, "aliases (*) are not taken: write the value out");
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false })
            throw new Refused(line, "anchors (&) are not taken: write the value out");
        if (parser.Current is NodeEvent { Tag.IsEmpty: false })
            throw new Refused(line, "tags (!) are not taken");
        if (parser.TryConsume<Scalar>(out var scalar))
            return new Text(line, scalar.Value);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<PackNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(parser, depth + 1));
            return new List(line, items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<(Text, PackNode)>();
        var keys = new HashSet<string>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = Here(parser);
            if (Node(parser, depth + 1) is not Text key)
                throw new Refused(at, "a key is a word");
            if (!keys.Add(key.Value))
                throw new Refused(at, $"the key '{key.Value}' stands twice");
            entries.Add((key, Node(parser, depth + 1)));
        }

        return new Map(line, entries);
    }

    // Only between these methods: the edge of the parser turns it into a fault.
#pragma warning disable CA1032, CA1064, RCS1194
    private sealed class Refused(int line, string message) : Exception(message)
    {
        public int Line { get; } = line;
    }
#pragma warning restore CA1032, CA1064, RCS1194
}
