using System.Text;
using Parley.Records.Fields;

namespace Parley.Records.Tests;

/// <summary>A record in the making, line by line, so that any rule can be broken and everything else still holds.</summary>
internal sealed class RawRecord
{
    public const string Opening = "parley record v1";

    public List<string> Content { get; private init; } = [];

    /// <summary>Role, officer and name of the key; signed anew each time.</summary>
    public List<(string Role, string Officer, string Key)> Officers { get; private init; } = [];

    /// <summary>Officers' lines as they stand, after those that are signed.</summary>
    public List<string> OfficerLines { get; } = [];

    public List<string> Numbers { get; private init; } = [];

    public string NodeName { get; set; } = "BY";

    public string NodeKey { get; set; } = "BY node 1";

    public byte[] Fields { get; set; } = [];

    /// <summary>What is done to the text before it is signed.</summary>
    public Func<string, string> Text { get; set; } = text => text;

    /// <summary>What is done to the file at last.</summary>
    public Func<byte[], byte[]> File { get; set; } = file => file;

    /// <summary>A good record of Belarus, with a draft and a release and two fields.</summary>
    public static RawRecord Good(string author = "BY", string form = "incident.first-report/1", string exercise = "no", params Field[] fields)
    {
        var salted = new SaltedFields(
            fields.Length > 0 ? fields : [new("what-happened", "Упала ракета\nне на то поле."), new("casualties", "none known")],
            Cast.Seed("fields"));
        var id = new ContentId(Cast.Seed("content").AsSpan(0, 16));
        var head = new string('a', 64);
        return new RawRecord
        {
            Content =
            [
                Line("content", id.ToString()),
                Line("channel", Cast.Channel.ToString()),
                Line("author", author),
                Line("desk", $"{author}/mod-duty"),
                Line("to", "UA/mod-duty PL/mod-duty"),
                Line("info", "OSCE/cpc"),
                Line("seen", $"PL:1:3:{head} UA:1:17:{head}"),
                Line("composed", "2022-12-29T07:25:00Z"),
                Line("precedence", "flash"),
                Line("form", form),
                Line("subject", "incident/BY-2022-0007"),
                Line("language", "be"),
                Line("exercise", exercise),
                Line("fields", $"{salted.All.Count} {salted.Root(id, PartyId.Parse(author), Cast.Channel)}"),
            ],
            Officers = [("drafted", $"{author}/duty-1", $"{author}/duty-1"), ("released", $"{author}/duty-2", $"{author}/duty-2")],
            Numbers = [Line("incarnation", "1"), Line("number", "41"), Line("previous", new string('b', 64)), Line("have", $"UA:1:18:{head}")],
            NodeName = author,
            NodeKey = $"{author} node 1",
            Fields = salted.ToBytes(),
        };
    }

    public static string Line(string keyword, string value) => keyword.PadRight(13) + value;

    /// <summary>Puts another value into a line of content or numbers.</summary>
    public RawRecord Set(string keyword, string value) => Replace(keyword, Line(keyword, value));

    /// <summary>Puts another line, or none, in the place of a line of content or numbers.</summary>
    public RawRecord Replace(string keyword, params string[] lines)
    {
        var part = Content.Exists(l => l.StartsWith(keyword + " ", StringComparison.Ordinal)) ? Content : Numbers;
        var at = part.FindIndex(l => l.StartsWith(keyword + " ", StringComparison.Ordinal));
        part.RemoveAt(at);
        part.InsertRange(at, lines);
        return this;
    }

    public string this[string keyword] => Content.Concat(Numbers).Single(l => l.StartsWith(keyword + " ", StringComparison.Ordinal))[13..];

    /// <summary>Changes the fields' text, and not the root.</summary>
    public RawRecord EditFields(string old, string @new)
    {
        var text = Encoding.UTF8.GetString(Fields);
        Assert.Contains(old, text, StringComparison.Ordinal);
        Fields = Encoding.UTF8.GetBytes(text.Replace(old, @new, StringComparison.Ordinal));
        return this;
    }

    /// <summary>Takes other fields, with their root.</summary>
    public RawRecord WithFields(SaltedFields fields)
    {
        Assert.True(ContentId.TryParse(this["content"], out var id) && ChannelId.TryParse(this["channel"], out _));
        ChannelId.TryParse(this["channel"], out var channel);
        Fields = fields.ToBytes();
        return Set("fields", $"{fields.All.Count} {fields.Root(id, PartyId.Parse(this["author"]), channel!)}");
    }

    public byte[] ContentBytes() => Encoding.UTF8.GetBytes(string.Concat(Content.Prepend(Opening).Select(l => l + "\n")));

    public byte[] ToBytes()
    {
        var officers = Officers.Select(o => Line(o.Role, $"{o.Officer} ed25519 {Convert.ToBase64String(Sign(o.Role, o.Officer, o.Key))}"));
        var lines = Content.Prepend(Opening).Concat(officers).Concat(OfficerLines).Concat(Numbers);
        var text = Encoding.UTF8.GetBytes(Text(string.Concat(lines.Select(l => l + "\n"))));
        return File([.. Cast.Note(text, (NodeName, NodeKey)), (byte)'\n', .. Fields]);
    }

    public byte[] Sign(string role, string officer, string key)
    {
        var signature = new byte[64];
        Cast.Crypto.Ed25519.Sign(Cast.Seed(key), [.. Encoding.ASCII.GetBytes($"parley officer v1\n{role} {officer}\n"), .. ContentBytes()], [], signature);
        return signature;
    }
}
