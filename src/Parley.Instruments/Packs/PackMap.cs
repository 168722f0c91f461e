using System.Globalization;
using Parley.Records;

namespace Parley.Instruments.Packs;

/// <summary>Reads a map of a pack key by key; every fault goes into one list, and a key that nobody asked for is one.</summary>
internal sealed class PackMap
{
    private static readonly PackNode.Map Nothing = new(0, []);
    private readonly PackNode.Map _map;
    private readonly List<Fault> _faults;
    private readonly string _where;
    private readonly HashSet<string> _asked = [];

    public PackMap(PackNode node, string where, List<Fault> faults)
    {
        (_faults, _where) = (faults, where);
        _map = node as PackNode.Map ?? Nothing;
        if (node is not PackNode.Map)
            Fault("INS-002", node.Line, $"{where} is keys with values, and something else stands here");
    }


    public int Line => _map.Line;

    public IEnumerable<(string Key, int Line, PackNode Value)> All => _map.Entries.Select(e => (e.Key.Value, e.Key.Line, e.Value));

    public void Fault(string rule, int line, string detail) => _faults.Add(new Fault(rule, line, detail));

    public PackNode? Find(string key)
    {
        _asked.Add(key);
        return _map.Entries.FirstOrDefault(e => e.Key.Value == key).Value;
    }

    public int LineOf(string key) => Find(key)?.Line ?? Line;

    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case PackNode.Text { Value: "" or "~" or "null" } empty:
                Fault("INS-002", empty.Line, $"'{key}' of {_where} has no value");
                return null;
            case PackNode.Text text:
                if (!Records.Text.PlainText.IsAllowed(text.Value, multiline: true))
                    Fault("INS-002", text.Line, $"'{key}' of {_where} holds a character that nobody could see");
                return text.Value.TrimEnd('\n');
            case var other:
                Fault("INS-002", other.Line, $"'{key}' of {_where} is one value, and a list or a map stands here");
                return null;
        }
    }

    public string Needed(string key)
    {
        if (Find(key) is null)
            Fault("INS-002", Line, $"{_where} lacks '{key}'");
        return Text(key) ?? "";
    }

    public bool YesNo(string key) => OneOf(key, "no", "yes", "no") == "yes";

    public string OneOf(string key, string fallback, params ReadOnlySpan<string> values)
    {
        if (Text(key) is not { } text)
            return fallback;
        foreach (var value in values)
        {
            if (value == text)
                return text;
        }

        Fault("INS-002", LineOf(key), $"'{key}' of {_where} is {string.Join(" or ", values.ToArray())}, not '{text}'");
        return fallback;
    }

    public decimal? Number(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault("INS-002", LineOf(key), $"'{key}' of {_where} is a number such as 9000, not '{text}'");
        return null;
    }

    public IReadOnlyList<string> Words(string key) => [.. Items(key).Select(item =>
    {
        if (item is PackNode.Text text)
            return text.Value;
        Fault("INS-002", item.Line, $"'{key}' of {_where} is a list of words");
        return "";
    }).Where(w => w.Length > 0)];

    public IReadOnlyList<PackNode> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case PackNode.List list:
                return list.Items;
            case var other:
                Fault("INS-002", other.Line, $"'{key}' of {_where} is a list: each item on a line of its own after a hyphen");
                return [];
        }
    }

    public IReadOnlyList<PackMap> Maps(string key) => [.. Items(key).Select(item => new PackMap(item, $"{key} item", _faults))];

    public PackMap? Map(string key, string where) => Find(key) is { } node ? new PackMap(node, where, _faults) : null;

    /// <summary>Ends the reading of this map: whatever nobody asked for is a fault.</summary>
    public void End()
    {
        foreach (var (key, line, _) in All.Where(e => !_asked.Contains(e.Key)))
            Fault("INS-002", line, $"{_where} has no key '{key}'; it may have {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
    }
}
