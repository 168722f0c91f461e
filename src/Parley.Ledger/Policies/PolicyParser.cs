using System.Text;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Policies;

/// <summary>Reads policy files line by line; names are octets, so Latin-1 keeps them apart as they are.</summary>
internal sealed class PolicyParser
{
    private readonly List<PolicyLog> _logs = [];
    private readonly List<PolicyWitness> _witnesses = [];
    private readonly List<PolicyGroup> _groups = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _members = [];
    private readonly HashSet<string> _logKeys = [];
    private readonly HashSet<string> _witnessKeys = [];
    private string? _quorum;

    public static Outcome<TlogPolicy> Parse(ReadOnlySpan<byte> bytes)
    {
        // LED-070: ASCII white space and lines; no other control character.
        if (bytes.Length > TlogPolicy.MaxSize || !bytes.EndsWith("\n"u8))
            return new Fault("LED-070", 0, $"a policy is at most {TlogPolicy.MaxSize} bytes and ends in a newline");
        var parser = new PolicyParser();
        var number = 0;
        foreach (var line in Encoding.Latin1.GetString(bytes[..^1]).Split('\n'))
        {
            number++;
            if (line.Any(c => c is < ' ' and not '\t' or '\x7f'))
                return new Fault("LED-070", number, "a control character other than tab");
            var items = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (items.Length == 0 || items[0].StartsWith('#'))
                continue;
            if (parser.Read(items) is var (rule, detail))
                return new Fault(rule, number, detail);
        }

        return parser._quorum is { } quorum
            ? new TlogPolicy(parser._logs, parser._witnesses, parser._groups, quorum)
            : new Fault("LED-072", number, "a policy has one quorum line");
    }

    private (string Rule, string Detail)? Read(string[] items) => items switch
    {
        ["log", var key, .. { Length: <= 1 } url] => ReadLog(key, url),
        ["witness", var name, var key, .. { Length: <= 1 } url] => ReadWitness(name, key, url),
        ["group", var name, var threshold, .. { Length: >= 1 } members] => ReadGroup(name, threshold, members),
        ["quorum", var name] => ReadQuorum(name),
        _ => ("LED-070", "a line is a comment, or log, witness, group or quorum with what belongs to it"),
    };

    private (string, string)? ReadLog(string text, string[] url)
    {
        if (!TryKey(text, out var key)
            || key.SignatureType is not (NoteSignatureTypes.Ed25519 or NoteSignatureTypes.Ed25519Cosignature or NoteSignatureTypes.MlDsa44Cosignature))
            return ("LED-070", "the log's key is not a vkey of type 0x01, 0x04 or 0x06");

        // LED-073: one key, one log and one witness; otherwise it would count twice.
        if (!_logKeys.Add(Convert.ToBase64String(key.PublicKey.Span)))
            return ("LED-073", "two logs have one key");
        if (_logs.Count == TlogPolicy.MaxItems)
            return ("LED-070", $"there are more than {TlogPolicy.MaxItems} logs");
        _logs.Add(new(key, url.FirstOrDefault()));
        return null;
    }

    private (string, string)? ReadWitness(string name, string text, string[] url)
    {
        if (!TryKey(text, out var key)
            || key.SignatureType is not (NoteSignatureTypes.Ed25519Cosignature or NoteSignatureTypes.MlDsa44Cosignature))
            return ("LED-070", "the witness's key is not a vkey of type 0x04 or 0x06");
        if (!_witnessKeys.Add(Convert.ToBase64String(key.PublicKey.Span)))
            return ("LED-073", "two witnesses have one key");
        if (name == TlogPolicy.None || !_names.Add(name))
            return ("LED-071", "the name stands for something already");
        if (_witnesses.Count == TlogPolicy.MaxItems)
            return ("LED-070", $"there are more than {TlogPolicy.MaxItems} witnesses");
        _witnesses.Add(new(name, key, url.FirstOrDefault()));
        return null;
    }

    private (string, string)? ReadGroup(string name, string threshold, string[] members)
    {
        // LED-071: members are defined on lines before, and each counts in one place only.
        if (members.FirstOrDefault(member => !_names.Contains(member)) is { } unknown)
            return ("LED-071", $"'{unknown}' is not a witness or group of a line before");
        if (members.FirstOrDefault(member => !_members.Add(member)) is { } twice)
            return ("LED-071", $"'{twice}' is a member already");
        var needed = threshold switch { "any" => 1, "all" => members.Length, _ => Number(threshold) };
        if (needed < 1 || needed > members.Length)
            return ("LED-071", "the threshold is neither any, all, nor a number from 1 to that of the members");
        if (name == TlogPolicy.None || !_names.Add(name))
            return ("LED-071", "the name stands for something already");
        if (_groups.Count == TlogPolicy.MaxItems)
            return ("LED-070", $"there are more than {TlogPolicy.MaxItems} groups");
        _groups.Add(new(name, needed, members));
        return null;
    }

    private (string, string)? ReadQuorum(string name)
    {
        // LED-072
        if (_quorum is not null)
            return ("LED-072", "a policy has one quorum line");
        if (name != TlogPolicy.None && !_names.Contains(name))
            return ("LED-072", $"'{name}' is not a witness or group of a line before");
        _quorum = name;
        return null;
    }

    private static bool TryKey(string latin1, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out VerifierKey? key) =>
        VerifierKey.TryParse(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1)), out key);

    private static int Number(string text) =>
        DecimalText.TryParse(text, out var number) && number <= int.MaxValue ? (int)number : 0;
}
